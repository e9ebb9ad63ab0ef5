package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What LoadGen would report of one of its scenarios other than Server.
 *
 * <p>SingleStream's and MultiStream's is an early-stopping estimate: of n times, the t-th highest,
 * where t is the largest number over a target with which a run of n passes {@link EarlyStopping}.
 * With 99 % confidence the true percentile is not above it.
 *
 * @param scenario SingleStream, MultiStream or Offline
 * @param name of the score
 * @param value absent if there were too few queries; nanoseconds or requests per second
 * @param unit {@code ns} or {@code 1/s}
 * @param queries how many it is made of
 * @param queriesMissing how many more it would take; 0 if there is a value
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record LoadGenScore(
    String scenario,
    String name,
    OptionalDouble value,
    String unit,
    long queries,
    long queriesMissing) {

  /** The time of what was never answered well: it ranks above all others. */
  public static final long FAILED = Long.MAX_VALUE;

  private static final double SINGLE_STREAM = .9;
  private static final double MULTI_STREAM = .99;

  public LoadGenScore {
    value.ifPresent(known -> Finite.require("value", known));
  }

  /** Of the times of single requests, sent one after the other; in any order. */
  public static LoadGenScore singleStream(long[] nanos) {
    return estimate(
        "SingleStream", "early stopping 90.0th percentile estimate", SINGLE_STREAM, nanos);
  }

  /** Of the times of queries, each the time of its slowest request. */
  public static LoadGenScore multiStream(long[] queryNanos) {
    return estimate(
        "MultiStream", "early stopping 99.0th percentile estimate", MULTI_STREAM, queryNanos);
  }

  /** Of a number of requests that were all due at once, the last of which ended when told. */
  public static LoadGenScore offline(long requests, OptionalLong lastNanos) {
    return new LoadGenScore(
        "Offline",
        "samples per second",
        lastNanos.isPresent() && lastNanos.getAsLong() > 0
            ? OptionalDouble.of(requests * 1e9 / lastNanos.getAsLong())
            : OptionalDouble.empty(),
        "1/s",
        requests,
        0);
  }

  private static LoadGenScore estimate(
      String scenario, String name, double percentile, long[] nanos) {
    EarlyStopping rule = new EarlyStopping(percentile);
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    // LoadGen makes no estimate from fewer queries than would pass with one of them over.
    long missing = Math.max(0, rule.queriesNeeded(1) - sorted.length);
    Optional<Long> over =
        missing > 0
            ? Optional.empty()
            : Optional.of(rule.largestTolerated(sorted.length).orElseThrow());
    return new LoadGenScore(
        scenario,
        name,
        over.isPresent() && sorted[(int) (sorted.length - over.get())] != FAILED
            ? OptionalDouble.of((double) sorted[(int) (sorted.length - over.get())])
            : OptionalDouble.empty(),
        "ns",
        sorted.length,
        missing);
  }
}
