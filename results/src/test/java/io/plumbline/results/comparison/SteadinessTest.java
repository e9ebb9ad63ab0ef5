package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.comparison.TwoLevel.Tails;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  private static final int TRIALS = 2000;

  @Test
  void drift_isToldWithItsSize() {
    Series series =
        Examples.time(
            "A",
            List.of(
                List.of(110.0, 110.0, 105.0, 100.0, 100.0),
                List.of(111.0, 110.0, 105.0, 101.0, 100.0),
                List.of(110.0, 111.0, 105.0, 100.0, 101.0),
                List.of(112.0, 111.0, 105.0, 101.0, 102.0)));
    assertThat(Steadiness.drift(series))
        .contains(
            "its forks' last iterations differ from their first by -9.0 %; it needs more warm-up");
  }

  /** What JMH itself allocates is spread over ever more operations; none of it means anything. */
  @Test
  void allocationOfNearlyNothing_doesNotDrift() {
    List<Double> fork = List.of(.004, .003, .002, .001);
    Series bytes =
        Series.measured(
            Examples.key("A"), Quantity.ALLOCATED_BYTES, List.of(fork, fork, fork), Map.of());

    assertThat(Steadiness.drift(bytes)).isEmpty();
  }

  @Test
  void oneDriftingFork_isNone() {
    assertThat(
            Steadiness.drift(
                Examples.time(
                    "A",
                    List.of(
                        List.of(130.0, 120.0, 110.0, 100.0),
                        List.of(100.0, 101.0, 100.0, 101.0),
                        List.of(101.0, 100.0, 101.0, 100.0),
                        List.of(100.0, 100.0, 101.0, 101.0)))))
        .isEmpty();
  }

  @Test
  void steadyBenchmarks_areRarelyTakenForDrifting() {
    // One in a hundred over both sides, so .5 % of the sides, and fewer as small drifts are none.
    for (double within : new double[] {.005, .02, .05, .10}) {
      for (double autocorrelation : new double[] {0, .3, .6}) {
        assertThat(flagged(new TwoLevel(.02, within, autocorrelation, Tails.NORMAL), 0))
            .as("within %s, autocorrelation %s", within, autocorrelation)
            .isLessThan(.005 + 4 * Math.sqrt(.005 / TRIALS));
      }
    }
  }

  @Test
  void drift_isCaught_whereItStandsOutOfTheScatter() {
    assertThat(flagged(new TwoLevel(.04, .005, .3, Tails.NORMAL), .05)).isGreaterThan(.99);
    assertThat(flagged(new TwoLevel(.04, .01, .3, Tails.NORMAL), .10)).isGreaterThan(.95);
    assertThat(flagged(new TwoLevel(.04, .005, .3, Tails.NORMAL), .01)).isLessThan(.02);
  }

  @Test
  void realBenchmarks_areFewOfThemDrifting() throws IOException {
    // Ten forks of 98 benchmarks, measured after a warm-up that suits most of them.
    RealForks real = RealForks.read();
    long drifting =
        real.benchmarks.stream()
            .filter(forks -> Steadiness.drift(Examples.time("A", forks)).isPresent())
            .count();
    assertThat(drifting).isBetween(2L, 4L);
  }

  /**
   * The share of series of five forks that are told to drift.
   *
   * @param drift of the last iteration from the first
   */
  private static double flagged(TwoLevel model, double drift) {
    SplittableRandom random = new SplittableRandom(31);
    int flagged = 0;
    for (int i = 0; i < TRIALS; i++) {
      List<List<Double>> forks = new ArrayList<>();
      for (List<Double> fork : model.forks(5, 1, random)) {
        List<Double> drifting = new ArrayList<>();
        for (int k = 0; k < fork.size(); k++) {
          drifting.add(fork.get(k) * Math.exp(-drift * k / (fork.size() - 1)));
        }
        forks.add(drifting);
      }
      flagged += Steadiness.drift(Examples.time("A", forks)).isPresent() ? 1 : 0;
    }
    return (double) flagged / TRIALS;
  }
}
