package io.plumbline.experiments;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean of independent values, and how well it is known: Student's interval.
 *
 * @param halfWidth of the interval
 */
record MeanInterval(double mean, double halfWidth) {

  /**
   * @param values at least two
   * @param confidence between 0 and 1
   */
  static MeanInterval of(double[] values, double confidence) {
    int n = values.length;
    if (n < 2) {
      throw new IllegalArgumentException("an interval needs at least 2 values: " + n);
    }
    double mean = 0;
    for (double value : values) {
      mean += value / n;
    }
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / (n - 1);
    }
    double quantile = TDistribution.of(n - 1).inverseSurvivalProbability((1 - confidence) / 2);
    return new MeanInterval(mean, quantile * Math.sqrt(variance / n));
  }

  boolean contains(double value) {
    return Math.abs(value - mean) <= halfWidth;
  }
}
