package io.plumbline.experiments;

import io.plumbline.results.CapacityDocument.Answer;
import io.plumbline.results.CapacityDocument.Step;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * LoadGen's own search for the peak of its Server scenario (FindPeakPerformance), step by step: the
 * rate is widened until the percentile constraint fails, then bisected until both ends agree to the
 * decimals asked for. One run a rate, all of one seed; nothing else of a run is consulted, nothing
 * is repeated or confirmed. Ours alone is the highest rate allowed, where LoadGen would go on for
 * ever.
 */
record FindPeak(Limits limits, Probe probe) {

  /** Plays one run. */
  interface Probe {
    /** Whether the target percentile is within the target latency. */
    boolean isMet(double ratePerSecond, Step step) throws IOException, InterruptedException;
  }

  /**
   * What is asked.
   *
   * @param targetPerSecond LoadGen's target_qps, where the search begins
   * @param boundaryStep LoadGen's boundary_step_size: 1 doubles the rate
   * @param decimals LoadGen's decimals_of_precision
   * @param maxPerSecond no run is above it
   */
  record Limits(double targetPerSecond, double boundaryStep, int decimals, double maxPerSecond) {}

  Answer search() throws IOException, InterruptedException {
    double low = limits.targetPerSecond();
    if (!probe.isMet(low, Step.BRACKET)) {
      return new Answer(
          Answer.Kind.NONE,
          OptionalDouble.empty(),
          OptionalDouble.of(low),
          true,
          "The percentile constraint fails at " + Rates.plain(low) + " requests/s; lower --from.");
    }
    double high = low;
    do {
      low = high;
      high = low * (1 + limits.boundaryStep());
      if (high > limits.maxPerSecond()) {
        return new Answer(
            Answer.Kind.AT_LEAST,
            OptionalDouble.of(low),
            OptionalDouble.empty(),
            true,
            "The percentile constraint holds at "
                + Rates.plain(low)
                + " requests/s, and the next rate is above --max-rate.");
      }
    } while (probe.isMet(high, Step.BRACKET));
    while (!agree(low, high)) {
      double middle = low + (high - low) / 2;
      if (probe.isMet(middle, Step.BISECT)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Answer(
        Answer.Kind.FOUND,
        OptionalDouble.of(low),
        OptionalDouble.of(high),
        true,
        "LoadGen's procedure finds "
            + Rates.plain(low)
            + " requests/s: one run there met the percentile constraint and one at "
            + Rates.plain(high)
            + " did not. It states no confidence.");
  }

  private boolean agree(double low, double high) {
    double scale = Math.pow(10, limits.decimals());
    return Math.floor(low * scale) + 1 >= Math.floor(high * scale);
  }
}
