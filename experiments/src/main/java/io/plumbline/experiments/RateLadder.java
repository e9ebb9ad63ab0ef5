package io.plumbline.experiments;

import java.util.OptionalDouble;

/**
 * Looks for the highest rate that holds: upwards by a factor while rates hold, then between the
 * highest that held and the lowest that did not.
 *
 * <p>A rate that does not hold is tried once more before it counts: a neighbour's moment of work is
 * not this machine's limit. Every rate below the answer was found to hold. Used by one thread.
 */
final class RateLadder {
  private final double factor;
  private final double lastRate;
  private final boolean tryTwice;
  private int refinements;
  private OptionalDouble next;
  private OptionalDouble held = OptionalDouble.empty();
  private OptionalDouble failed = OptionalDouble.empty();
  private boolean secondTry;

  /**
   * @param firstRate positive
   * @param factor between steps upwards; more than 1
   * @param lastRate nothing above it is tried
   * @param tryTwice whether a rate that does not hold is tried once more
   * @param refinements how often the gap between held and not held is halved
   */
  RateLadder(double firstRate, double factor, double lastRate, boolean tryTwice, int refinements) {
    if (!(firstRate > 0 && factor > 1 && lastRate >= firstRate)) {
      throw new IllegalArgumentException(
          "a ladder needs 0 < first <= last and factor > 1: "
              + firstRate
              + ", "
              + lastRate
              + ", "
              + factor);
    }
    this.next = OptionalDouble.of(firstRate);
    this.factor = factor;
    this.lastRate = lastRate;
    this.tryTwice = tryTwice;
    this.refinements = refinements;
  }

  /** What to try next; empty when there is nothing more to find out. */
  OptionalDouble next() {
    return next;
  }

  /** What became of {@link #next()}. */
  void told(boolean holds) {
    double rate = next.orElseThrow();
    if (!holds && tryTwice && !secondTry) {
      secondTry = true;
      return;
    }
    secondTry = false;
    if (holds) {
      held = OptionalDouble.of(rate);
    } else {
      failed = OptionalDouble.of(rate);
    }
    next = afterwards();
  }

  private OptionalDouble afterwards() {
    if (failed.isEmpty()) {
      double above = held.orElseThrow() * factor;
      return above <= lastRate ? OptionalDouble.of(above) : OptionalDouble.empty();
    }
    if (held.isEmpty() || refinements == 0) {
      return OptionalDouble.empty();
    }
    refinements--;
    // To the whole number, which nobody minds and everybody can read.
    double between = Math.rint(Math.sqrt(held.getAsDouble() * failed.getAsDouble()));
    return between > held.getAsDouble() && between < failed.getAsDouble()
        ? OptionalDouble.of(between)
        : OptionalDouble.empty();
  }

  /** The highest rate that held; empty if none did. */
  OptionalDouble highest() {
    return held;
  }
}
