package io.plumbline.loadgen;

import static io.plumbline.loadgen.Rows.MILLI_NANOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import org.junit.jupiter.api.Test;

class SampleTallyTest {
  private final SampleTally tally = new SampleTally(MILLI_NANOS);

  @Test
  void mean_isWeightedByTime() {
    // 1 ms at 0 to 2, then 3 ms at 2: (1 + 6) / 4.
    tally.add(0, 0, 0);
    tally.add(MILLI_NANOS, 0, 2);
    tally.add(4 * MILLI_NANOS, 0, 2);
    InFlight seen = tally.sampled(0).inFlight().orElseThrow();
    assertThat(seen.samples()).isEqualTo(3);
    assertThat(seen.windowNanos()).isEqualTo(4 * MILLI_NANOS);
    assertThat(seen.mean()).isEqualTo(7.0 / 4);
    assertThat(seen.max()).isEqualTo(2);
    // (1 + 27) / 4 ms².
    assertThat(seen.gapNanos()).isCloseTo(Math.sqrt(7) * MILLI_NANOS, within(1.0));
  }

  @Test
  void window_endsWhenNothingIsOutAnyMore() {
    tally.add(0, 0, 2);
    tally.add(MILLI_NANOS, 0, 0);
    tally.add(2 * MILLI_NANOS, 0, 2);
    tally.add(4 * MILLI_NANOS, 0, 0);
    // The cool-down, and the wait for its answers.
    for (int i = 5; i < 1000; i++) {
      tally.add(i * MILLI_NANOS, 0, 0);
    }
    InFlight seen = tally.sampled(0).inFlight().orElseThrow();
    assertThat(seen.windowNanos()).isEqualTo(4 * MILLI_NANOS);
    assertThat(seen.samples()).isEqualTo(4);
    // 1 + 1 + 2 ms, over 4.
    assertThat(seen.mean()).isEqualTo(1);
    // (1 + 1 + 8) / 4 ms².
    assertThat(seen.gapNanos()).isCloseTo(Math.sqrt(2.5) * MILLI_NANOS, within(1.0));
  }

  @Test
  void curve_isOneEntryPerSecondThatWasLookedAt() {
    tally.add(0, 0, 1);
    tally.add(999 * MILLI_NANOS, 0, 3);
    tally.add(2500 * MILLI_NANOS, 0, 7);
    assertThat(tally.sampled(-5 * MILLI_NANOS).inFlight().orElseThrow().seconds())
        .containsExactly(
            new InFlight.Second(-5 * MILLI_NANOS, 2, 3),
            new InFlight.Second(1995 * MILLI_NANOS, 7, 7));
  }

  @Test
  void oneLook_isNoCurve() {
    tally.add(0, 0, 1);
    assertThat(tally.sampled(0).inFlight()).isEmpty();
  }

  @Test
  void oneLongStop_countsAsTheTimeItTook() {
    // 900 looks on time and one stop of 100 ms: a tenth of all instants lies in it.
    for (int i = 0; i < 900; i++) {
      tally.add(i * MILLI_NANOS, 50_000, 0);
    }
    tally.add(1000 * MILLI_NANOS, 100 * MILLI_NANOS, 0);
    RunSampler.Sampled sampled = tally.sampled(7);
    assertThat(sampled.hiccupMaxNanos()).isEqualTo(100 * MILLI_NANOS);
    // One of 100 instants is in the last tenth of it, 90 ms late or more.
    assertThat((double) sampled.hiccupP99Nanos()).isCloseTo(90e6, within(2e6));
    assertThat(sampled.standstills())
        .containsExactly(new Pause(900 * MILLI_NANOS + 7, 100 * MILLI_NANOS));
  }

  @Test
  void standstills_areTheLongestInOrderOfTime() {
    for (int i = 1; i <= 50; i++) {
      tally.add(1000L * i * MILLI_NANOS, i * MILLI_NANOS, 0);
    }
    assertThat(tally.sampled(0).standstills())
        .hasSize(20)
        .isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()))
        .extracting(Pause::lengthNanos)
        .contains(31 * MILLI_NANOS, 50 * MILLI_NANOS)
        .doesNotContain(30 * MILLI_NANOS);
  }
}
