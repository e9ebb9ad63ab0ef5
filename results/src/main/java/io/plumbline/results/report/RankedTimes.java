package io.plumbline.results.report;

import io.plumbline.results.TimeDistribution;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The times of one or several runs in one ranking, in which the failed requests come after all that
 * were answered.
 *
 * <p>The times come from histograms of three significant digits: an interval's ends are the ends of
 * their buckets, so that it holds what was measured.
 */
final class RankedTimes {
  /** A quantile is told only where at least this many requests are expected beyond it. */
  static final int LEAST_BEYOND = 10;

  private static final double ROUNDING = 1e-9;

  private final long[] lowNanos;
  private final long[] highNanos;

  /** How many requests are in this bucket and those before it. */
  private final long[] countUpTo;

  private final long answered;
  private final long failed;

  private RankedTimes(Histogram histogram, long failed) {
    long[] low = new long[16];
    long[] high = new long[16];
    long[] upTo = new long[16];
    int buckets = 0;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      if (buckets == low.length) {
        low = Arrays.copyOf(low, 2 * buckets);
        high = Arrays.copyOf(high, 2 * buckets);
        upTo = Arrays.copyOf(upTo, 2 * buckets);
      }
      low[buckets] = histogram.lowestEquivalentValue(value.getValueIteratedTo());
      high[buckets] = histogram.highestEquivalentValue(value.getValueIteratedTo());
      upTo[buckets] = value.getTotalCountToThisValue();
      buckets++;
    }
    this.lowNanos = Arrays.copyOf(low, buckets);
    this.highNanos = Arrays.copyOf(high, buckets);
    this.countUpTo = Arrays.copyOf(upTo, buckets);
    this.answered = buckets == 0 ? 0 : countUpTo[buckets - 1];
    this.failed = failed;
  }

  /** Merges what several runs measured; nothing merges to nothing. */
  static RankedTimes of(List<TimeDistribution> parts) {
    Histogram merged = new Histogram(3);
    long failed = 0;
    for (TimeDistribution part : parts) {
      merged.add(part.decodeHistogram());
      failed += part.failed();
    }
    return new RankedTimes(merged, failed);
  }

  static RankedTimes of(Histogram answered, long failed) {
    return new RankedTimes(answered, failed);
  }

  /** All requests, the failed included. */
  long count() {
    return answered + failed;
  }

  /** How many requests it takes before this quantile is told. */
  static long needed(double q) {
    return (long) Math.ceil(LEAST_BEYOND / (1 - q) * (1 - ROUNDING));
  }

  /**
   * The time at a quantile by nearest rank ceil(q n), in milliseconds, with the interval between
   * the two order statistics that hold it with 95 % if requests are independent of each other.
   * Requests that wait for each other are not: the interval of one run is then too narrow.
   */
  Figure quantileMillis(double q) {
    Figure value = untrustedQuantileMillis(q);
    return count() < needed(q)
        ? new Figure.Unknown("needs " + needed(q))
        : value instanceof Figure.Known known ? withInterval(known, q) : value;
  }

  /** The same without its interval and however few requests there are: a description, no more. */
  Figure untrustedQuantileMillis(double q) {
    if (count() == 0) {
      return new Figure.Unknown("no requests");
    }
    OptionalLong nanos = highAtRank(rank(q));
    return nanos.isPresent()
        ? Figure.of(nanos.getAsLong() / 1e6, "")
        : new Figure.Unknown(failed + " failed");
  }

  private Figure withInterval(Figure.Known value, double q) {
    BinomialDistribution below = BinomialDistribution.of(Math.toIntExact(count()), q);
    double tail = (1 - Repeated.LEVEL) / 2;
    long lowRank = below.inverseCumulativeProbability(tail);
    long highRank = below.inverseCumulativeProbability(1 - tail) + 1L;
    OptionalLong high = highAtRank(highRank);
    if (lowRank < 1 || high.isEmpty()) {
      return Figure.of(
          value.value(),
          failed > 0 ? "no upper end: " + failed + " failed" : "too few for an interval");
    }
    int bucket = bucket(lowRank);
    return new Figure.Known(
        value.value(),
        OptionalDouble.of(lowNanos[bucket] / 1e6),
        OptionalDouble.of(high.getAsLong() / 1e6),
        String.format(Locale.ROOT, "order statistics of %d requests", count()));
  }

  private long rank(double q) {
    // 0.95 * 20 must be rank 19, not 20.
    return Math.max(1, (long) Math.ceil((q - 1e-12) * count()));
  }

  private OptionalLong highAtRank(long rank) {
    return rank > answered ? OptionalLong.empty() : OptionalLong.of(highNanos[bucket(rank)]);
  }

  /** The bucket that holds the request of this rank, from 1. */
  private int bucket(long rank) {
    int found = Arrays.binarySearch(countUpTo, rank);
    return found >= 0 ? found : -found - 1;
  }
}
