package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * How one kind of time is distributed over the requests of an entry.
 *
 * <p>Failed requests have no place among the times; they rank above all of them. A quantile whose
 * rank falls among the failed is absent.
 *
 * @param count requests ranked, the failed included
 * @param failed how many of them failed
 * @param minNanos of the good ones, like {@code meanNanos} and {@code maxNanos}; absent if there
 *     are none
 * @param quantilesNanos exact, by nearest rank ceil(q n) over all requests ranked
 * @param okQuantilesNanos exact, over the good ones only
 * @param histogram of the good ones: an HdrHistogram of nanoseconds with three significant digits,
 *     compressed, base64
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TimeDistribution(
    long count,
    long failed,
    OptionalLong minNanos,
    OptionalLong meanNanos,
    OptionalLong maxNanos,
    SortedMap<Double, Long> quantilesNanos,
    SortedMap<Double, Long> okQuantilesNanos,
    String histogram) {

  private static final double[] QUANTILES = {.5, .9, .95, .99, .999, .9999};
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double LEVEL = .95;

  /**
   * What is known of a quantile with 95 % confidence.
   *
   * @param highNanos absent if it falls among the failed
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Bounds(OptionalDouble lowNanos, OptionalDouble highNanos) {}

  public TimeDistribution {
    if (failed < 0 || failed > count) {
      throw new IllegalArgumentException("failed must be 0 to " + count + ": " + failed);
    }
    Finite.requireAll("quantilesNanos", quantilesNanos);
    Finite.requireAll("okQuantilesNanos", okQuantilesNanos);
    quantilesNanos = Collections.unmodifiableSortedMap(new TreeMap<>(quantilesNanos));
    okQuantilesNanos = Collections.unmodifiableSortedMap(new TreeMap<>(okQuantilesNanos));
  }

  /**
   * Ranks the times of the good requests below {@code failed} requests that have none.
   *
   * @param okNanos in any order; not changed
   */
  public static TimeDistribution of(long[] okNanos, long failed) {
    long[] sorted = okNanos.clone();
    Arrays.sort(sorted);
    boolean none = sorted.length == 0;
    double sum = 0;
    for (long nanos : sorted) {
      sum += nanos;
    }
    return new TimeDistribution(
        sorted.length + failed,
        failed,
        none ? OptionalLong.empty() : OptionalLong.of(sorted[0]),
        none ? OptionalLong.empty() : OptionalLong.of(Math.round(sum / sorted.length)),
        none ? OptionalLong.empty() : OptionalLong.of(sorted[sorted.length - 1]),
        quantiles(sorted, sorted.length + failed),
        quantiles(sorted, sorted.length),
        encode(sorted));
  }

  private static SortedMap<Double, Long> quantiles(long[] sorted, long count) {
    SortedMap<Double, Long> quantiles = new TreeMap<>();
    for (double q : QUANTILES) {
      long rank = rank(q, count);
      if (rank >= 1 && rank <= sorted.length) {
        quantiles.put(q, sorted[(int) rank - 1]);
      }
    }
    return quantiles;
  }

  /** Nearest rank: the least r with r / n >= q. */
  private static long rank(double q, long count) {
    // Both factors carry rounding errors; 0.95 * 20 must be rank 19, not 20.
    return (long) Math.ceil(q * count - 1e-12 * count);
  }

  /** The quantiles that are kept, ascending. */
  static List<Double> quantiles() {
    return Arrays.stream(QUANTILES).boxed().toList();
  }

  /** The good ones alone, as if the others had not been planned. */
  TimeDistribution okOnly() {
    return new TimeDistribution(
        count - failed,
        0,
        minNanos,
        meanNanos,
        maxNanos,
        okQuantilesNanos,
        okQuantilesNanos,
        histogram);
  }

  /** A quantile with its 95 % interval; exact if it is one of those that are kept. */
  QuantileInterval interval(double q) {
    QuantileInterval interval = QuantileInterval.of(List.of(this), q, LEVEL);
    Long exact = quantilesNanos.get(q);
    return exact == null ? interval : interval.around(exact.doubleValue());
  }

  /** The 95 % intervals of those quantiles that have requests enough to be told, for readers. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  SortedMap<Double, Bounds> quantileIntervalsNanos() {
    SortedMap<Double, Bounds> bounds = new TreeMap<>();
    for (double q : QUANTILES) {
      QuantileInterval interval = interval(q);
      if (interval.whyNotTold(failed).isEmpty()) {
        bounds.put(q, new Bounds(interval.lowNanos(), interval.highNanos()));
      }
    }
    return bounds;
  }

  /** How many requests it would take to tell the other quantiles, for readers. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  SortedMap<Double, Long> requestsNeeded() {
    SortedMap<Double, Long> needed = new TreeMap<>();
    for (double q : QUANTILES) {
      if (count < QuantileInterval.neededToTell(q)) {
        needed.put(q, QuantileInterval.neededToTell(q));
      }
    }
    return needed;
  }

  static String encode(long[] nanos) {
    Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
    for (long value : nanos) {
      histogram.recordValue(value);
    }
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /**
   * The stored histogram.
   *
   * @throws IllegalStateException if it is not one
   */
  public Histogram decodeHistogram() {
    return decode(histogram);
  }

  static Histogram decode(String histogram) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(histogram));
      return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException("not an HdrHistogram: " + histogram, e);
    }
  }
}
