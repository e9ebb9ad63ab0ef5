package io.plumbline.scheduler;

import java.util.random.RandomGenerator;

/**
 * The distribution of how long a worker is kept by one request.
 *
 * <p>Pure: the generator is handed in, and equal generators give equal times on every JVM.
 */
public sealed interface ServiceTime {

  /** No sample is longer (73 years), so that a clock reading plus a sample cannot overflow. */
  long MAX_SAMPLE_NANOS = Long.MAX_VALUE / 4;

  /** The distribution's mean. */
  double meanMillis();

  /** Its standard deviation divided by its mean. */
  double cv();

  /** Draws one time, in nanoseconds; not negative, at most {@link #MAX_SAMPLE_NANOS}. */
  long sampleNanos(RandomGenerator random);

  /** Always the mean. */
  record Constant(double meanMillis) implements ServiceTime {
    public Constant {
      requireMean(meanMillis);
    }

    @Override
    public double cv() {
      return 0;
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      return toNanos(meanMillis);
    }
  }

  /** Exponential: memoryless, the M of M/M/c. */
  record Exponential(double meanMillis) implements ServiceTime {
    public Exponential {
      requireMean(meanMillis);
    }

    @Override
    public double cv() {
      return 1;
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      // 1 - u is in (0, 1], so the logarithm is finite.
      return toNanos(-meanMillis * StrictMath.log(1 - random.nextDouble()));
    }
  }

  /** Lognormal, by its own mean and CV rather than those of its logarithm. */
  record LogNormal(double meanMillis, double cv) implements ServiceTime {
    public LogNormal {
      requireMean(meanMillis);
      if (!(cv >= 0 && cv < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("cv must be finite and not negative: " + cv);
      }
    }

    @Override
    public long sampleNanos(RandomGenerator random) {
      // sigma² = ln(1 + cv²) and mu = ln(mean) - sigma²/2 give exactly this mean and CV; hypot,
      // because cv² may overflow.
      double variance = 2 * StrictMath.log(StrictMath.hypot(1, cv));
      double exponent = StrictMath.sqrt(variance) * gaussian(random) - variance / 2;
      return toNanos(meanMillis * StrictMath.exp(exponent));
    }

    /** Box and Muller's: nextGaussian() may differ between JDKs. */
    private static double gaussian(RandomGenerator random) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
  }

  /**
   * Returns the distribution of a shape whose CV is fixed: {@code constant} or {@code exponential}.
   *
   * @throws IllegalArgumentException if the shape is another or the mean not positive and finite
   */
  static ServiceTime of(String shape, double meanMillis) {
    return switch (shape) {
      case "constant" -> new Constant(meanMillis);
      case "exponential" -> new Exponential(meanMillis);
      case "lognormal" -> throw new IllegalArgumentException("lognormal needs a cv");
      default -> throw unknown(shape);
    };
  }

  /**
   * Returns the distribution of a shape ({@code constant}, {@code exponential}, {@code lognormal})
   * with this mean and CV.
   *
   * @throws IllegalArgumentException if the shape is unknown, the mean not positive and finite, the
   *     CV negative or not finite, or the CV not the one that the shape has
   */
  static ServiceTime of(String shape, double meanMillis, double cv) {
    if (shape.equals("lognormal")) {
      return new LogNormal(meanMillis, cv);
    }
    ServiceTime time = of(shape, meanMillis);
    if (time.cv() != cv) {
      throw new IllegalArgumentException(shape + " has cv " + time.cv() + ", not " + cv);
    }
    return time;
  }

  private static IllegalArgumentException unknown(String shape) {
    return new IllegalArgumentException(
        "unknown service time \"%s\"; known: constant, exponential, lognormal".formatted(shape));
  }

  private static void requireMean(double meanMillis) {
    if (!(meanMillis > 0 && meanMillis < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("meanMillis must be positive and finite: " + meanMillis);
    }
  }

  private static long toNanos(double millis) {
    return Math.min(MAX_SAMPLE_NANOS, Math.round(millis * 1e6));
  }
}
