package io.plumbline.balancing.event;

import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Random numbers of unit scale, equal on every JVM for equal generators. */
final class Variates {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Variates() {}

  static double exponential(RandomGenerator random) {
    // 1 - u is in (0, 1], so the logarithm is finite.
    return -StrictMath.log(1 - random.nextDouble());
  }

  /** Box and Muller's: nextGaussian() may differ between JDKs. */
  static double normal(RandomGenerator random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /** Mean {@code shape}; Marsaglia and Tsang, "A simple method for generating gamma variables". */
  static double gamma(RandomGenerator random, double shape) {
    if (shape < 1) {
      double boost = StrictMath.pow(1 - random.nextDouble(), 1 / shape);
      return gamma(random, shape + 1) * boost;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = normal(random);
      double cube = 1 + c * x;
      double v = cube * cube * cube;
      if (v > 0
          && StrictMath.log(1 - random.nextDouble())
              < 0.5 * x * x + d * (1 - v + StrictMath.log(v))) {
        return d * v;
      }
    }
  }

  static double normalAtMost(double z) {
    return NORMAL.cumulativeProbability(z);
  }

  static double normalDensity(double z) {
    return NORMAL.density(z);
  }
}
