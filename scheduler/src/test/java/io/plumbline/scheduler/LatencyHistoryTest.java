package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LatencyHistoryTest {
  private final LatencyHistory history = new LatencyHistory(1_000);

  @Test
  void median_isOfTheLatestNineAtThatNumber() {
    for (int i = 1; i <= 20; i++) {
      history.append(3, i, 1);
    }
    assertThat(history.medianNanos(3)).isEqualTo(16); // Of 12 to 20.
    assertThat(history.meanNanos()).isEqualTo(10.5);
    assertThat(history.latestNanos()).isEqualTo(20);
  }

  @Test
  void median_ofANumberNotSeen_isTheNearests() {
    history.append(2, 20, 1);
    history.append(9, 90, 1);
    assertThat(history.medianNanos(0)).isEqualTo(20);
    assertThat(history.medianNanos(4)).isEqualTo(20);
    assertThat(history.medianNanos(7)).isEqualTo(90);
    assertThat(history.medianNanos(1_000_000)).isEqualTo(90);
  }

  /** 100 and 103 are of one eighth of an octave, from 96 to 103; 104 is not. */
  @Test
  void largeNumbers_areTakenTogetherByEighthsOfOctaves() {
    history.append(100, 1, 1);
    history.append(104, 2, 1);
    assertThat(history.medianNanos(103)).isEqualTo(1);
    assertThat(history.medianNanos(110)).isEqualTo(2);
  }

  /** Waits of 10 to 109; the service of the first of them is no longer among the latest 100. */
  @Test
  void meanService_isOfTheLatest_withoutTheirWaits() {
    history.append(0, 1_000_000, 999_990);
    for (int i = 0; i < 100; i++) {
      history.append(i, 10 + i + 7, 7);
    }
    assertThat(history.meanServiceNanos()).isEqualTo(7);
    assertThat(history.meanNanos()).isEqualTo(66.5);
  }

  @Test
  void cleared_itBeginsAnew() {
    history.append(3, 100, 50);
    history.clear();
    assertThat(history.isEmpty()).isTrue();
    history.append(5, 10, 4);
    assertThat(history.meanNanos()).isEqualTo(10);
    assertThat(history.meanServiceNanos()).isEqualTo(4);
    assertThat(history.medianNanos(3)).isEqualTo(10);
  }

  @Test
  void nothingServed_isNoLatency() {
    assertThat(history.isEmpty()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> history.medianNanos(1))
        .withMessage("no request has been served yet");
  }
}
