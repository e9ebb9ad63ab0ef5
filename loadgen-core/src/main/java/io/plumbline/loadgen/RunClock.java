package io.plumbline.loadgen;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The time as a run sees it. Thread-safe. */
public interface RunClock {

  /**
   * Nanoseconds on a monotonic clock with an arbitrary origin; all offsets are differences of
   * these.
   */
  long nanoTime();

  /**
   * Nanoseconds since the Unix epoch on the wall clock; only for what leaves the process, such as
   * deadlines.
   */
  long epochNanos();

  /**
   * Returns at {@code nanoTime} or as soon after as it can; at once if it has passed. An interrupt
   * does not end the wait, and stays set.
   */
  void awaitUntil(long nanoTime);

  /** The machine's clocks; waits by parking, then spins for the last fraction of a millisecond. */
  static RunClock system() {
    return SystemClock.INSTANCE;
  }

  /** Stateless, so one is enough. */
  enum SystemClock implements RunClock {
    INSTANCE;

    /**
     * More than the kernel's timer slack (50 us) and a wake-up; a parked thread is then on time.
     */
    private static final long SPIN_NANOS = 150_000;

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public long epochNanos() {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public void awaitUntil(long nanoTime) {
      boolean interrupted = false;
      for (long left = nanoTime - System.nanoTime();
          left > 0;
          left = nanoTime - System.nanoTime()) {
        if (left > SPIN_NANOS) {
          // Parking returns at once while the interrupt is set.
          interrupted |= Thread.interrupted();
          LockSupport.parkNanos(left - SPIN_NANOS);
        } else {
          Thread.onSpinWait();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
