package io.plumbline.loadgen;

import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/**
 * Hears what happens in a run and says when, and why, it has to stop.
 *
 * <p>Instants are offsets from the start of the run, and events come in the order in which they
 * happened; one that comes late by less than a block of the saturation detector does no harm. The
 * first reason stays the answer for good. Constant time per event, amortised; bounded memory. Used
 * by one thread, which is not one that sends.
 */
final class LimitWatch {
  private final RunLimits limits;
  private final Optional<SaturationDetector> saturation;
  private final Optional<QuantilePrecision> precision;
  private final BitSet recentFailures = new BitSet();

  private long ended;
  private long failed;
  private int failedRecently;
  private Optional<StopReason> stop = Optional.empty();
  private Optional<StopReason> noticed = Optional.empty();

  /**
   * @param plan what an open-loop run will ask; empty for closed loops, whose target decides how
   *     much is asked and so cannot be asked too much
   * @throws IllegalArgumentException if saturation is watched without a plan
   */
  LimitWatch(RunLimits limits, Optional<PlannedLoad> plan) {
    this.limits = limits;
    boolean watched = limits.saturation() != RunLimits.Saturation.OFF;
    if (watched && plan.isEmpty()) {
      throw new IllegalArgumentException(
          "saturation " + limits.saturation() + " needs an open-loop plan");
    }
    this.saturation =
        watched ? plan.map(p -> new SaturationDetector(p, limits.scope())) : Optional.empty();
    this.precision = limits.precision().map(QuantilePrecision::new);
  }

  /** A request became due: it left, waits for a place under a cap, or was refused by one. */
  Optional<StopReason> offered(long atNanos) {
    passTo(atNanos);
    saturation.ifPresent(SaturationDetector::offered);
    return stop;
  }

  /**
   * A request that had been offered has its final status, with or without having been sent.
   *
   * @param responseNanos done - planned; of use only if {@code ok}
   */
  Optional<StopReason> ended(long atNanos, boolean ok, long responseNanos) {
    passTo(atNanos);
    saturation.ifPresent(detector -> detector.ended(ok, responseNanos));
    limits.recentErrorRate().ifPresent(rate -> slide(rate.requests(), ok));
    ended++;
    failed += ok ? 0 : 1;
    checkErrors();
    checkPrecision(ok, responseNanos);
    return stop;
  }

  /**
   * A request that had been offered was given up on, as the run was asked to: it is out no more,
   * and says nothing of the target. Among the response times it ranks as it does in what is
   * printed, above all that were answered.
   */
  Optional<StopReason> givenUp(long atNanos) {
    passTo(atNanos);
    saturation.ifPresent(SaturationDetector::givenUp);
    checkPrecision(false, 0);
    return stop;
  }

  /** Time passed, whether or not anything happened; at least a few times a second. */
  Optional<StopReason> tick(long atNanos) {
    passTo(atNanos);
    return stop;
  }

  /** The first saturation that was found, also where it is only monitored. */
  Optional<StopReason> noticedSaturation() {
    return noticed;
  }

  private void passTo(long atNanos) {
    if (saturation.isPresent() && noticed.isEmpty()) {
      noticed = saturation.get().advance(atNanos);
      if (limits.saturation() == RunLimits.Saturation.ENFORCE && stop.isEmpty()) {
        stop = noticed;
      }
    }
  }

  private void checkPrecision(boolean ok, long responseNanos) {
    if (stop.isEmpty() && precision.isPresent()) {
      stop = precision.get().ended(ok, responseNanos);
    }
  }

  /** Slot i of the ring holds whether request i, i + window, … failed, the latest of them. */
  private void slide(int window, boolean ok) {
    int slot = (int) (ended % window);
    failedRecently += (ok ? 0 : 1) - (recentFailures.get(slot) ? 1 : 0);
    recentFailures.set(slot, !ok);
  }

  private void checkErrors() {
    if (limits.maxErrors().isPresent() && failed >= limits.maxErrors().getAsLong()) {
      long bound = limits.maxErrors().getAsLong();
      String message = failed + " of " + ended + " ended requests failed; the limit is " + bound;
      trouble("errors", (double) failed, (double) bound, message);
    }
    if (limits.recentErrorRate().isPresent()
        && ended >= limits.recentErrorRate().get().requests()) {
      RunLimits.ErrorRate rate = limits.recentErrorRate().get();
      checkRate("error_rate_recent", "the last", failedRecently, rate.requests(), rate.bound());
    }
    if (limits.totalErrorRate().isPresent() && ended >= limits.totalErrorRate().get().requests()) {
      checkRate("error_rate_total", "all", failed, ended, limits.totalErrorRate().get().bound());
    }
  }

  private void checkRate(String limit, String which, long failures, long of, double bound) {
    // Dividing rounds as reading the bound did: 3 of 10 reach .3, but .3 * 10 is more than 3.
    if ((double) failures / of >= bound) {
      String message =
          String.format(
              Locale.ROOT,
              "%d of %s %d ended requests failed; the limit is a share of %s",
              failures,
              which,
              of,
              bound);
      trouble(limit, (double) failures / of, bound, message);
    }
  }

  private void trouble(String limit, double value, double bound, String message) {
    stopFor(new StopReason(limit, value, bound, "1", message, limits.scope()));
  }

  private void stopFor(StopReason reason) {
    if (stop.isEmpty()) {
      stop = Optional.of(reason);
    }
  }
}
