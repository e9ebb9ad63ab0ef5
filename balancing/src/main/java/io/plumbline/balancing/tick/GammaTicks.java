package io.plumbline.balancing.tick;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * The notebook's random whole numbers from 1.
 *
 * <p>1 + floor(G), where G is gamma distributed with shape {@code mean - 1/variance} and scale 1.
 * So "variance" is a misnomer: it only shifts the shape, and the mean comes out a little below.
 *
 * <p>Drawn by inverting the distribution function, from a table: equal bits give equal ranks in any
 * two of these, so a request that is long at one server is long at another. What is less likely
 * than {@value #NEGLIGIBLE} beyond the table's end counts as its end. Immutable.
 */
final class GammaTicks {
  /** The "variance" where the notebook names none. */
  static final double USUAL_VARIANCE = 1.5;

  private static final double NEGLIGIBLE = 1e-15;
  private static final double TWO_TO_63 = 0x1p63;
  private static final int GUIDE_BITS = 8;

  /** By value, the probability of up to it, times 2^63; the last one is the greatest long. */
  private final long[] upTo;

  /** By the leading bits of a draw, the least value that it can be. */
  private final int[] guide = new int[1 << GUIDE_BITS];

  private GammaTicks(long[] upTo) {
    this.upTo = upTo;
    int value = 1;
    for (int i = 0; i < guide.length; i++) {
      while (upTo[value] <= (long) i << (63 - GUIDE_BITS)) {
        value++;
      }
      guide[i] = value;
    }
  }

  /**
   * Makes the table.
   *
   * @throws IllegalArgumentException if {@code mean} is not above 1 by {@code variance}
   */
  static GammaTicks of(double mean, double variance) {
    if (!(mean > 1 / variance)) {
      throw new IllegalArgumentException(
          "the mean must be above 1 by the variance: " + mean + ", " + variance);
    }
    GammaDistribution gamma = GammaDistribution.of(mean - 1 / variance, 1);
    int last = 1;
    while (gamma.survivalProbability(last) > NEGLIGIBLE) {
      last++;
    }
    long[] upTo = new long[last + 1];
    for (int value = 1; value < last; value++) {
      // The cast keeps the greatest long for what rounds to 1.
      upTo[value] = (long) (gamma.cumulativeProbability(value) * TWO_TO_63);
    }
    upTo[last] = Long.MAX_VALUE;
    return new GammaTicks(upTo);
  }

  /** Returns the value for 64 random bits. */
  int draw(long bits) {
    long rank = bits >>> 1;
    int value = guide[(int) (rank >>> (63 - GUIDE_BITS))];
    while (rank >= upTo[value] && value < upTo.length - 1) {
      value++;
    }
    return value;
  }

  /** Returns the greatest value. */
  int most() {
    return upTo.length - 1;
  }

  /** Returns the probabilities by value; that of 0 is 0. */
  double[] probabilities() {
    double[] probabilities = new double[upTo.length];
    for (int value = 1; value < upTo.length; value++) {
      probabilities[value] = (upTo[value] - upTo[value - 1]) / TWO_TO_63;
    }
    return probabilities;
  }

  /** Returns what draws come to on average. */
  double mean() {
    double[] probabilities = probabilities();
    double mean = 0;
    for (int value = 1; value < probabilities.length; value++) {
      mean += value * probabilities[value];
    }
    return mean;
  }

  @Override
  public String toString() {
    return Arrays.toString(probabilities());
  }
}
