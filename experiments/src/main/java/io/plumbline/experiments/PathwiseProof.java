package io.plumbline.experiments;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Holds every measured wait of one recorded path against what the {@link FcfsRecursion} makes of
 * the path's own arrivals and services.
 *
 * <p>The order in which requests entered the scheduler is the scheduler's own; sent times do not
 * tell it, because requests overtake each other on the way. The instant at which one entered is not
 * recorded: the recursion is given the instant at which it was sent, and its wait is off by what
 * the ways in differ. That is the <i>error</i>.
 *
 * <p>Whether an error is the transport's is decided without any tolerance. What a request spent
 * neither waiting nor in service, its <i>outside</i> time, is known (done - sent - queued -
 * served), and the way in is a part of it: it entered between sent and sent + outside. The
 * recursion is monotone, so bounds on entries are bounds on starts; and a start also lies its wait
 * after the entry. A wait for which these bounds leave no start is <i>unexplained</i>: it is not
 * that of a first-come-first-served queue with these workers, arrivals and services.
 */
final class PathwiseProof {
  /** Before any run. */
  private static final long ALWAYS_FREE = Long.MIN_VALUE / 4;

  private final long[] errorNanos;
  private final long[] outsideNanos;
  private final int unexplained;
  private final int reordered;

  private PathwiseProof(long[] errorNanos, long[] outsideNanos, int unexplained, int reordered) {
    this.errorNanos = errorNanos;
    this.outsideNanos = outsideNanos;
    this.unexplained = unexplained;
    this.reordered = reordered;
  }

  /**
   * Compares; everything in nanoseconds, by request in the order of entry, from an empty scheduler.
   *
   * @param sent on the clock of {@code done}
   * @param queued how long each waited inside the scheduler
   * @param served how long each was in service
   */
  static PathwiseProof of(int workers, long[] sent, long[] done, long[] queued, long[] served) {
    int n = sent.length;
    long[] outside = new long[n];
    for (int i = 0; i < n; i++) {
      outside[i] = done[i] - sent[i] - queued[i] - served[i];
      if (outside[i] < 0) {
        throw new IllegalArgumentException(
            "more time was spent inside than passed: " + outside[i] + " ns outside");
      }
    }
    long[] earliest = new long[n];
    long[] latest = new long[n];
    int reordered = 0;
    for (int i = 0; i < n; i++) {
      earliest[i] = i == 0 ? sent[i] : Math.max(earliest[i - 1], sent[i]);
      reordered += earliest[i] > sent[i] ? 1 : 0;
    }
    for (int i = n - 1; i >= 0; i--) {
      long own = sent[i] + outside[i];
      latest[i] = i == n - 1 ? own : Math.min(latest[i + 1], own);
    }
    long[] starts = FcfsRecursion.startNanos(workers, earliest, served);
    long[] errors = new long[n];
    for (int i = 0; i < n; i++) {
      errors[i] = queued[i] - (starts[i] - earliest[i]);
    }
    return new PathwiseProof(
        errors, outside, unexplained(workers, earliest, latest, queued, served), reordered);
  }

  private static int unexplained(
      int workers, long[] earliest, long[] latest, long[] queued, long[] served) {
    int unexplained = 0;
    // When the first, the second ... worker is free, at the earliest and at the latest.
    long[] freeFrom = new long[workers];
    Arrays.fill(freeFrom, ALWAYS_FREE);
    long[] freeTo = freeFrom.clone();
    long previousStart = ALWAYS_FREE;
    for (int i = 0; i < queued.length; i++) {
      long measuredFrom = earliest[i] + queued[i];
      long measuredTo = latest[i] + queued[i];
      long from =
          Math.max(Math.max(measuredFrom, previousStart), Math.max(earliest[i], freeFrom[0]));
      long to = Math.min(measuredTo, Math.max(latest[i], freeTo[0]));
      if (from > to) {
        unexplained++;
        // What follows is judged by what was measured, so that one wait is not counted for all.
        from = measuredFrom;
        to = Math.max(measuredFrom, measuredTo);
      }
      previousStart = from;
      take(freeFrom, from + served[i]);
      take(freeTo, to + served[i]);
    }
    return unexplained;
  }

  /** The worker that is free first is busy until then. */
  private static void take(long[] free, long untilNanos) {
    free[0] = untilNanos;
    Arrays.sort(free);
  }

  /** Measured less predicted wait of each request. */
  long[] errorNanos() {
    return errorNanos.clone();
  }

  /** What each spent neither waiting nor in service. */
  long[] outsideNanos() {
    return outsideNanos.clone();
  }

  /** How many waits cannot be; 0 if the path is that of such a queue. */
  int unexplained() {
    return unexplained;
  }

  /** How many requests entered after one that was sent later. */
  int reordered() {
    return reordered;
  }

  /** The smallest value that is not exceeded by this share of all; empty if there are none. */
  static OptionalLong quantile(double share, long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
  }
}
