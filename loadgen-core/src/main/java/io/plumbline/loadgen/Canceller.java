package io.plumbline.loadgen;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives up on some requests a while after they were sent, on a thread of its own.
 *
 * <p>Which ones is drawn from the run's seed by their tensor keys, so it is the same in every run
 * of the seed. Thread-safe.
 */
final class Canceller implements AutoCloseable {
  private final Optional<RunRules.Cancellation> cancellation;
  private final long key;
  private final Optional<ScheduledExecutorService> timer;

  Canceller(Optional<RunRules.Cancellation> cancellation, long seed) {
    this.cancellation = cancellation.filter(c -> c.share() > 0);
    this.key = new Seeds(seed).cancellations();
    this.timer =
        this.cancellation.map(
            some ->
                Executors.newSingleThreadScheduledExecutor(
                    task -> {
                      Thread thread = new Thread(task, "plumbline-canceller");
                      thread.setDaemon(true);
                      return thread;
                    }));
  }

  /** Called when the request has been handed to its target. */
  void sent(long tensorKey, Target.Prepared request) {
    if (cancellation.isPresent() && SplitMix64.unit(key, tensorKey) < cancellation.get().share()) {
      Future<?> unused =
          timer
              .orElseThrow()
              .schedule(request::cancel, cancellation.get().afterNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    timer.ifPresent(ScheduledExecutorService::shutdownNow);
  }
}
