package io.plumbline.results.simulation;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * One figure over the runs of a scenario.
 *
 * @param runs that have it
 * @param mean of them
 * @param variance with n - 1; absent of fewer than two runs, like all that follows but {@code
 *     worst}
 * @param low of the 95 % interval of the mean, Student's; likewise {@code high}
 * @param reasonablyBad the mean and one standard deviation more; less where higher is better
 * @param worst the highest; the lowest where higher is better
 */
public record Aggregate(
    int runs,
    double mean,
    OptionalDouble variance,
    OptionalDouble low,
    OptionalDouble high,
    OptionalDouble reasonablyBad,
    double worst) {
  static final double LEVEL = .95;

  /**
   * Of the figures of some runs.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Aggregate of(double[] values, boolean higherIsBetter) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no run has this figure");
    }
    double mean = mean(values);
    double worst =
        higherIsBetter
            ? Arrays.stream(values).min().getAsDouble()
            : Arrays.stream(values).max().getAsDouble();
    if (values.length < 2) {
      return new Aggregate(
          1,
          mean,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          worst);
    }
    double variance = variance(values);
    double halfWidth = halfWidth(variance, values.length);
    double deviation = Math.sqrt(variance);
    return new Aggregate(
        values.length,
        mean,
        OptionalDouble.of(variance),
        OptionalDouble.of(mean - halfWidth),
        OptionalDouble.of(mean + halfWidth),
        OptionalDouble.of(higherIsBetter ? mean - deviation : mean + deviation),
        worst);
  }

  /** Of the two-sided interval of a mean of so many values. */
  static double halfWidth(double variance, int count) {
    return TDistribution.of(count - 1).inverseCumulativeProbability(.5 + LEVEL / 2)
        * Math.sqrt(variance / count);
  }

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** With n - 1. */
  static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
        / (values.length - 1);
  }
}
