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
  private Optional<StopReason> reached = Optional.empty();

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

  /**
   * How the run ended, with what was seen and did not end its issuing: what was only to be told,
   * and a limit that was reached while the last answers came in. The latter ends no less than it
   * would have before.
   *
   * @param issuing what ended the issuing
   * @param run what ended the run
   */
  RunEnding told(RunEnding issuing, String run) {
    if (reached.isEmpty()) {
      return issuing.with(run, watch.noticedSaturation().map(StopReason::message));
    }
    StopReason limit = reached.get();
    return issuing.equals(RunEnding.of(limit))
        ? issuing.with(run, Optional.empty())
        : issuing.with(run, Optional.of(limit.message()), limit.scope());
  }

  private void act(Optional<StopReason> stop) {
    if (stop.isPresent() && reached.isEmpty()) {
      reached = stop;
      end.accept(stop.get());
    }
  }
}
