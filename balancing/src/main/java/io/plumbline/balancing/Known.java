package io.plumbline.balancing;

import java.util.Arrays;

/** A number of each endpoint, as far as it is known, averaged exponentially over its values. */
final class Known {
  private final double[] values;
  private int known;

  Known(int endpoints) {
    this.values = new double[endpoints];
    Arrays.fill(values, Double.NaN);
  }

  /**
   * Moves by {@code weight} of the way to the value, or there at once if it is the first. One that
   * is not finite counts for nothing: there would be no way back.
   */
  void move(int index, double value, double weight) {
    if (!Double.isFinite(value)) {
      return;
    }
    if (Double.isNaN(values[index])) {
      known++;
      values[index] = value;
    } else {
      values[index] += weight * (value - values[index]);
    }
  }

  double getOr(int index, double fallback) {
    return Double.isNaN(values[index]) ? fallback : values[index];
  }

  /** Returns the mean of the known ones; the fallback if none is known, or if none is not. */
  double meanOr(double fallback) {
    if (known == 0 || known == values.length) {
      return fallback;
    }
    double sum = 0;
    for (double value : values) {
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum / known;
  }
}
