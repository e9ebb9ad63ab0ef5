package io.plumbline.experiments;

import java.util.List;
import java.util.Locale;

/**
 * Tells in one line how far a pass over benchmarks is and how long the rest takes.
 *
 * <p>Thread-safe.
 */
final class BenchProgress {
  private final String plan;
  private final TimeLeft time;
  private int forksPlanned;
  private int forksDone;

  BenchProgress(List<BenchTask> tasks) {
    forksPlanned = tasks.stream().mapToInt(BenchTask::runs).sum();
    long plannedNanos = tasks.stream().mapToLong(task -> task.runs() * task.forkNanos()).sum();
    time = new TimeLeft(plannedNanos);
    plan =
        String.format(
            Locale.ROOT,
            "%d benchmarks, %d forks, about %s",
            tasks.size(),
            forksPlanned,
            TimeLeft.duration(plannedNanos));
  }

  String plan() {
    return plan;
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
  String at(String what, String iteration) {
    return what + ", " + iteration + ", " + time.text();
  }

  /** The fork {@code what} is over; so many more of its benchmark are left out. */
  synchronized String done(String what, BenchTask task, int leftOut) {
    forksDone++;
    forksPlanned -= leftOut;
    time.done(task.forkNanos());
    time.leaveOut(leftOut * task.forkNanos());
    return what + ", " + time.text();
  }
}
