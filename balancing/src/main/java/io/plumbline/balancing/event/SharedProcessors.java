package io.plumbline.balancing.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The processors of one server that are shared by all its requests alike: each is processed at the
 * speed of one processor while there are enough of them, and at an equal share beyond.
 *
 * <p>All get the same, so it is counted once: a request is done when what each has got since the
 * beginning reaches what that was when it came, plus its own work. Not thread-safe.
 */
final class SharedProcessors {
  private final PriorityQueue<Job> byEnd =
      new PriorityQueue<>(
          Comparator.<Job>comparingDouble(job -> job.doneAtAttained)
              .thenComparingLong(job -> job.sequence));

  private double attainedNanos;
  private double rate;
  private long changedNanos;

  /** Counts the plans for the next end, so that an earlier one is known to be void. */
  int plan;

  int size() {
    return byEnd.size();
  }

  /** Accounts for the time since the last change; to be called before each. */
  void advance(long nowNanos) {
    attainedNanos += rate * (nowNanos - changedNanos);
    changedNanos = nowNanos;
  }

  /** Takes up a request; {@link #advance} must have been called for this instant. */
  void add(Job job, double workNanos) {
    job.doneAtAttained = attainedNanos + workNanos;
    byEnd.add(job);
  }

  /** Takes out the one that is done first. */
  Job remove() {
    Job job = byEnd.remove();
    if (byEnd.isEmpty()) {
      beginAnew();
    }
    return job;
  }

  /** Takes out all. */
  List<Job> removeAll() {
    List<Job> all = new ArrayList<>(byEnd);
    byEnd.clear();
    beginAnew();
    return all;
  }

  /** Nobody is left whose end depends on what each has got, and small numbers are exact. */
  private void beginAnew() {
    attainedNanos = 0;
    rate = 0;
    plan++;
  }

  /**
   * Plans the next end, by what the server has from now on; {@link #advance} must have been called
   * for this instant, and there must be a request.
   *
   * @param processors how many there are; may be a fraction
   * @return how long it takes
   */
  long plan(double processors, double speed) {
    plan++;
    rate = speed * Math.min(1, processors / byEnd.size());
    double left = Math.max(0, byEnd.element().doneAtAttained - attainedNanos);
    return Math.round(left / rate);
  }
}
