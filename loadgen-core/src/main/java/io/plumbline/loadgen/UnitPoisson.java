package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * Tests of points in order, which should be a Poisson process of rate 1 from 0 on; all two-sided.
 */
final class UnitPoisson {
  /** Below this many points the asymptotic tests say nothing reliable. */
  private static final int MIN_POINTS = 50;

  private static final int MIN_WINDOWS = 20;

  /** In expected points per window. */
  private static final double[] WINDOWS = {10, 50, 250};

  private UnitPoisson() {}

  /** The number of points before a fixed instant, exactly. */
  static double countPValue(double[] points, double until) {
    int count = countBefore(points, until);
    PoissonDistribution poisson = PoissonDistribution.of(until);
    double atMost = poisson.cumulativeProbability(count);
    double atLeast = count == 0 ? 1 : poisson.survivalProbability(count - 1);
    return twoSided(atMost, atLeast);
  }

  /** The place of the n-th point, n being fixed, exactly. */
  static double nthPValue(int n, double place) {
    if (!(place > 0)) {
      return 0;
    }
    PoissonDistribution poisson = PoissonDistribution.of(place);
    double before = poisson.survivalProbability(n - 1);
    return twoSided(before, 1 - before);
  }

  /** Whether gaps are exponential: Kolmogorov-Smirnov. */
  static OptionalDouble gapsPValue(double[] points) {
    return points.length < MIN_POINTS
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            KolmogorovSmirnovTest.withDefaults()
                .test(gaps(points), gap -> -Math.expm1(-gap))
                .getPValue());
  }

  /** Whether neighbouring gaps know of each other: the correlation of their uniform scores. */
  static OptionalDouble autocorrelationPValue(double[] points) {
    if (points.length < MIN_POINTS) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    double previous = 0;
    double[] gaps = gaps(points);
    for (int i = 0; i < gaps.length; i++) {
      // Uniform on [-1/2, 1/2] if the gap is exponential; its variance is 1/12.
      double score = -Math.expm1(-gaps[i]) - .5;
      sum += i == 0 ? 0 : previous * score;
      previous = score;
    }
    double z = 12 * sum / Math.sqrt(gaps.length - 1.0);
    return OptionalDouble.of(2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z)));
  }

  /** Whether the points lie evenly, given their number: Kolmogorov-Smirnov. */
  static OptionalDouble driftPValue(double[] points, double until) {
    int count = countBefore(points, until);
    return count < MIN_POINTS
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            KolmogorovSmirnovTest.withDefaults()
                .test(Arrays.copyOf(points, count), point -> point / until)
                .getPValue());
  }

  /**
   * Whether counts in windows are neither bursty nor regular, given their sum: index of dispersion,
   * chi-square; one value for each width that gives enough windows.
   */
  static double[] dispersionPValues(double[] points, double until) {
    return Arrays.stream(WINDOWS)
        .filter(width -> until / width >= MIN_WINDOWS && countBefore(points, until) > 0)
        .map(width -> dispersionPValue(points, width, until))
        .toArray();
  }

  private static double dispersionPValue(double[] points, double width, double until) {
    int windows = (int) Math.min(Integer.MAX_VALUE, until / width);
    int[] counts = new int[windows];
    long total = 0;
    for (double point : points) {
      int window = (int) (point / width);
      if (window < windows && point < until) {
        counts[window]++;
        total++;
      }
    }
    if (total == 0) {
      return 0;
    }
    double mean = (double) total / windows;
    double squares = 0;
    for (int count : counts) {
      squares += (count - mean) * (count - mean);
    }
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(windows - 1.0);
    double statistic = squares / mean;
    return twoSided(
        chiSquared.cumulativeProbability(statistic), chiSquared.survivalProbability(statistic));
  }

  static double twoSided(double atMost, double atLeast) {
    return Math.min(1, 2 * Math.min(atMost, atLeast));
  }

  private static double[] gaps(double[] points) {
    double[] gaps = new double[points.length];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = points[i] - (i == 0 ? 0 : points[i - 1]);
    }
    return gaps;
  }

  private static int countBefore(double[] points, double until) {
    int count = points.length;
    while (count > 0 && points[count - 1] >= until) {
      count--;
    }
    return count;
  }
}
