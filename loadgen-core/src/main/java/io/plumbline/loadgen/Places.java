package io.plumbline.loadgen;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The places for outstanding requests that a cap leaves, or any number of them. Thread-safe. */
final class Places {
  private static final long POLL_NANOS = 20_000_000;

  private final boolean bounded;
  private final boolean delays;
  private final Semaphore free;
  private volatile long freedNanos = Long.MIN_VALUE;

  private Places(boolean bounded, boolean delays, int count) {
    this.bounded = bounded;
    this.delays = delays;
    this.free = new Semaphore(count);
  }

  static Places of(RunRules rules) {
    return rules
        .cap()
        .map(cap -> new Places(true, cap.delays(), cap.maxOutstanding()))
        .orElseGet(() -> new Places(false, false, 0));
  }

  /** Takes a place at once; false if there is none. */
  boolean tryTake() {
    return !bounded || free.tryAcquire();
  }

  /** Whether a request for which there is no place waits for one. */
  boolean delays() {
    return delays;
  }

  /**
   * Waits for a place; returns false if the run was stopped, or got an end, first: a target that
   * answers nothing would keep it going otherwise.
   *
   * @throws InterruptedException if interrupted
   */
  boolean take(RunTime time) throws InterruptedException {
    while (!time.isStopped() && !time.hasEnd()) {
      if (free.tryAcquire(POLL_NANOS, TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
    return false;
  }

  /** When a place last became free, as an offset of the run; nothing before the first. */
  long freedNanos() {
    return freedNanos;
  }

  /**
   * Frees a place.
   *
   * @param atNanos the offset at which its request ended
   */
  void giveBack(long atNanos) {
    if (bounded) {
      freedNanos = atNanos;
      free.release();
    }
  }
}
