package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PidTest {
  @Test
  void firstAdjustment_countsFromAnErrorOfZero() {
    // 10 + 10 / 50 + 5 * (10 - 0): the figure that the notebook prints.
    assertThat(new Pid(1, 1.0 / 50, 5).adjustment(10)).isCloseTo(60.2, within(1e-12));
  }

  @Test
  void laterAdjustments_rememberTheSumAndTheLastError() {
    Pid pid = new Pid(1, 1.0 / 50, 5);
    pid.adjustment(10);
    // 4 + (10 + 4) / 50 + 5 * (4 - 10)
    assertThat(pid.adjustment(4)).isCloseTo(-25.72, within(1e-12));
    // -1 + (10 + 4 - 1) / 50 + 5 * (-1 - 4)
    assertThat(pid.adjustment(-1)).isCloseTo(-25.74, within(1e-12));
  }

  @Test
  void target_isTenAboveTheMean_whileThereIsRoom() {
    assertThat(Pid.targetPercent(50)).isEqualTo(60);
    assertThat(Pid.targetPercent(79.5)).isEqualTo(89.5);
    assertThat(Pid.targetPercent(80)).isEqualTo(80);
    assertThat(Pid.targetPercent(95)).isEqualTo(95);
  }
}
