package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.comparison.Calibration.Rates;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How often the gate errs on real forks, with everything switched on as a user has it. */
class ReplayTest {
  private static final double FALSE_ALARMS_PER_SUITE = .05;
  private static final double FALSE_ALARMS_PER_BENCHMARK = .01;

  @Test
  void allSplits_falseAlarms() throws IOException {
    // 126 ways to halve ten forks; each half is the baseline once, so 252 one-sided comparisons.
    Replay splits = new Replay(RealForks.read(), 1).compareAllSplits();
    assertThat(splits.falseAlarms()).isLessThanOrEqualTo(FALSE_ALARMS_PER_SUITE);
    assertThat(splits.worstBenchmark()).isLessThanOrEqualTo(FALSE_ALARMS_PER_BENCHMARK);
    assertThat(splits.unsteady()).isLessThan(4);
    assertThat(splits.machineChanged()).isZero();
  }

  @Test
  void loneBenchmarks_falseAlarms() throws IOException {
    // As if each of them were all there is, so that nothing but the largest p-value holds it back.
    // Of the unluckiest benchmark the 252 splits show the same few forks again and again.
    Replay alone = new Replay(RealForks.read(), 1).compareAllSplitsAlone();
    assertThat(alone.falseAlarms() / 98).isLessThanOrEqualTo(FALSE_ALARMS_PER_BENCHMARK / 2);
    assertThat(alone.worstBenchmark()).isLessThanOrEqualTo(2 * FALSE_ALARMS_PER_BENCHMARK);
  }

  @Test
  void compared_ratesAreThoseThatReportsPrint() throws IOException {
    RealForks real = RealForks.read();
    Replay unchanged = new Replay(real, 1).compare(1000, 0);
    assertThat(unchanged.falseAlarms()).isLessThanOrEqualTo(FALSE_ALARMS_PER_SUITE);
    assertThat(unchanged.worstBenchmark()).isLessThanOrEqualTo(FALSE_ALARMS_PER_BENCHMARK);
    assertThat(unchanged.machineChanged()).isZero();
    requireRates(
        Calibration.COMPARED,
        unchanged,
        slowdown -> new Replay(real, 2).compare(200, slowdown),
        .55);
  }

  @Test
  void screened_ratesAreThoseThatReportsPrint() throws IOException {
    RealForks real = RealForks.read();
    Replay unchanged = new Replay(real, 3).screen(1000, 0);
    assertThat(unchanged.falseAlarms()).isLessThanOrEqualTo(FALSE_ALARMS_PER_SUITE);
    assertThat(unchanged.worstBenchmark()).isLessThanOrEqualTo(FALSE_ALARMS_PER_BENCHMARK);
    assertThat(unchanged.forks()).isCloseTo(Calibration.SCREENED.forks(), within(.05));
    requireRates(
        Calibration.SCREENED,
        unchanged,
        slowdown -> new Replay(real, 4).screen(200, slowdown),
        .60);
  }

  /** Replays one slowdown. */
  private interface Slowed {
    Replay by(double slowdown);
  }

  private static void requireRates(Rates rates, Replay unchanged, Slowed slowed, double least) {
    assertThat(unchanged.falseAlarms()).isCloseTo(rates.falseAlarms(), within(.00051));
    rates
        .found()
        .forEach(
            (slowdown, share) -> {
              Replay replay = slowed.by(slowdown);
              assertThat(replay.found()).as("+%s", slowdown).isCloseTo(share, within(.0051));
            });
    assertThat(rates.found().getOrDefault(.10, 0.0)).isGreaterThanOrEqualTo(least);
  }
}
