package io.plumbline.loadgen;

/**
 * Gamma-distributed gaps of mean 1 and a given coefficient of variation, the same on every JVM.
 *
 * <p>Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000;
 * normal deviates by Marsaglia's polar method. Words come from one keyed stream, in order. Not
 * thread-safe.
 */
final class GammaGaps implements UnitGaps {
  private final long key;
  private final double shape;
  private final double scale;
  private final double d;
  private final double c;

  private long words;
  private double spareNormal;
  private boolean hasSpare;

  GammaGaps(long key, double cv) {
    this.key = key;
    this.scale = cv * cv;
    this.shape = 1 / scale;
    // Below shape 1 the method draws from the shape above, and a power of a uniform corrects it.
    this.d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    this.c = 1 / Math.sqrt(9 * d);
  }

  @Override
  public double next() {
    double gamma = atLeastOne();
    return scale * (shape < 1 ? gamma * StrictMath.pow(positiveUniform(), 1 / shape) : gamma);
  }

  private double atLeastOne() {
    while (true) {
      double x = normal();
      double root = 1 + c * x;
      if (root > 0) {
        double v = root * root * root;
        double u = positiveUniform();
        double squared = x * x;
        if (u < 1 - .0331 * squared * squared
            || StrictMath.log(u) < squared / 2 + d * (1 - v + StrictMath.log(v))) {
          return d * v;
        }
      }
    }
  }

  private double normal() {
    if (hasSpare) {
      hasSpare = false;
      return spareNormal;
    }
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double squared = x * x + y * y;
      if (squared > 0 && squared < 1) {
        double factor = Math.sqrt(-2 * StrictMath.log(squared) / squared);
        spareNormal = y * factor;
        hasSpare = true;
        return x * factor;
      }
    }
  }

  private double uniform() {
    return SplitMix64.unit(key, words++);
  }

  /** In (0, 1]. */
  private double positiveUniform() {
    return 1 - uniform();
  }
}
