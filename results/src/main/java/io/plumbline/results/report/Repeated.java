package io.plumbline.results.report;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Says what repetitions of one measurement say together: their mean, with Student's interval.
 *
 * <p>The repetition is the unit: what one run or fork saw is alike for reasons that the next does
 * not share.
 */
final class Repeated {
  static final double LEVEL = .95;

  private Repeated() {}

  /**
   * The mean of figures that add up, such as rates.
   *
   * @param what is repeated: {@code run} or {@code fork}
   * @throws IllegalArgumentException if there is none
   */
  static Figure mean(double[] values, String what) {
    double mean = Arrays.stream(values).average().orElseThrow(Repeated::nothing);
    double half = halfWidth(values, mean);
    return known(mean, mean - half, mean + half, values.length, what);
  }

  /**
   * The geometric mean of figures that multiply, such as times, with an interval made on their
   * logarithms.
   *
   * @param values above 0
   * @throws IllegalArgumentException if there is none
   */
  static Figure geometricMean(double[] values, String what) {
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    double mean = Arrays.stream(logs).average().orElseThrow(Repeated::nothing);
    double half = halfWidth(logs, mean);
    return known(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half), values.length, what);
  }

  private static Figure known(double value, double low, double high, int count, String what) {
    return count < 2 || !Double.isFinite(high)
        ? Figure.of(value, count < 2 ? "one " + what : "scatter beyond all bounds")
        : new Figure.Known(
            value,
            OptionalDouble.of(low),
            OptionalDouble.of(high),
            "t over " + count + " " + what + "s");
  }

  private static double halfWidth(double[] values, double mean) {
    if (values.length < 2) {
      return 0;
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double standardError = Math.sqrt(squares / (values.length - 1) / values.length);
    return TDistribution.of(values.length - 1).inverseCumulativeProbability(.5 + LEVEL / 2)
        * standardError;
  }

  private static IllegalArgumentException nothing() {
    return new IllegalArgumentException("there is nothing to take a mean of");
  }
}
