package io.plumbline.experiments;

import java.util.List;
import java.util.Locale;

/** Tells in one line how far a pass over benchmarks is and how long the rest takes. */
final class BenchProgress {
  private final long startNanos = System.nanoTime();
  private final int benchmarks;
  private int forksPlanned;
  private long plannedNanos;
  private int forksDone;
  private long doneNanos;

  BenchProgress(List<BenchTask> tasks) {
    this.benchmarks = tasks.size();
    for (BenchTask task : tasks) {
      forksPlanned += task.runs();
      plannedNanos += task.runs() * task.forkNanos();
    }
  }

  synchronized String plan() {
    return String.format(
        Locale.ROOT,
        "%d benchmarks, %d forks, about %s",
        benchmarks,
        forksPlanned,
        duration(plannedNanos));
  }

  /** Which fork is next. */
  synchronized String next(BenchTask task, int round) {
    return String.format(
        Locale.ROOT,
        "%d of %d: %s, fork %d of %d",
        forksDone + 1,
        forksPlanned,
        task.label(),
        round,
        task.runs());
  }

  /** The fork {@code what}, at this iteration. */
  synchronized String line(String what, String iteration) {
    return what + ", " + iteration + times();
  }

  /** The fork {@code what} is over; so many more of its benchmark are left out. */
  synchronized String done(String what, BenchTask task, int leftOut) {
    forksDone++;
    doneNanos += task.forkNanos();
    forksPlanned -= leftOut;
    plannedNanos -= leftOut * task.forkNanos();
    return what + times();
  }

  private String times() {
    long elapsedNanos = System.nanoTime() - startNanos;
    long leftNanos = plannedNanos - doneNanos;
    // Once something is done, the rest is expected to deviate from its plan as that did.
    double pace = doneNanos == 0 ? 1 : (double) elapsedNanos / doneNanos;
    return ", "
        + duration(elapsedNanos)
        + " gone, about "
        + duration((long) (leftNanos * pace))
        + " left";
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
