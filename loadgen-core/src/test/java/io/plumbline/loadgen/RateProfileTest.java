package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateProfileTest {
  private static final double SECOND = 1e9;

  /** Seconds, and the seconds that the bare rate would have taken for as many arrivals. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        // 1 s at 5 times the rate, 4 s at the rate: 9 s' worth in 5 s.
        "burst:1,4,5 0.5 2.5",
        "burst:1,4,5 1 5",
        "burst:1,4,5 3 7",
        "burst:1,4,5 5 9",
        "burst:1,4,5 11 23",
        "spike:10,2,8 9 9",
        "spike:10,2,8 11 18",
        "spike:10,2,8 12 26",
        "spike:10,2,8 20 34",
        // From 0 to twice the rate in 10 s: the integral of t/5 is t^2/10.
        "ramp:0,2,10 5 2.5",
        "ramp:0,2,10 10 10",
        "ramp:0,2,10 12 14",
        // Downwards: 2t - t^2 / 20.
        "ramp:2,1,10 4 7.2",
        "ramp:2,1,10 20 25",
        "steps:0.5x10,1x10,2x10 10 5",
        "steps:0.5x10,1x10,2x10 20 15",
        "steps:0.5x10,1x10,2x10 25 25",
        "steps:0.5x10,1x10,2x10 40 55",
        "poisson 7 7",
        "gamma:2 7 7"
      })
  void integral_isWhatAHandComputes(String text, double seconds, double integralSeconds) {
    RateProfile profile = Arrivals.parse(text).profile();
    assertThat(profile.integralNanos(seconds * SECOND))
        .isCloseTo(integralSeconds * SECOND, within(1e-3));
    assertThat(profile.nanosOf(integralSeconds * SECOND)).isCloseTo(seconds * SECOND, within(1e-3));
  }

  @Test
  void pauses_takeTimeAndNoArrivals() {
    RateProfile profile = Arrivals.parse("burst:1,1,0").profile();
    // Half a second's worth comes after the pause of one second.
    assertThat(profile.nanosOf(.5 * SECOND)).isCloseTo(1.5 * SECOND, within(1e-3));
    assertThat(profile.nanosOf(1.5 * SECOND)).isCloseTo(3.5 * SECOND, within(1e-3));
    assertThat(profile.integralNanos(.9 * SECOND)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "burst:0.3,0.7,4",
        "spike:1,2,8",
        "ramp:0,3,20",
        "ramp:3,0.01,20",
        "steps:2x1,0x3,0.5x2,7x1"
      })
  void inverse_undoesTheIntegralAndNeverGoesBack(String text) {
    RateProfile profile = Arrivals.parse(text).profile();
    double previous = 0;
    for (int i = 0; i < 100_000; i++) {
      double integral = i * 1.234567e6;
      double nanos = profile.nanosOf(integral);
      assertThat(nanos).isGreaterThanOrEqualTo(previous - 1e-3);
      assertThat(profile.integralNanos(nanos)).isCloseTo(integral, within(1e-2));
      previous = nanos;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'spike:10,5,3', 9, 1",
    "'spike:10,5,3', 11, 3",
    "'burst:1,4,5', 60, 5",
    "'ramp:1,3,10', 5, 2",
    "'ramp:1,3,10', 60, 3",
    "'ramp:3,1,10', 60, 3",
    "'steps:1x5,4x5,2x5', 4, 1",
    "'steps:1x5,4x5,2x5', 60, 4",
    "poisson, 60, 1"
  })
  void highestFactor_isThatOfWhatIsPlayed(String text, double seconds, double factor) {
    assertThat(Arrivals.parse(text).profile().maxFactor(seconds * 1e9))
        .isCloseTo(factor, within(1e-9));
  }

  @Test
  void trace_isAsBusyAsItsBusiestTenSeconds() {
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    // One a second for a minute, and at 30 s fifty more at once.
    for (int second = 0; second <= 60; second++) {
      for (int i = 0; i < (second == 30 ? 51 : 1); i++) {
        rows.add(second * 1_000_000_000L, 0, -1);
      }
    }
    assertThat(rows.build().peakRatePerSecond()).isEqualTo(6);
  }
}
