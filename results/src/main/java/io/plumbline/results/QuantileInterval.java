package io.plumbline.results;

import java.util.List;
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
    if (count == 0) {
      return new QuantileInterval(
          quantile, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }
    Histogram good = new Histogram(3);
    runs.forEach(run -> good.add(run.decodeHistogram()));
    BinomialDistribution below =
        BinomialDistribution.of(Math.toIntExact(Math.min(count, Integer.MAX_VALUE)), quantile);
    return new QuantileInterval(
        quantile,
        count,
        at((long) Math.ceil((quantile - ROUNDING) * count), good),
        at(Math.max(1, below.inverseCumulativeProbability((1 - level) / 2)), good),
        at(below.inverseCumulativeProbability(1 - (1 - level) / 2) + 1L, good));
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
}
