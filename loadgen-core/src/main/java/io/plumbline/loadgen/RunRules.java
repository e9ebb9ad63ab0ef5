package io.plumbline.loadgen;

import java.util.Optional;

/**
 * What a run may do beside playing its plan.
 *
 * @param cap how many requests may be outstanding; empty is no bound
 * @param cancellation which requests are given up on; empty is none
 */
public record RunRules(Optional<Cap> cap, Optional<Cancellation> cancellation) {

  /** The plan and nothing else. */
  public static final RunRules NONE = new RunRules(Optional.empty(), Optional.empty());

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
