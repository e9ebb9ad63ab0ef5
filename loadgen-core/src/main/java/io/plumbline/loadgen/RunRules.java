package io.plumbline.loadgen;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a run may do beside playing its plan, and how much of it is played.
 *
 * @param cap how many requests may be outstanding; empty is no bound
 * @param cancellation which requests are given up on; empty is none
 * @param maxRequests how many are measured at most; empty is no bound
 * @param maxDurationNanos what is due later, from the start of the measured load, is not sent;
 *     empty is no bound
 * @param limits what else ends it, as is seen while it runs
 */
public record RunRules(
    Optional<Cap> cap,
    Optional<Cancellation> cancellation,
    OptionalInt maxRequests,
    OptionalLong maxDurationNanos,
    RunLimits limits) {

  /** The plan and nothing else. */
  public static final RunRules NONE =
      new RunRules(Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalLong.empty());

  /** Without limits. */
  public RunRules(
      Optional<Cap> cap,
      Optional<Cancellation> cancellation,
      OptionalInt maxRequests,
      OptionalLong maxDurationNanos) {
    this(cap, cancellation, maxRequests, maxDurationNanos, RunLimits.NONE);
  }

  static final String MAX_REQUESTS = "max-requests";
  static final String MAX_DURATION = "max-duration";

  public RunRules {
    maxRequests.ifPresent(
        count -> {
          if (count < 1) {
            throw new IllegalArgumentException("maxRequests must be at least 1: " + count);
          }
        });
    maxDurationNanos.ifPresent(
        nanos -> {
          if (nanos < 0) {
            throw new IllegalArgumentException("maxDurationNanos must not be negative: " + nanos);
          }
        });
  }

  /** Whether some requests are given up on; CANCELLED says nothing of the target then. */
  boolean cancels() {
    return cancellation.isPresent() && cancellation.get().share() > 0;
  }

  /** As much of a schedule as may be played. */
  public ArrivalSchedule cut(ArrivalSchedule schedule) {
    int count = Math.min(schedule.count(), maxRequests.orElse(Integer.MAX_VALUE));
    return schedule.first(
        Math.min(count, schedule.countUntil(maxDurationNanos.orElse(Long.MAX_VALUE))));
  }

  /** Which of them cut it so short. */
  RunEnding whyCut(int count) {
    return maxRequests.isPresent() && count >= maxRequests.getAsInt()
        ? tooMany(count)
        : tooLong(maxDurationNanos.orElseThrow());
  }

  /** Another request, or another query of several, would have been one too many. */
  RunEnding tooMany(int count) {
    int most = maxRequests.orElseThrow();
    return new RunEnding(
        MAX_REQUESTS,
        count == most
            ? "as many requests were sent as may be: " + most
            : "as many whole queries were sent as may be: "
                + count
                + " requests of at most "
                + most,
        "");
  }

  static RunEnding tooLong(long maxDurationNanos) {
    return new RunEnding(
        MAX_DURATION, "it took as long as it may: " + maxDurationNanos / 1e9 + " s", "");
  }

  /**
   * A bound on requests that were sent and have not ended.
   *
   * @param maxOutstanding at least 1
   * @param delays whether a request over it is sent once there is a place; otherwise it is refused
   */
  public record Cap(int maxOutstanding, boolean delays) {
    public Cap {
      if (maxOutstanding < 1) {
        throw new IllegalArgumentException("maxOutstanding must be at least 1: " + maxOutstanding);
      }
    }
  }

  /**
   * Requests that are cancelled, chosen by the run's seed.
   *
   * @param share of all requests, in [0, 1]
   * @param afterNanos from being sent
   */
  public record Cancellation(double share, long afterNanos) {
    public Cancellation {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("share must be between 0 and 1: " + share);
      }
      if (afterNanos < 0) {
        throw new IllegalArgumentException("afterNanos must not be negative: " + afterNanos);
      }
    }
  }
}
