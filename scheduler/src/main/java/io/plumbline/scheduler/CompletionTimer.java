package io.plumbline.scheduler;

/**
 * Runs tasks when they are due: a thread in production, the event list of a test in virtual time.
 */
interface CompletionTimer {

  /**
   * Runs the task once, as soon as {@link SchedulerClock#nanoTime()} has reached {@code dueNanos},
   * on a thread of the timer. Never runs it within this call.
   */
  void runAt(long dueNanos, Runnable task);

  /** Forgets what is not yet due. Nothing may be asked of the timer afterwards. */
  default void close() {}
}
