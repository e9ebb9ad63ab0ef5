package io.plumbline.scheduler;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to do, with a bound that only bugs reach. */
final class Await {

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final long POLL_NANOS = 200_000;

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNanos > BOUND.toNanos()) {
        throw new AssertionError("not within " + BOUND + ": " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** What the future brings, within the same bound. */
  static <T> T get(Future<T> future) {
    try {
      return future.get(BOUND.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
