package io.plumbline.balancing.event;

import io.plumbline.balancing.event.Demand.RateStep;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When requests come: a renewal process on a clock that runs as fast as the rate is.
 *
 * <p>Not thread-safe.
 */
final class ArrivalTimes {
  private final RandomGenerator random;
  private final double cv;
  private final double perNano;
  private final List<RateStep> steps;

  private double nowNanos;
  private double factor = 1;
  private int step;

  ArrivalTimes(Demand demand, double requestsPerSecond, RandomGenerator random) {
    this.random = random;
    this.cv = demand.shape().cv();
    this.perNano = requestsPerSecond / 1e9;
    this.steps = demand.steps();
  }

  long nextNanos() {
    double gap = gap();
    while (step < steps.size()) {
      RateStep next = steps.get(step);
      double until = gap / (perNano * factor);
      if (nowNanos + until <= next.atNanos()) {
        break;
      }
      gap -= (next.atNanos() - nowNanos) * perNano * factor;
      nowNanos = next.atNanos();
      factor = next.factor();
      step++;
    }
    nowNanos += gap / (perNano * factor);
    return (long) nowNanos;
  }

  /** Of mean 1. */
  private double gap() {
    if (cv == 1) {
      return Variates.exponential(random);
    }
    if (cv == 0) {
      return 1;
    }
    double shape = 1 / (cv * cv);
    return Variates.gamma(random, shape) / shape;
  }
}
