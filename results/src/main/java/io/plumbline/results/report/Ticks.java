package io.plumbline.results.report;

import io.plumbline.results.report.Chart.Axis;
import io.plumbline.results.report.Chart.Scale;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an axis begins and ends, where a value is on it, and where it has its marks.
 *
 * @param low at the left or the bottom, in the axis's values
 */
record Ticks(Axis axis, double low, double high) {
  private static final int ABOUT = 6;

  /** Up to so many tenfold steps, an axis has marks between them. */
  private static final double FEW_DECADES = 2.5;

  /** A mark. */
  record Tick(double value, String label) {}

  Ticks {
    if (!(low < high)) {
      throw new IllegalArgumentException("an axis must go up: " + low + " to " + high);
    }
  }

  /** An axis that has room for these values; on a logarithmic one, for those above 0. */
  static Ticks of(Axis axis, List<Double> values) {
    boolean log = isLog(axis);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (!log || value > 0) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      low = 1;
      high = 10;
    }
    if (axis.scale() == Scale.CATEGORY) {
      return new Ticks(axis, -.5, Math.max(1, axis.categories().size()) - .5);
    }
    if (log) {
      return low == high
          ? new Ticks(axis, low / 2, high * 2)
          : new Ticks(axis, low / 1.1, high * 1.1);
    }
    double pad = low == high ? Math.max(1, Math.abs(low)) / 2 : (high - low) * .05;
    // A rate near 0 is seen best from 0.
    boolean nearZero = low >= 0 && low <= .4 * high;
    return new Ticks(axis, nearZero ? Math.min(0, low) : low - pad, high + pad);
  }

  private static boolean isLog(Axis axis) {
    return axis.scale() == Scale.LOG || axis.scale() == Scale.QUANTILE;
  }

  /** From 0 at {@code low} to 1 at {@code high}; what is outside is put at the edge. */
  double place(double value) {
    double share =
        isLog(axis)
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return Math.min(1, Math.max(0, share));
  }

  /** The marks between the ends. */
  List<Tick> ticks() {
    return switch (axis.scale()) {
      case CATEGORY -> {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < axis.categories().size(); i++) {
          ticks.add(new Tick(i, axis.categories().get(i)));
        }
        yield ticks;
      }
      case QUANTILE ->
          within(
              List.of(
                  new Tick(2, "p50"),
                  new Tick(10, "p90"),
                  new Tick(100, "p99"),
                  new Tick(1000, "p99.9"),
                  new Tick(10_000, "p99.99")));
      case LOG -> logarithmic();
      case LINEAR -> linear();
    };
  }

  private List<Tick> within(List<Tick> ticks) {
    return ticks.stream().filter(tick -> tick.value() >= low && tick.value() <= high).toList();
  }

  private List<Tick> logarithmic() {
    List<Tick> ticks = new ArrayList<>();
    int[] steps = Math.log10(high / low) < FEW_DECADES ? new int[] {1, 2, 5} : new int[] {1};
    for (int decade = (int) Math.floor(Math.log10(low));
        decade <= Math.ceil(Math.log10(high));
        decade++) {
      for (int step : steps) {
        BigDecimal value = BigDecimal.valueOf(step).scaleByPowerOfTen(decade);
        ticks.add(tick(value));
      }
    }
    List<Tick> inside = within(ticks);
    // Less than one such step wide, it is as good as linear.
    return inside.size() >= 2 ? inside : linear();
  }

  private List<Tick> linear() {
    double rough = (high - low) / ABOUT;
    int decade = (int) Math.floor(Math.log10(rough));
    double leading = rough / Math.pow(10, decade);
    int nice = leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10;
    BigDecimal step = BigDecimal.valueOf(nice).scaleByPowerOfTen(decade);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step.doubleValue());
        step.multiply(BigDecimal.valueOf(i)).doubleValue() <= high;
        i++) {
      ticks.add(tick(step.multiply(BigDecimal.valueOf(i))));
    }
    return ticks;
  }

  private static Tick tick(BigDecimal value) {
    return new Tick(
        value.doubleValue(),
        value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
  }
}
