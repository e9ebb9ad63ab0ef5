package io.plumbline.balancing;

import java.util.random.RandomGenerator;

/** Drawing by lot: with weights, and rounding. {@link Draw} draws without putting back. */
final class Chances {
  private Chances() {}

  /**
   * Draws a position below {@code size} in proportion to its weight; weights are not negative. If
   * their sum is 0 or beyond all bounds, each is as likely.
   */
  static int weighted(double[] weights, int size, RandomGenerator random) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[i];
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      return random.nextInt(size);
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < size - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return size - 1;
  }

  /** Moves weights so that the least becomes 0.1. */
  static void shiftAboveZero(double[] weights, int size) {
    double least = least(weights, size);
    for (int i = 0; i < size; i++) {
      weights[i] = weights[i] - least + 0.1;
    }
  }

  static double least(double[] weights, int size) {
    double least = weights[0];
    for (int i = 1; i < size; i++) {
      least = Math.min(least, weights[i]);
    }
    return least;
  }

  /** Rounds up as often as the fraction says, else down: 2.25 is 3 every fourth time. */
  static int round(double value, RandomGenerator random) {
    int down = (int) value;
    double fraction = value - down;
    return fraction > 0 && random.nextDouble() < fraction ? down + 1 : down;
  }
}
