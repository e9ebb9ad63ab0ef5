package io.plumbline.scheduler;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A clock that stands still until it is told to move, and the timer that goes with it.
 *
 * <p>Thread-safe, so a real server can be driven by it; tasks run on the thread that moves time,
 * and never under its lock.
 */
final class VirtualTime implements SchedulerClock, CompletionTimer {

  /** What the wall clock shows when {@link #nanoTime()} is 0. */
  static final long EPOCH_NANOS = 1_000_000_000_000_000_000L;

  private record Event(long dueNanos, long sequence, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::dueNanos).thenComparingLong(Event::sequence));
  private long nowNanos;
  private long sequence;

  @Override
  public synchronized long nanoTime() {
    return nowNanos;
  }

  @Override
  public synchronized long epochNanos() {
    return EPOCH_NANOS + nowNanos;
  }

  @Override
  public synchronized void runAt(long dueNanos, Runnable task) {
    events.add(new Event(dueNanos, sequence++, task));
  }

  /** Runs the next event at its time; returns whether there was one. */
  boolean step() {
    Event event;
    synchronized (this) {
      event = events.poll();
      if (event == null) {
        return false;
      }
      nowNanos = Math.max(nowNanos, event.dueNanos);
    }
    event.task.run();
    return true;
  }

  /** Runs everything that is due up to this time, which is the time then. */
  void advanceTo(long nanos) {
    while (nextIsDueBy(nanos)) {
      step();
    }
    synchronized (this) {
      nowNanos = Math.max(nowNanos, nanos);
    }
  }

  /** Runs events until none is left. */
  void runToTheEnd() {
    while (step()) {}
  }

  private synchronized boolean nextIsDueBy(long nanos) {
    Event next = events.peek();
    return next != null && next.dueNanos <= nanos;
  }
}
