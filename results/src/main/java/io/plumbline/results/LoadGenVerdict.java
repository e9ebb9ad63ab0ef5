package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What LoadGen says of a stream: a second opinion beside our own verdict, which it never decides.
 *
 * <p>Failed queries do not enter it as errors, only as queries over their target: LoadGen calls a
 * run VALID whose log counts errors.
 *
 * @param performanceConstraintMet the query at the target percentile is within its target
 * @param minDurationMet the load was offered until the minimum duration or longer
 * @param minQueriesMet at least the minimum number of queries was issued
 * @param queriesMissing how many more queries, all within their target, early stopping asks for; 0
 *     if it is satisfied
 * @param toleratedOverLatencyCount with how many queries over their target a stream of this many
 *     would satisfy early stopping; empty if there are too few at all
 */
public record LoadGenVerdict(
    boolean performanceConstraintMet,
    boolean minDurationMet,
    boolean minQueriesMet,
    long queriesMissing,
    OptionalLong toleratedOverLatencyCount,
    Metrics metrics) {

  public LoadGenVerdict {
    if (queriesMissing < 0) {
      throw new IllegalArgumentException("queriesMissing must not be negative: " + queriesMissing);
    }
  }

  public boolean earlyStoppingMet() {
    return queriesMissing == 0;
  }

  /** VALID or INVALID: all four conditions hold, or not. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public boolean valid() {
    return performanceConstraintMet && minDurationMet && minQueriesMet && earlyStoppingMet();
  }

  /**
   * LoadGen's numbers. Latencies count from the planned time and include the failed queries, at the
   * latency that {@link LoadGenQueries} gives them.
   *
   * @param overLatencyCount queries that took strictly longer than their own target
   * @param errorCount queries that did not end OK
   * @param scheduledPerSecond queries planned per second, until the last one issued; empty if fewer
   *     than two were
   * @param completedPerSecond queries answered OK per second, until the last one issued was done;
   *     empty if fewer than two were. LoadGen counts all queries, for it knows only answered ones
   * @param meanLatencyNanos rounded down
   * @param percentiles 50, 90, 95, 97, 99 and 99.9 %, ascending
   */
  public record Metrics(
      long queryCount,
      long overLatencyCount,
      long errorCount,
      OptionalDouble scheduledPerSecond,
      OptionalDouble completedPerSecond,
      long minLatencyNanos,
      long maxLatencyNanos,
      long meanLatencyNanos,
      List<Percentile> percentiles) {

    public Metrics {
      if (queryCount < 1 || overLatencyCount < errorCount || queryCount < overLatencyCount) {
        throw new IllegalArgumentException(
            "every error is over latency, and every query counts: "
                + errorCount
                + " errors, "
                + overLatencyCount
                + " over latency, "
                + queryCount
                + " queries");
      }
      scheduledPerSecond.ifPresent(value -> Finite.require("scheduledPerSecond", value));
      completedPerSecond.ifPresent(value -> Finite.require("completedPerSecond", value));
      percentiles = List.copyOf(percentiles);
    }
  }

  /**
   * The latency that the share {@code percentile} of the queries did not exceed, by LoadGen's rank.
   */
  public record Percentile(double percentile, long latencyNanos) {
    public Percentile {
      Finite.require("percentile", percentile);
    }
  }
}
