package io.plumbline.results.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AggregateTest {

  @Test
  void threeRuns() {
    // 1, 2, 6: mean 3, variance (4 + 1 + 9) / 2 = 7; Student's t for 2 degrees is 4.302653.
    Aggregate of = Aggregate.of(new double[] {1, 2, 6}, false);

    assertThat(of.runs()).isEqualTo(3);
    assertThat(of.mean()).isEqualTo(3);
    assertThat(of.variance()).hasValue(7);
    assertThat(of.reasonablyBad().getAsDouble()).isEqualTo(3 + Math.sqrt(7));
    assertThat(of.worst()).isEqualTo(6);
    double half = 4.302653 * Math.sqrt(7.0 / 3);
    assertThat(of.low().getAsDouble()).isCloseTo(3 - half, within(1e-5));
    assertThat(of.high().getAsDouble()).isCloseTo(3 + half, within(1e-5));
  }

  @Test
  void whereHigherIsBetter_theWorstIsTheLowest() {
    Aggregate of = Aggregate.of(new double[] {1, 2, 6}, true);

    assertThat(of.worst()).isEqualTo(1);
    assertThat(of.reasonablyBad().getAsDouble()).isEqualTo(3 - Math.sqrt(7));
  }

  @Test
  void oneRun_tellsNoScatter() {
    Aggregate of = Aggregate.of(new double[] {5}, false);

    assertThat(of.mean()).isEqualTo(5);
    assertThat(of.worst()).isEqualTo(5);
    assertThat(of.variance()).isEmpty();
    assertThat(of.low()).isEmpty();
    assertThat(of.reasonablyBad()).isEmpty();
    assertThatThrownBy(() -> Aggregate.of(new double[0], false))
        .hasMessage("no run has this figure");
  }
}
