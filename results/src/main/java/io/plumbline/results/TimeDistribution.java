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
   * The 95 % interval of a quantile, or how many requests it would take to tell the quantile.
   *
   * @param highNanos absent also if it falls among the failed
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Confidence(
      OptionalDouble lowNanos, OptionalDouble highNanos, OptionalLong requestsNeeded) {}

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

  /** How sure each kept quantile is, for readers of documents. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  SortedMap<Double, Confidence> quantileConfidence() {
    SortedMap<Double, Confidence> confidence = new TreeMap<>();
    for (double q : QUANTILES) {
      long needed = QuantileInterval.neededToTell(q);
      if (count < needed) {
        confidence.put(
            q,
            new Confidence(
                OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.of(needed)));
      } else if (quantilesNanos.containsKey(q)) {
        QuantileInterval interval = interval(q);
        confidence.put(
            q, new Confidence(interval.lowNanos(), interval.highNanos(), OptionalLong.empty()));
      }
    }
    return confidence;
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
    } catch (DataFormatException | RuntimeException e) {
      // What bytes that are none make of the decoder is not told: underflow, a wrong cookie, ...
      throw new IllegalStateException("not an HdrHistogram: " + histogram, e);
    }
  }
}
