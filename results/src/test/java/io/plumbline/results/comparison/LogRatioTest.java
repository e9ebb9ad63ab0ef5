package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogRatioTest {
  @Test
  void welch_byHand() {
    // Means 2 and 5, variances 2 and 2, of two values each: se^2 = 1 + 1, df = 2^2 / (1 + 1).
    LogRatio change = LogRatio.of(new double[] {1, 3}, new double[] {4, 6});
    assertThat(change.delta()).isEqualTo(3);
    assertThat(change.standardError()).isCloseTo(Math.sqrt(2), within(1e-12));
    assertThat(change.degreesOfFreedom()).isCloseTo(2, within(1e-12));
    // Student's t of 2 degrees in closed form: 1/2 - t / (2 sqrt(2 + t^2)).
    double t = 3 / Math.sqrt(2);
    assertThat(change.pAbove()).isCloseTo(.5 - t / (2 * Math.sqrt(2 + t * t)), within(1e-9));
    assertThat(change.pBelow()).isCloseTo(1 - change.pAbove(), within(1e-9));
  }

  @Test
  void welch_asPublished_onStudentsSleepData() {
    // R's documentation of t.test: t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 to 0.2054832.
    double[] first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    double[] second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    LogRatio change = LogRatio.of(second, first);
    assertThat(change.delta() / change.standardError()).isCloseTo(-1.8608, within(5e-5));
    assertThat(change.degreesOfFreedom()).isCloseTo(17.776, within(5e-4));
    assertThat(2 * change.pBelow()).isCloseTo(.07939, within(5e-6));
    double half = change.halfWidth(.95);
    assertThat(change.delta() - half).isCloseTo(-3.3654832, within(5e-8));
    assertThat(change.delta() + half).isCloseTo(.2054832, within(5e-8));
  }

  @Test
  void withoutScatter_anyDifferenceIsCertain() {
    LogRatio change = LogRatio.of(new double[] {1, 1}, new double[] {2, 2});
    assertThat(change.pAbove()).isZero();
    assertThat(change.pBelow()).isOne();
    assertThat(change.halfWidth(.95)).isZero();
    LogRatio none = LogRatio.of(new double[] {1, 1}, new double[] {1, 1});
    assertThat(none.pAbove()).isOne();
    assertThat(none.pBelow()).isOne();
  }

  @Test
  void countsThatAgree_scatterAsCountingDoes() {
    // No scatter at all, .02 each by counting, two of each: se^2 = .01 + .01, and z = 1 / .1414.
    LogRatio change = LogRatio.of(new double[] {1, 1}, .02, new double[] {1.2, 1.2}, .02);
    assertThat(change.standardError()).isCloseTo(Math.sqrt(.02), within(1e-12));
    assertThat(change.pAbove()).isCloseTo(.07865, within(1e-5));
    // What scatters more than counting is judged as before.
    assertThat(LogRatio.of(new double[] {1, 3}, .1, new double[] {4, 6}, .1))
        .isEqualTo(LogRatio.of(new double[] {1, 3}, new double[] {4, 6}));
  }

  @Test
  void scatterOnOneSide_countsItsForksAlone() {
    LogRatio change = LogRatio.of(new double[] {1, 1, 1}, new double[] {1, 2, 3, 4});
    assertThat(change.degreesOfFreedom()).isCloseTo(3, within(1e-12));
  }

  @Test
  void oneFork_tellsNoScatter() {
    assertThatThrownBy(() -> LogRatio.of(new double[] {1}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("one value has no variance");
  }
}
