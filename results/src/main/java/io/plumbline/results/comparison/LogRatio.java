package io.plumbline.results.comparison;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The difference of two means of logarithms, and how uncertain it is, after Welch: two samples of
 * perhaps unequal variance, with the degrees of freedom by Satterthwaite.
 *
 * <p>Values that are counts scatter at least as much as counting does, however well a few of them
 * happen to agree: where they scatter less, that variance stands in for theirs, and since it is
 * known and not estimated it costs no degrees of freedom.
 *
 * @param delta mean of the candidate's less the baseline's
 * @param standardError of {@code delta}; 0 if neither side scatters
 * @param degreesOfFreedom infinite if no scatter had to be estimated
 */
record LogRatio(double delta, double standardError, double degreesOfFreedom) {

  /** Scatter below this share is the rounding of doubles. */
  private static final double ROUNDING = 1e-12;

  /**
   * Compares two samples.
   *
   * @throws IllegalArgumentException if one has fewer than two values, which tell no scatter
   */
  static LogRatio of(double[] base, double[] head) {
    return of(base, 0, head, 0);
  }

  /**
   * Compares two samples of counts.
   *
   * @param leastBase the variance that counting gives a value of the baseline; likewise {@code
   *     leastHead}
   */
  static LogRatio of(double[] base, double leastBase, double[] head, double leastHead) {
    double perBase = Math.max(variance(base), leastBase) / base.length;
    double perHead = Math.max(variance(head), leastHead) / head.length;
    double squared = perBase + perHead;
    double delta = mean(head) - mean(base);
    if (Math.sqrt(squared) < ROUNDING) {
      return new LogRatio(Math.abs(delta) < ROUNDING ? 0 : delta, 0, Double.POSITIVE_INFINITY);
    }
    double estimated =
        (variance(base) < leastBase ? 0 : perBase * perBase / (base.length - 1))
            + (variance(head) < leastHead ? 0 : perHead * perHead / (head.length - 1));
    return new LogRatio(delta, Math.sqrt(squared), squared * squared / estimated);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Of the sample, with n - 1. */
  static double variance(double[] values) {
    if (values.length < 2) {
      throw new IllegalArgumentException("one value has no variance");
    }
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares / (values.length - 1);
  }

  /** Half the width of the two-sided interval of this level, such as 0.95. */
  double halfWidth(double level) {
    return standardError == 0 ? 0 : quantile(.5 + level / 2, degreesOfFreedom) * standardError;
  }

  /** The chance of a difference this high or higher if there were none. */
  double pAbove() {
    if (standardError == 0) {
      return delta > 0 ? 0 : 1;
    }
    return TDistribution.of(degreesOfFreedom).survivalProbability(delta / standardError);
  }

  /** The chance of a difference this low or lower if there were none. */
  double pBelow() {
    return new LogRatio(-delta, standardError, degreesOfFreedom).pAbove();
  }

  static double quantile(double probability, double degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(probability);
  }
}
