package io.plumbline.balancing.grpc;

import io.plumbline.balancing.NanoClock;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor by a clock that is handed in: what is due runs when {@link #passTime} is called, on
 * the thread that calls it, in the order of the instants and, at one instant, of the asking.
 *
 * <p>A task may find that it is later than it asked for: nothing happens between two calls that
 * could tell the difference.
 */
final class SimulatedTimers extends AbstractExecutorService implements ScheduledExecutorService {
  private final NanoClock clock;
  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(task -> task.dueNanos)
              .thenComparingLong(task -> task.number));
  private long asked;

  SimulatedTimers(NanoClock clock) {
    this.clock = clock;
  }

  void passTime() {
    for (Task<?> next = tasks.peek();
        next != null && next.dueNanos <= clock.nanoTime();
        next = tasks.peek()) {
      tasks.remove();
      next.run();
    }
  }

  /** One thing to do at an instant, again and again if a period is set. */
  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long number = asked++;
    private final long periodNanos;
    private long dueNanos;

    Task(Callable<V> what, long delayNanos, long periodNanos) {
      super(what);
      this.dueNanos = clock.nanoTime() + Math.max(0, delayNanos);
      this.periodNanos = periodNanos;
      tasks.add(this);
    }

    @Override
    public void run() {
      if (periodNanos == 0) {
        super.run();
      } else if (runAndReset()) {
        dueNanos += periodNanos;
        tasks.add(this);
      }
    }

    /** A failure is its policy's, and must not be lost in a future that nobody asks. */
    @Override
    protected void setException(Throwable failure) {
      super.setException(failure);
      throw new IllegalStateException("a timer of a policy of gRPC's failed", failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      tasks.remove(this);
      return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - clock.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable what, long delay, TimeUnit unit) {
    return new Task<>(called(what), unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> what, long delay, TimeUnit unit) {
    return new Task<>(what, unit.toNanos(delay), 0);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable what, long delay, long period, TimeUnit unit) {
    return new Task<>(called(what), unit.toNanos(delay), unit.toNanos(period));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable what, long delay, long period, TimeUnit unit) {
    // A task takes no time here, so the two are one.
    return scheduleAtFixedRate(what, delay, period, unit);
  }

  @Override
  public void execute(Runnable what) {
    what.run();
  }

  private static Callable<Boolean> called(Runnable what) {
    return () -> {
      what.run();
      return true;
    };
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException("a channel's executor is not its balancer's to end");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException("a channel's executor is not its balancer's to end");
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
