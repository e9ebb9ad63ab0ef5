package io.plumbline.balancing.event;

import io.plumbline.scheduler.ServiceTime;
import java.util.random.RandomGenerator;

/**
 * The distribution of a span of time: a service, or a way through the network.
 *
 * <p>Pure: the generator is handed in, and equal generators give equal times on every JVM.
 */
public sealed interface TimeLaw {

  double meanNanos();

  /** Standard deviation divided by mean; 0 for what does not vary. */
  double cv();

  /** Draws one; not negative, at most {@link ServiceTime#MAX_SAMPLE_NANOS}. */
  long sampleNanos(RandomGenerator random);

  /** No time at all. */
  TimeLaw ZERO = new None();

  static TimeLaw constant(double meanMillis) {
    return meanMillis == 0 ? ZERO : new Of(new ServiceTime.Constant(meanMillis));
  }

  static TimeLaw exponential(double meanMillis) {
    return new Of(new ServiceTime.Exponential(meanMillis));
  }

  static TimeLaw logNormal(double meanMillis, double cv) {
    return new Of(new ServiceTime.LogNormal(meanMillis, cv));
  }

  static TimeLaw gamma(double meanMillis, double shape) {
    return new Gamma(meanMillis * 1e6, shape);
  }

  /** See {@link None}. */
  record None() implements TimeLaw {
    @Override
    public double meanNanos() {
      return 0;
    }

    @Override
    public double cv() {
      return 0;
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      return 0;
    }
  }

  /** One of the scheduler's. */
  record Of(ServiceTime time) implements TimeLaw {
    @Override
    public double meanNanos() {
      return time.meanMillis() * 1e6;
    }

    @Override
    public double cv() {
      return time.cv();
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      return time.sampleNanos(random);
    }
  }

  /** Gamma, by Marsaglia's and Tsang's method (ACM TOMS 26, 2000). */
  record Gamma(double meanNanos, double shape) implements TimeLaw {
    public Gamma {
      requirePositive("meanNanos", meanNanos);
      requirePositive("shape", shape);
    }

    @Override
    public double cv() {
      return 1 / Math.sqrt(shape);
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      return cut(Variates.gamma(random, shape) * (meanNanos / shape));
    }
  }

  /**
   * Normal, with what would be negative taken as zero: the work of the queries of Prequal's test
   * bed, where the deviation equals the mean.
   *
   * @param locationNanos the mean before that
   * @param deviationNanos the standard deviation before that
   */
  record ClippedNormal(double locationNanos, double deviationNanos) implements TimeLaw {
    public ClippedNormal {
      requirePositive("locationNanos", locationNanos);
      requirePositive("deviationNanos", deviationNanos);
    }

    @Override
    public double meanNanos() {
      double z = locationNanos / deviationNanos;
      return locationNanos * Variates.normalAtMost(z) + deviationNanos * Variates.normalDensity(z);
    }

    @Override
    public double cv() {
      double z = locationNanos / deviationNanos;
      double square =
          (locationNanos * locationNanos + deviationNanos * deviationNanos)
                  * Variates.normalAtMost(z)
              + locationNanos * deviationNanos * Variates.normalDensity(z);
      double mean = meanNanos();
      return Math.sqrt(square / (mean * mean) - 1);
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      return cut(Math.max(0, locationNanos + deviationNanos * Variates.normal(random)));
    }
  }

  /** Most are short and some are long: exponential, with the mean itself drawn from two. */
  record TwoExponentials(double shortNanos, double longNanos, double longRatio) implements TimeLaw {
    public TwoExponentials {
      requirePositive("shortNanos", shortNanos);
      requirePositive("longNanos", longNanos);
      if (!(longRatio >= 0 && longRatio <= 1)) {
        throw new IllegalArgumentException("longRatio must be between 0 and 1: " + longRatio);
      }
    }

    @Override
    public double meanNanos() {
      return (1 - longRatio) * shortNanos + longRatio * longNanos;
    }

    @Override
    public double cv() {
      double square =
          2 * ((1 - longRatio) * shortNanos * shortNanos + longRatio * longNanos * longNanos);
      return Math.sqrt(square / (meanNanos() * meanNanos()) - 1);
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      double mean = random.nextDouble() < longRatio ? longNanos : shortNanos;
      return cut(mean * Variates.exponential(random));
    }
  }

  private static long cut(double nanos) {
    return Math.min(ServiceTime.MAX_SAMPLE_NANOS, Math.round(nanos));
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive and finite: " + value);
    }
  }
}
