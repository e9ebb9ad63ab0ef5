package io.plumbline.scheduler;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The two clocks of a scheduler: one for durations, one for the deadlines that clients send. */
interface SchedulerClock {

  /** Nanoseconds from an arbitrary origin; never steps, so only differences mean something. */
  long nanoTime();

  /** Nanoseconds since the Unix epoch; may step. */
  long epochNanos();

  /** The clocks of this machine. */
  static SchedulerClock system() {
    return new SchedulerClock() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      }
    };
  }
}
