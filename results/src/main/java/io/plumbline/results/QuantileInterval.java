package io.plumbline.results;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A quantile of the requests of one or more runs, with the interval that order statistics give it.
 *
 * <p>The count of requests below the true quantile is binomial, so two ranks enclose it with a
 * known chance, whatever the distribution. That takes requests to be independent of each other; in
 * a queue they are not, and the interval is then too narrow: it is for showing, never for judging.
 *
 * @param count requests ranked, the failed included, which rank above all others
 * @param nanos absent if the rank falls among the failed; likewise {@code lowNanos} and {@code
 *     highNanos}
 */
public record QuantileInterval(
    double quantile,
    long count,
    OptionalDouble nanos,
    OptionalDouble lowNanos,
    OptionalDouble highNanos) {

  /** With fewer requests beyond a quantile than this it is not told. */
  private static final int LEAST_BEYOND_TO_TELL = 10;

  /** With fewer, in all runs of a side, it is not judged. */
  private static final int LEAST_BEYOND_TO_JUDGE = 100;

  /** Keeps rounding errors of {@code 1 - q} from asking for one request more. */
  private static final double ROUNDING = 1e-9;

  /**
   * Ranks the requests of all runs together.
   *
   * @param level of the interval, such as 0.95
   */
  public static QuantileInterval of(List<TimeDistribution> runs, double quantile, double level) {
    long count = runs.stream().mapToLong(TimeDistribution::count).sum();
    Histogram good = new Histogram(3);
    if (count > 0) {
      runs.forEach(run -> good.add(run.decodeHistogram()));
    }
    return of(count, good, quantile, level);
  }

  /**
   * Ranks requests.
   *
   * @param count the failed included
   * @param good the times of the others
   */
  static QuantileInterval of(long count, Histogram good, double quantile, double level) {
    if (count == 0) {
      return new QuantileInterval(
          quantile, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }
    BinomialDistribution below =
        BinomialDistribution.of(Math.toIntExact(Math.min(count, Integer.MAX_VALUE)), quantile);
    return new QuantileInterval(
        quantile,
        count,
        at((long) Math.ceil((quantile - ROUNDING) * count), good),
        at(Math.max(1, below.inverseCumulativeProbability((1 - level) / 2)), good),
        at(below.inverseCumulativeProbability(1 - (1 - level) / 2) + 1L, good));
  }

  /** The same where the quantile itself is known exactly, and not only as a histogram tells it. */
  QuantileInterval around(double exactNanos) {
    return new QuantileInterval(
        quantile,
        count,
        OptionalDouble.of(exactNanos),
        lowNanos.isPresent()
            ? OptionalDouble.of(Math.min(exactNanos, lowNanos.getAsDouble()))
            : lowNanos,
        highNanos.isPresent()
            ? OptionalDouble.of(Math.max(exactNanos, highNanos.getAsDouble()))
            : highNanos);
  }

  private static OptionalDouble at(long rank, Histogram good) {
    double total = good.getTotalCount();
    return rank < 1 || rank > total
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) good.getValueAtPercentile(100 * (rank - .5) / total));
  }

  /** How many requests are needed for the quantile to be told. */
  public static long neededToTell(double quantile) {
    return needed(quantile, LEAST_BEYOND_TO_TELL);
  }

  /** How many requests are needed, in all runs of a side, for the quantile to be judged. */
  public static long neededToJudge(double quantile) {
    return needed(quantile, LEAST_BEYOND_TO_JUDGE);
  }

  private static long needed(double quantile, int beyond) {
    return (long) Math.ceil(beyond / (1 - quantile) * (1 - ROUNDING));
  }

  /** Whether there are enough requests to tell it. */
  public boolean isTold() {
    return count >= neededToTell(quantile);
  }

  /**
   * Why it must not be told: {@code 3 failed}, or {@code needs 1000}; empty if it may.
   *
   * @param failed how many of the requests failed
   */
  Optional<String> whyNotTold(long failed) {
    if (nanos.isEmpty() && failed > 0) {
      return Optional.of(failed + " failed");
    }
    return isTold() ? Optional.empty() : Optional.of("needs " + neededToTell(quantile));
  }
}
