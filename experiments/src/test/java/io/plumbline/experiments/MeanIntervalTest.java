package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanIntervalTest {

  @Test
  void interval_isStudents() {
    // Mean 2, standard deviation 1; the 0.975 quantile for 2 degrees of freedom is 4.30265.
    MeanInterval interval = MeanInterval.of(new double[] {1, 2, 3}, .95);
    assertThat(interval.mean()).isCloseTo(2, within(1e-12));
    assertThat(interval.halfWidth()).isCloseTo(4.30265 / Math.sqrt(3), within(1e-4));
    assertThat(interval.contains(4.4)).isTrue();
    assertThat(interval.contains(4.5)).isFalse();
  }

  @Test
  void oneValue_hasNoInterval() {
    assertThatThrownBy(() -> MeanInterval.of(new double[1], .95))
        .hasMessage("an interval needs at least 2 values: 1");
  }
}
