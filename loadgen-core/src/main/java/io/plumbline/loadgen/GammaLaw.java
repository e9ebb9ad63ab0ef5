package io.plumbline.loadgen;

import org.apache.commons.statistics.distribution.GammaDistribution;

/** What gamma-distributed gaps imply: their distribution, and that of their sums. */
final class GammaLaw {
  /** Beyond it a nanosecond makes no difference to a gap's probability. */
  private static final long FINE_NANOS = 1000;

  /** An exponential variable hardly goes beyond; keeps a gap out of all measure finite. */
  private static final double MAX_GAP = 700;

  private final double shape;
  private final double scaleNanos;
  private final GammaDistribution gap;
  private final GammaDistribution oneShapeUp;

  GammaLaw(double cv, double meanGapNanos) {
    this.shape = 1 / (cv * cv);
    this.scaleNanos = meanGapNanos / shape;
    this.gap = GammaDistribution.of(shape, scaleNanos);
    this.oneShapeUp = GammaDistribution.of(shape + 1, scaleNanos);
  }

  /** The number of arrivals before a fixed instant, exactly. */
  double countPValue(int count, double untilNanos) {
    double atLeast = count == 0 ? 1 : sumOf(count).cumulativeProbability(untilNanos);
    double atMost = sumOf(count + 1).survivalProbability(untilNanos);
    return UnitPoisson.twoSided(atMost, atLeast);
  }

  /** The instant of the n-th arrival, n being fixed, exactly. */
  double nthPValue(int n, double nanos) {
    GammaDistribution sum = sumOf(n);
    return UnitPoisson.twoSided(sum.cumulativeProbability(nanos), sum.survivalProbability(nanos));
  }

  private GammaDistribution sumOf(int count) {
    return GammaDistribution.of(shape * count, scaleNanos);
  }

  /** Arrivals as the points of a Poisson process of rate 1, by the distribution of their gaps. */
  double[] unitPoisson(long[] offsetsNanos) {
    double[] points = new double[offsetsNanos.length];
    double point = 0;
    long previous = 0;
    for (int i = 0; i < points.length; i++) {
      point += exponential(offsetsNanos[i] - previous, i);
      points[i] = point;
      previous = offsetsNanos[i];
    }
    return points;
  }

  /**
   * A bursty process has many gaps below a nanosecond: what whole nanoseconds leave open is drawn
   * anew, by position, within the probability of the nanosecond.
   */
  private double exponential(long gapNanos, int position) {
    if (gapNanos >= FINE_NANOS) {
      return Math.min(MAX_GAP, -Math.log(gap.survivalProbability((double) gapNanos)));
    }
    double below = gapNanos <= 0 ? 0 : atMost(gapNanos - 1);
    double upTo = atMost(gapNanos);
    double u = below + (upTo - below) * SplitMix64.unit(0, position);
    return -Math.log1p(-u);
  }

  /** That a gap between rounded instants is at most so long: the mean over where they fall. */
  private double atMost(long gapNanos) {
    return integral(gapNanos + 1.0) - integral((double) gapNanos);
  }

  /** Of the distribution function, from 0. */
  private double integral(double nanos) {
    return nanos * gap.cumulativeProbability(nanos)
        - shape * scaleNanos * oneShapeUp.cumulativeProbability(nanos);
  }
}
