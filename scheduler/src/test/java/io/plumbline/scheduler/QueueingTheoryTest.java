package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.scheduler.Replication.Offer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The station in virtual time against formulas that were not made for it.
 *
 * <p>Waits of neighbours in a queue are alike, so their own scatter says little about how well
 * their mean is known. Each figure is therefore the mean of independent replications, with
 * Student's interval over those. Seeds are fixed: a right station passes always, not 999 times in
 * 1000.
 */
class QueueingTheoryTest {

  private static final double MEAN_MILLIS = 8;
  private static final int REPLICATIONS = 24;
  private static final double CONFIDENCE = 0.999;

  /** An interval wider than this share of the expected value would agree with anything. */
  private static final double MAX_HALF_WIDTH_RATIO = 0.10;

  /** What the replications say of one figure. */
  private record Interval(double mean, double halfWidth) {

    static Interval of(List<Replication> replications, ToDoubleFunction<Replication> figure) {
      double[] values = replications.stream().mapToDouble(figure).toArray();
      int n = values.length;
      double mean = 0;
      for (double value : values) {
        mean += value / n;
      }
      double variance = 0;
      for (double value : values) {
        variance += (value - mean) * (value - mean) / (n - 1);
      }
      double quantile = TDistribution.of(n - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
      return new Interval(mean, quantile * Math.sqrt(variance / n));
    }

    boolean contains(double value) {
      return Math.abs(value - mean) <= halfWidth;
    }

    void assertAgreesWith(double theory) {
      assertThat(halfWidth).as("half-width of %s", this).isLessThan(MAX_HALF_WIDTH_RATIO * theory);
      assertThat(contains(theory)).as("%s contains %s", this, theory).isTrue();
    }
  }

  /**
   * Erlang's C: the probability that all c workers are busy, when {@code c * load} of them are on
   * average. By the Poisson form: with N Poisson of that mean, P(N = c) / (P(N = c) + (1 - load)
   * P(N < c)).
   */
  private static double erlangC(int workers, double load) {
    PoissonDistribution busy = PoissonDistribution.of(workers * load);
    double all = busy.probability(workers);
    return all / (all + (1 - load) * busy.cumulativeProbability(workers - 1));
  }

  /** The mean wait in M/M/c: Erlang's C, times the mean of the wait that is then exponential. */
  private static double meanWaitMillis(int workers, double load) {
    return erlangC(workers, load) * MEAN_MILLIS / (workers * (1 - load));
  }

  /** The closer to saturation, the longer a queue remembers, and the longer it must be watched. */
  private static int requests(double load) {
    return load < 0.85 ? 100_000 : 250_000;
  }

  private static List<Replication> replicate(Offer offer, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    return Stream.generate(() -> Replication.run(offer, seeds.split()))
        .limit(REPLICATIONS)
        .toList();
  }

  private static Offer offer(int workers, double load, ServiceTime serviceTime) {
    return new Offer(
        QueueDiscipline.FIFO, workers, load, MEAN_MILLIS, serviceTime, 1, requests(load));
  }

  @Test
  void erlangC_isRightWhereItCanBeWorkedByHand() {
    // One worker: the load. Two at load 1/2, a = 1: (1/2 / (1/2)) / (1 + 1 + 1) = 1/3.
    assertThat(erlangC(1, 0.8)).isCloseTo(0.8, within(1e-12));
    assertThat(erlangC(2, 0.5)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(meanWaitMillis(1, 0.5)).isCloseTo(MEAN_MILLIS, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.5", "1, 0.8", "1, 0.9", "2, 0.5", "2, 0.8", "2, 0.9", "8, 0.5", "8, 0.8", "8, 0.9"
  })
  void exponentialService_waitsAsErlangCSays(int workers, double load) {
    Offer offer = offer(workers, load, new ServiceTime.Exponential(MEAN_MILLIS));
    List<Replication> replications = replicate(offer, 1);
    Interval.of(replications, Replication::meanWaitMillis)
        .assertAgreesWith(meanWaitMillis(workers, load));
    Interval.of(replications, Replication::waitedRatio).assertAgreesWith(erlangC(workers, load));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void serviceThatIsOneTenthTooLong_isFoundOut(int workers) {
    Offer offer = offer(workers, 0.8, new ServiceTime.Exponential(1.1 * MEAN_MILLIS));
    List<Replication> replications = replicate(offer, 2);
    assertThat(
            Interval.of(replications, Replication::meanWaitMillis)
                .contains(meanWaitMillis(workers, 0.8)))
        .isFalse();
    assertThat(Interval.of(replications, Replication::waitedRatio).contains(erlangC(workers, 0.8)))
        .isFalse();
  }

  /** Pollaczek and Khinchine: mean wait = load * mean * (1 + cv²) / (2 (1 - load)). */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1.5})
  void oneWorker_waitsAsPollaczekKhinchineSays(double cv) {
    double load = 0.8;
    Offer offer = offer(1, load, new ServiceTime.LogNormal(MEAN_MILLIS, cv));
    Interval.of(replicate(offer, 3), Replication::meanWaitMillis)
        .assertAgreesWith(load * MEAN_MILLIS * (1 + cv * cv) / (2 * (1 - load)));
  }

  /**
   * Cobham: with one worker and exponential service, tier k waits load * mean / ((1 - s(k-1)) (1 -
   * s(k))), where s(k) is the load of tiers 1 to k.
   */
  @Test
  void priorities_waitAsCobhamSays() {
    double load = 0.8;
    Offer offer =
        new Offer(
            QueueDiscipline.PRIORITY,
            1,
            load,
            MEAN_MILLIS,
            new ServiceTime.Exponential(MEAN_MILLIS),
            3,
            requests(load));
    List<Replication> replications = replicate(offer, 4);
    for (int tier = 1; tier <= 3; tier++) {
      int which = tier;
      Interval.of(replications, replication -> replication.meanWaitMillis(which))
          .assertAgreesWith(
              load * MEAN_MILLIS / ((1 - load * (tier - 1) / 3) * (1 - load * tier / 3)));
    }
  }
}
