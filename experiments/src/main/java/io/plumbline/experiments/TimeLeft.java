package io.plumbline.experiments;

import java.util.Locale;

/**
 * Says how long work that was planned in parts has taken and how long the rest may take: the rest
 * is expected to deviate from its plan as what is done did.
 *
 * <p>Thread-safe.
 */
final class TimeLeft {
  private final long startNanos = System.nanoTime();
  private long plannedNanos;
  private long doneNanos;

  TimeLeft(long plannedNanos) {
    this.plannedNanos = plannedNanos;
  }

  /** A part that was planned to take this long is done. */
  synchronized void done(long nanos) {
    doneNanos += nanos;
  }

  /** Another part is planned, which will take this long. */
  synchronized void add(long nanos) {
    plannedNanos += nanos;
  }

  /** A part that was planned to take this long is left out. */
  synchronized void leaveOut(long nanos) {
    plannedNanos -= nanos;
  }

  /** {@code 12 s gone, about 3 min left}. */
  synchronized String text() {
    long elapsedNanos = System.nanoTime() - startNanos;
    double pace = doneNanos == 0 ? 1 : (double) elapsedNanos / doneNanos;
    long leftNanos = (long) ((plannedNanos - doneNanos) * pace);
    return duration(elapsedNanos) + " gone, about " + duration(leftNanos) + " left";
  }

  static String duration(long nanos) {
    long seconds = Math.round(nanos / 1e9);
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 120 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", minutes / 60.0);
  }
}
