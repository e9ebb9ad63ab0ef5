package io.plumbline.loadgen;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/** Holds the measured load against its limits and ends the run when one is reached. */
final class LimitListener implements RunListener {
  private final LimitWatch watch;
  private final boolean cancels;
  private final IntToLongFunction plannedNanos;
  private final Consumer<StopReason> end;
  private boolean ended;

  /**
   * @param plan of an open loop
   * @param cancels whether the run gives up on requests itself; CANCELLED says nothing of the
   *     target then
   * @param plannedNanos when the request of an index was due
   * @param end is told once
   */
  LimitListener(
      RunLimits limits,
      Optional<PlannedLoad> plan,
      boolean cancels,
      IntToLongFunction plannedNanos,
      Consumer<StopReason> end) {
    this.watch = new LimitWatch(limits, plan);
    this.cancels = cancels;
    this.plannedNanos = plannedNanos;
    this.end = end;
  }

  @Override
  public void heard(Event event, Phase phase, int index, long atNanos) {
    if (phase != Phase.MEASURE) {
      return;
    }
    switch (event) {
      case PLANNED -> act(watch.offered(atNanos));
      case CANCELLED -> act(cancels ? watch.givenUp(atNanos) : watch.ended(atNanos, false, 0));
      case COMPLETED -> act(watch.ended(atNanos, true, atNanos - plannedNanos.applyAsLong(index)));
      case FAILED -> act(watch.ended(atNanos, false, 0));
      case PREPARED, SENT -> {}
    }
  }

  @Override
  public void passed(long nowNanos) {
    if (nowNanos >= 0) {
      act(watch.tick(nowNanos));
    }
  }

  /** What was seen and did not stop the run. */
  Optional<String> noticed() {
    return ended ? Optional.empty() : watch.noticedSaturation().map(StopReason::message);
  }

  private void act(Optional<StopReason> stop) {
    if (stop.isPresent() && !ended) {
      ended = true;
      end.accept(stop.get());
    }
  }
}
