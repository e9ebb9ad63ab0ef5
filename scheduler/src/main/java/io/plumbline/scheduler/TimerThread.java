package io.plumbline.scheduler;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timer of a real server: one daemon thread, which also sends the answers of what it completes.
 *
 * <p>One is enough: an answer costs microseconds, as it is handed to the network's own thread.
 */
final class TimerThread implements CompletionTimer {

  private final SchedulerClock clock;
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, new DaemonThreads("plumbline-scheduler-timer"));

  TimerThread(SchedulerClock clock) {
    this.clock = clock;
  }

  @Override
  public void runAt(long dueNanos, Runnable task) {
    // From the due time, so that what it took to get here does not lengthen the service.
    long delayNanos = dueNanos - clock.nanoTime();
    Future<?> unused = executor.schedule(() -> runLoudly(task), delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** The executor would keep a failure in a future that nobody reads. */
  private static void runLoudly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
