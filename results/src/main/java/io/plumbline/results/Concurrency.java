package io.plumbline.results;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntPredicate;

/**
 * How many requests were in flight, from being sent to their end, whatever that was.
 *
 * @param mean weighted with time; empty if none was sent, or the window has no length
 * @param max at once; empty if none was sent
 */
record Concurrency(OptionalDouble mean, OptionalLong max) {

  /**
   * From the first request that a run sent to the last instant that it knows. One for the whole
   * run, so that the means of its classes add up to that of the total.
   */
  record Window(long fromNanos, long toNanos) {
    static Window of(RequestRows rows) {
      long from = Long.MAX_VALUE;
      long to = Long.MIN_VALUE;
      for (int row = 0; row < rows.count(); row++) {
        if (rows.sentNanos(row).isPresent()) {
          long sent = rows.sentNanos(row).getAsLong();
          from = Math.min(from, sent);
          to = Math.max(to, rows.doneNanos(row).orElse(sent));
        }
      }
      return new Window(from, to);
    }
  }

  /** Sweeps over the instants; a request that never ended is in flight until the window ends. */
  static Concurrency of(RequestRows rows, IntPredicate belongs, Window window) {
    LoadEntries.Times sentTimes = new LoadEntries.Times();
    LoadEntries.Times endTimes = new LoadEntries.Times();
    for (int row = 0; row < rows.count(); row++) {
      if (belongs.test(row) && rows.sentNanos(row).isPresent()) {
        sentTimes.add(rows.sentNanos(row).getAsLong());
        endTimes.add(rows.doneNanos(row).orElse(window.toNanos()));
      }
    }
    long[] sent = sentTimes.toArray();
    long[] ended = endTimes.toArray();
    if (sent.length == 0) {
      return new Concurrency(OptionalDouble.empty(), OptionalLong.empty());
    }
    Arrays.sort(sent);
    Arrays.sort(ended);
    double inFlightNanos = 0;
    int gone = 0;
    int max = 1;
    for (int i = 0; i < sent.length; i++) {
      inFlightNanos += ended[i] - sent[i]; // Of the sums; the pairs need not be one request's.
      // Who ends at the instant at which another is sent is not beside it.
      while (ended[gone] <= sent[i] && gone < i) {
        gone++;
      }
      max = Math.max(max, i + 1 - gone);
    }
    long lengthNanos = window.toNanos() - window.fromNanos();
    return new Concurrency(
        lengthNanos > 0 ? OptionalDouble.of(inFlightNanos / lengthNanos) : OptionalDouble.empty(),
        OptionalLong.of(max));
  }
}
