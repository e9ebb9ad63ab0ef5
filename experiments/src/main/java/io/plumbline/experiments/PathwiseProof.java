package io.plumbline.experiments;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * Holds every measured wait of one recorded path against what the {@link FcfsRecursion} makes of
 * the path's own arrivals and services.
 *
 * <p>What is not recorded is the instant at which a request entered the scheduler: it is taken for
 * the instant at which it was sent. What a request spent neither waiting nor in service, its
 * <i>outside</i> time, is known (done - sent - queued - served), and the way in is a part of it.
 * Hence, with no assumption on the transport, a request entered between sent and sent + outside;
 * the recursion is monotone, so the earliest and the latest entries bound every start, and an
 * interval results in which each measured wait must lie. By how much one does not is its
 * <i>stray</i>.
 *
 * <p>Two requests whose entries may overlap can have entered in either order. Where waits and sent
 * times together say that the later sent began first, it is taken to have entered first. Two starts
 * that are closer than outside times differ cannot be told apart that way; to swap them is off by
 * no more than that, and is why a stray of the size of an outside time proves nothing.
 */
final class PathwiseProof {
  private final long[] errorNanos;
  private final long[] outsideNanos;
  private final long[] strayNanos;
  private final int reordered;

  private PathwiseProof(long[] errorNanos, long[] outsideNanos, long[] strayNanos, int reordered) {
    this.errorNanos = errorNanos;
    this.outsideNanos = outsideNanos;
    this.strayNanos = strayNanos;
    this.reordered = reordered;
  }

  /**
   * Compares; everything in nanoseconds, by request in any order, from an empty scheduler.
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
    Integer[] order = bySent(sent);
    int reordered = reorder(order, sent, outside, queued);

    long[] earliest = new long[n];
    long[] latest = new long[n];
    long[] services = new long[n];
    for (int k = 0; k < n; k++) {
      int i = order[k];
      services[k] = served[i];
      earliest[k] = k == 0 ? sent[i] : Math.max(earliest[k - 1], sent[i]);
    }
    for (int k = n - 1; k >= 0; k--) {
      int i = order[k];
      latest[k] = k == n - 1 ? sent[i] + outside[i] : Math.min(latest[k + 1], sent[i] + outside[i]);
    }
    for (int k = 0; k < n; k++) {
      latest[k] = Math.max(latest[k], earliest[k]); // Differs only if the order is wrong.
    }
    long[] firstStarts = FcfsRecursion.startNanos(workers, earliest, services);
    long[] lastStarts = FcfsRecursion.startNanos(workers, latest, services);
    long[] errors = new long[n];
    long[] strays = new long[n];
    for (int k = 0; k < n; k++) {
      int i = order[k];
      errors[i] = queued[i] - (firstStarts[k] - earliest[k]);
      long least = Math.max(0, firstStarts[k] - latest[k]);
      long most = lastStarts[k] - earliest[k];
      strays[i] = Math.max(0, Math.max(least - queued[i], queued[i] - most));
    }
    return new PathwiseProof(errors, outside, strays, reordered);
  }

  private static Integer[] bySent(long[] sent) {
    Integer[] order = new Integer[sent.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> sent[i]));
    return order;
  }

  /** Returns how many moved. */
  private static int reorder(Integer[] order, long[] sent, long[] outside, long[] queued) {
    int moved = 0;
    for (int k = 1; k < order.length; k++) {
      int later = order[k];
      int place = k;
      while (place > 0
          && sent[later] < sent[order[place - 1]] + outside[order[place - 1]]
          && sent[later] + queued[later] < sent[order[place - 1]] + queued[order[place - 1]]) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = later;
      moved += place < k ? 1 : 0;
    }
    return moved;
  }

  /** Measured less predicted wait of each request. */
  long[] errorNanos() {
    return errorNanos.clone();
  }

  /** What each spent neither waiting nor in service. */
  long[] outsideNanos() {
    return outsideNanos.clone();
  }

  /** How far each wait lies from its interval; 0 inside. */
  long[] strayNanos() {
    return strayNanos.clone();
  }

  /** How many requests were taken to have entered before one that was sent earlier. */
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
