package io.plumbline.loadgen;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that moves only when somebody waits on it or pushes it: a run takes no time, and its
 * times are exact.
 */
final class FakeClock implements RunClock {
  /** Nobody may take the origin of a monotonic clock for granted. */
  private static final long ORIGIN = -7_000_000_000L;

  static final long EPOCH_AT_ORIGIN = 1_700_000_000_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(ORIGIN);

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public long epochNanos() {
    return EPOCH_AT_ORIGIN + nanos.get() - ORIGIN;
  }

  @Override
  public void awaitUntil(long nanoTime) {
    nanos.accumulateAndGet(nanoTime, Math::max);
  }

  /** Time passes while something else keeps its caller busy. */
  void advance(long byNanos) {
    nanos.addAndGet(byNanos);
  }
}
