package io.plumbline.loadgen;

/**
 * The time of one run: offsets from its start, and whether it has been told to stop.
 *
 * <p>{@link #start} once, before any offset is asked for; the rest from any thread.
 */
final class RunTime {
  /** Longest wait before looking whether the run was stopped. */
  private static final long MAX_WAIT_NANOS = 20_000_000;

  private final RunClock clock;
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile long startNanoTime;
  private volatile long endAtNanos = Long.MAX_VALUE;
  private boolean settled;

  RunTime(RunClock clock) {
    this.clock = clock;
  }

  /**
   * Puts offset 0 at {@code leadNanos} from now and returns the wall clock there, in epoch
   * nanoseconds.
   */
  long start(long leadNanos) {
    startNanoTime = clock.nanoTime() + leadNanos;
    started = true;
    return clock.epochNanos() + leadNanos;
  }

  /** Nanoseconds since the start; 0 if there has been none. */
  long nowNanos() {
    return started ? clock.nanoTime() - startNanoTime : 0;
  }

  /** The offset of an instant of the clock. */
  long offsetNanos(long nanoTime) {
    return nanoTime - startNanoTime;
  }

  /** The wall clock, in nanoseconds since the Unix epoch. */
  long epochNanos() {
    return clock.epochNanos();
  }

  /**
   * Waits for an offset of the run; returns false, perhaps early, if the run was stopped or ends
   * before it.
   */
  boolean awaitOffset(long offsetNanos) {
    long due = startNanoTime + offsetNanos;
    for (long now = clock.nanoTime();
        !stopped && offsetNanos <= endAtNanos && now < due;
        now = clock.nanoTime()) {
      clock.awaitUntil(Math.min(due, now + MAX_WAIT_NANOS));
    }
    return !stopped && offsetNanos <= endAtNanos;
  }

  /**
   * What is due after this instant is not part of the run; once the end is settled it is too late
   * to say so.
   *
   * @param first run if nobody said so before; whoever gets past {@link #settleEnd} and sees an end
   *     sees what it did
   */
  synchronized void endNow(Runnable first) {
    if (!hasEnd() && !settled) {
      endAtNanos = nowNanos();
      first.run();
    }
  }

  /** Whether it was said when the run ends. */
  boolean hasEnd() {
    return endAtNanos != Long.MAX_VALUE;
  }

  /**
   * Says that all has left that will. The end, if there is one, moves to an offset that lies later:
   * what left while the end was being set is part of the run.
   */
  synchronized void settleEnd(long offsetNanos) {
    settled = true;
    if (hasEnd()) {
      endAtNanos = Math.max(endAtNanos, offsetNanos);
    }
  }

  /** The offset up to which requests have become due: now, or the end of the run. */
  synchronized long dueNanos() {
    return Math.min(nowNanos(), endAtNanos);
  }

  /** What is due later is not part of the run. */
  long endAtNanos() {
    return endAtNanos;
  }

  /** Waits regardless of a stop. */
  void pauseNanos(long nanos) {
    clock.awaitUntil(clock.nanoTime() + nanos);
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }
}
