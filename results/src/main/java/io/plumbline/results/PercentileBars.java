package io.plumbline.results;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Percentiles of a time as bars of text, on a log scale that begins at the power of ten below the
 * lowest.
 *
 * <pre>
 * p50       12.345 [11.9,13.1]  ##########
 * p99       101.200 [87.3,154]  ####################
 * p99.9  n/a (needs 10000)
 * </pre>
 */
final class PercentileBars {
  private static final int WIDTH = 40;
  private static final double NANOS_PER_MILLI = 1e6;

  private PercentileBars() {}

  /** Lines without a line end, a heading first; {@code what} says whose times they are. */
  static List<String> lines(String what, TimeDistribution times) {
    List<Double> told = new ArrayList<>();
    List<List<String>> cells = new ArrayList<>();
    for (double q : TimeDistribution.quantiles()) {
      QuantileInterval interval = times.interval(q);
      Optional<String> why = interval.whyNotTold(times.failed());
      told.add(why.isPresent() ? 0 : interval.nanos().orElse(0) / NANOS_PER_MILLI);
      cells.add(List.of(name(q), why.isPresent() ? "n/a (" + why.get() + ")" : text(interval)));
    }
    double least = told.stream().filter(v -> v > 0).min(Double::compare).orElse(0.0);
    double most = told.stream().max(Double::compare).orElse(0.0);
    if (least <= 0) {
      return withBars(what + ", ms [95 %]", cells, told, 1, 1);
    }
    double from = Math.pow(10, Math.ceil(Math.log10(least)) - 1);
    return withBars(
        what
            + ", ms [95 %]; log scale from "
            + BigDecimal.valueOf(from).stripTrailingZeros().toPlainString(),
        cells,
        told,
        from,
        most);
  }

  private static String text(QuantileInterval interval) {
    return Finite.text(interval.nanos().orElseThrow() / NANOS_PER_MILLI, 3)
        + " "
        + Finite.interval(millis(interval.lowNanos()), millis(interval.highNanos()));
  }

  private static OptionalDouble millis(OptionalDouble nanos) {
    return nanos.isPresent() ? OptionalDouble.of(nanos.getAsDouble() / NANOS_PER_MILLI) : nanos;
  }

  private static List<String> withBars(
      String heading, List<List<String>> cells, List<Double> millis, double from, double to) {
    List<String> lines = new ArrayList<>(List.of(heading));
    List<String> aligned = TextTable.lines(cells, 1);
    for (int i = 0; i < aligned.size(); i++) {
      double share =
          millis.get(i) > from ? Math.log(millis.get(i) / from) / Math.log(to / from) : 0;
      int length = share > 0 ? Math.max(1, (int) Math.round(WIDTH * share)) : 0;
      lines.add((aligned.get(i) + "  " + "#".repeat(length)).stripTrailing());
    }
    return lines;
  }

  /** {@code p99.9}. */
  private static String name(double q) {
    return "p" + BigDecimal.valueOf(q).movePointRight(2).stripTrailingZeros().toPlainString();
  }
}
