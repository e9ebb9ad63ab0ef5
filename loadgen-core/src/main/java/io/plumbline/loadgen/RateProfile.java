package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A rate over time, as a factor of some rate: piecewise linear, and then constant or all over
 * again.
 *
 * <p>Its integral is the time change that turns such a process into one of rate 1 and back; both
 * directions are in closed form. The integral is told in nanoseconds: the time that the bare rate
 * would have taken for as many arrivals. Immutable.
 */
final class RateProfile {

  /** A factor that goes linearly from one value to another. */
  record Part(double fromFactor, double toFactor, double seconds) {}

  /** The factor 1, always. */
  static final RateProfile FLAT = lasting(List.of(), 1);

  private final double[] startNanos;
  private final double[] startIntegralNanos;
  private final double[] factors;
  private final double[] slopesPerNano;

  /** Of one round; infinite if there is but one. */
  private final double roundNanos;

  private final double roundIntegralNanos;

  private RateProfile(List<Part> parts, boolean repeats) {
    int n = parts.size();
    startNanos = new double[n];
    startIntegralNanos = new double[n];
    factors = new double[n];
    slopesPerNano = new double[n];
    double nanos = 0;
    double integralNanos = 0;
    for (int i = 0; i < n; i++) {
      Part part = parts.get(i);
      double lengthNanos = part.seconds() * 1e9;
      startNanos[i] = nanos;
      startIntegralNanos[i] = integralNanos;
      factors[i] = part.fromFactor();
      slopesPerNano[i] = (part.toFactor() - part.fromFactor()) / lengthNanos;
      nanos += lengthNanos;
      integralNanos += (part.fromFactor() + part.toFactor()) / 2 * lengthNanos;
    }
    roundNanos = repeats ? nanos : Double.POSITIVE_INFINITY;
    roundIntegralNanos = repeats ? integralNanos : Double.POSITIVE_INFINITY;
  }

  /** The parts one after the other, and then a factor for ever. */
  static RateProfile lasting(List<Part> parts, double lastFactor) {
    List<Part> all = new ArrayList<>(parts);
    all.add(new Part(lastFactor, lastFactor, Double.POSITIVE_INFINITY));
    return new RateProfile(all.stream().filter(part -> part.seconds() > 0).toList(), false);
  }

  /** The parts one after the other, for ever. */
  static RateProfile repeating(List<Part> parts) {
    return new RateProfile(List.copyOf(parts), true);
  }

  /** The integral from the start to an instant. */
  double integralNanos(double nanos) {
    double rounds = completeRounds(nanos, roundNanos);
    double within = rounds == 0 ? nanos : Math.max(0, nanos - rounds * roundNanos);
    int i = last(startNanos, within);
    double x = within - startNanos[i];
    double inRound = startIntegralNanos[i] + x * (factors[i] + slopesPerNano[i] * x / 2);
    return rounds == 0 ? inRound : rounds * roundIntegralNanos + inRound;
  }

  /** The instant at which the integral reaches a value. */
  double nanosOf(double integralNanos) {
    double rounds = completeRounds(integralNanos, roundIntegralNanos);
    double within =
        rounds == 0 ? integralNanos : Math.max(0, integralNanos - rounds * roundIntegralNanos);
    int i = last(startIntegralNanos, within);
    double rest = within - startIntegralNanos[i];
    double nanos = startNanos[i] + (rest == 0 ? 0 : timeOf(rest, factors[i], slopesPerNano[i]));
    return rounds == 0 ? nanos : rounds * roundNanos + nanos;
  }

  /** The x at which {@code factor * x + slope * x^2 / 2} is {@code integral}, for any sign. */
  private static double timeOf(double integral, double factor, double slope) {
    if (slope == 0) {
      return integral / factor;
    }
    // The other form of the root would cancel. At the end of a descent rounding may go below 0.
    double root = Math.sqrt(Math.max(0, factor * factor + 2 * slope * integral));
    return 2 * integral / (factor + root);
  }

  /** The highest factor before an instant. */
  double maxFactor(double untilNanos) {
    double max = 0;
    for (int i = 0; i < startNanos.length && (i == 0 || startNanos[i] < untilNanos); i++) {
      double endNanos = i + 1 < startNanos.length ? startNanos[i + 1] : roundNanos;
      double lengthNanos = Math.min(untilNanos, endNanos) - startNanos[i];
      max = Math.max(max, Math.max(factors[i], factors[i] + slopesPerNano[i] * lengthNanos));
    }
    return max;
  }

  private static double completeRounds(double value, double round) {
    return Double.isInfinite(round) ? 0 : Math.floor(value / round);
  }

  /**
   * The last part that starts at a value or before: parts of factor 0 have no time of their own.
   */
  private static int last(double[] starts, double value) {
    int i = starts.length - 1;
    while (i > 0 && starts[i] > value) {
      i--;
    }
    return i;
  }

  @Override
  public String toString() {
    return "RateProfile" + Arrays.toString(startNanos) + Arrays.toString(factors);
  }
}
