package io.plumbline.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Where the mean of two figures that were measured together lies, and how sure that is.
 *
 * <p>Intervals and ellipse are both of the mean, not of single runs: the ellipse is that of {@code
 * covariance / n}, at the distance that chi-square with two degrees of freedom has at {@code
 * level}. Chi-square takes the covariance for known. With few runs it is not, and the ellipse is
 * too small: the intervals, which are Student's, are the ones to judge by. Without a covariance the
 * region is that of the two intervals, its axes parallel to the chart's.
 *
 * @param meanX in whatever unit, like the rest
 * @param intervalX of the mean; empty if nothing tells its scatter
 * @param covariance of single runs
 * @param n runs
 * @param level of the intervals and the ellipse, such as 0.95
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Uncertainty(
    String label,
    double meanX,
    double meanY,
    Optional<Range> intervalX,
    Optional<Range> intervalY,
    Optional<Covariance> covariance,
    int n,
    double level) {

  /** Points of an outline; the last is the first again. */
  private static final int STEPS = 72;

  /** Below this share of xx yy a determinant is the rounding of doubles. */
  private static final double ROUNDING = 1e-9;

  /** From one value to another. */
  record Range(double low, double high) {
    Range {
      if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
        throw new IllegalArgumentException(
            "a range must be finite and go up: " + low + " to " + high);
      }
    }
  }

  /** The variance of x, the covariance of x and y, the variance of y; of single runs. */
  record Covariance(double xx, double xy, double yy) {
    Covariance {
      double determinant = xx * yy - xy * xy;
      if (!(xx >= 0
          && yy >= 0
          && Double.isFinite(determinant)
          && determinant >= -ROUNDING * xx * yy)) {
        throw new IllegalArgumentException(
            "no covariance (not positive semidefinite): " + text(xx, xy, yy));
      }
      if (isSingular(xx, xy, yy)) {
        throw new IllegalArgumentException(
            "the covariance is singular, and its ellipse a line: " + text(xx, xy, yy));
      }
    }

    private static boolean isSingular(double xx, double xy, double yy) {
      return xx * yy - xy * xy <= ROUNDING * xx * yy;
    }

    private static String text(double xx, double xy, double yy) {
      return "[[" + xx + ", " + xy + "], [" + xy + ", " + yy + "]]";
    }
  }

  /** A point of an outline. */
  record Corner(double x, double y) {}

  Uncertainty {
    if (n < 1) {
      throw new IllegalArgumentException("n must be at least 1: " + n);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be between 0 and 1: " + level);
    }
    if (!Double.isFinite(meanX) || !Double.isFinite(meanY)) {
      throw new IllegalArgumentException(label + ": means must be finite: " + meanX + ", " + meanY);
    }
    if (n == 1 && (intervalX.isPresent() || intervalY.isPresent() || covariance.isPresent())) {
      throw new IllegalArgumentException(label + ": one run tells no scatter");
    }
    requireWithin("x", meanX, intervalX);
    requireWithin("y", meanY, intervalY);
  }

  private static void requireWithin(String name, double mean, Optional<Range> range) {
    if (range.isPresent() && !(range.get().low() <= mean && mean <= range.get().high())) {
      throw new IllegalArgumentException(
          "the mean of " + name + " must be within its interval: " + mean + ", " + range.get());
    }
  }

  /** Of runs that gave an x and a y each; the covariance is left out where it has no ellipse. */
  static Uncertainty of(String label, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          label + ": as many x as y are needed: " + x.length + ", " + y.length);
    }
    Figure meanX = Repeated.mean(x, "run");
    Figure meanY = Repeated.mean(y, "run");
    return new Uncertainty(
        label,
        meanX.number().orElseThrow(),
        meanY.number().orElseThrow(),
        interval(meanX),
        interval(meanY),
        covariance(x, y),
        x.length,
        Repeated.LEVEL);
  }

  private static Optional<Range> interval(Figure figure) {
    return figure instanceof Figure.Known known && known.low().isPresent()
        ? Optional.of(new Range(known.low().getAsDouble(), known.high().getAsDouble()))
        : Optional.empty();
  }

  /** Two runs are always on a line, and so may more be. */
  private static Optional<Covariance> covariance(double[] x, double[] y) {
    if (x.length < 3) {
      return Optional.empty();
    }
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    int degrees = x.length - 1;
    return Covariance.isSingular(xx, xy, yy)
        ? Optional.empty()
        : Optional.of(new Covariance(xx / degrees, xy / degrees, yy / degrees));
  }

  /** What the region is, in words. */
  String region() {
    String runs = label + ", " + n + (n == 1 ? " run: " : " runs: ");
    if (covariance.isPresent()) {
      return runs + "ellipse of the mean";
    }
    return runs
        + (n == 1
            ? "no region, one run tells no scatter"
            : intervalX.isPresent() && intervalY.isPresent()
                ? "no ellipse, the two intervals ("
                    + (n == 2 ? "two runs lie on a line" : "the runs lie on a line")
                    + ")"
                : "no region, an interval is missing");
  }

  /** The region's outline, closed; empty if there is none. */
  List<Corner> outline() {
    List<Corner> corners = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      double angle = 2 * Math.PI * (i % STEPS) / STEPS;
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      if (covariance.isPresent()) {
        corners.add(onEllipse(covariance.get(), cos, sin));
      } else if (intervalX.isPresent() && intervalY.isPresent()) {
        corners.add(
            new Corner(towards(meanX, intervalX.get(), cos), towards(meanY, intervalY.get(), sin)));
      }
    }
    return corners;
  }

  /** By Cholesky: covariance = L L', and L takes the circle to the ellipse. */
  private Corner onEllipse(Covariance of, double cos, double sin) {
    double radius = Math.sqrt(ChiSquaredDistribution.of(2).inverseCumulativeProbability(level) / n);
    double l11 = Math.sqrt(of.xx());
    double l21 = of.xy() / l11;
    double l22 = Math.sqrt(of.yy() - l21 * l21);
    return new Corner(meanX + radius * l11 * cos, meanY + radius * (l21 * cos + l22 * sin));
  }

  private static double towards(double mean, Range range, double share) {
    return mean + share * (share > 0 ? range.high() - mean : mean - range.low());
  }
}
