package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Microbenchmarks told on the console: a row for each, and why some have no figures.
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><td>status<td>{@code measured}, or {@code unfinished}: fewer forks than planned
 * <tr><td>score<td>mean of the forks' means, in {@code unit}
 * <tr><td>±95%<td>half the width of the 95 % interval of that mean, by Student's t over the forks'
 *     means; unknown for a single fork, whose iterations say nothing of the next fork
 * <tr><td>alloc_B/op<td>bytes that one operation allocates
 * <tr><td>x_floor<td>how many times the time of its class's floor; unknown unless both were measured
 * </table>
 */
public final class MicroReport {
  private static final String UNKNOWN = "n/a";

  private MicroReport() {}

  /** Lines without a line end. */
  public static List<String> lines(MicroDocument document) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "benchmark",
            "params",
            "status",
            "mode",
            "unit",
            "score",
            "±95%",
            "forks",
            "alloc_B/op",
            "x_floor"));
    for (MicroEntry entry : document.entries()) {
      // What a crash left of a figure is in the document; a table would be read as a measurement.
      boolean hasFigures =
          entry.status() == MicroEntry.Status.MEASURED
              || entry.status() == MicroEntry.Status.UNFINISHED;
      if (hasFigures && entry.score().isPresent()) {
        cells.add(row(entry, entry.score().get(), document.entries()));
      }
    }
    List<String> lines = new ArrayList<>();
    if (cells.size() > 1) {
      lines.addAll(TextTable.lines(cells, 5));
    }
    for (MicroEntry entry : document.entries()) {
      if (entry.status() != MicroEntry.Status.MEASURED) {
        lines.add(
            label(entry)
                + ": "
                + status(entry)
                + entry.reason().map(reason -> ": " + reason).orElse(""));
      }
    }
    if (!document.complete()) {
      lines.add("Stopped before its end.");
    }
    return lines;
  }

  /** Which benchmark an entry is of, for people: class, method and parameters. */
  public static String label(MicroEntry entry) {
    return entry.params().isEmpty()
        ? entry.simpleName()
        : entry.simpleName() + " [" + params(entry) + "]";
  }

  private static List<String> row(
      MicroEntry entry, MicroEntry.Samples score, List<MicroEntry> all) {
    return List.of(
        entry.simpleName(),
        params(entry),
        status(entry),
        entry.mode(),
        score.unit(),
        number(score.mean()),
        number(halfWidth(score.forkMeans())),
        String.valueOf(score.forkMeans().length),
        number(mean(Optional.ofNullable(entry.secondary().get(MicroEntry.ALLOCATION)))),
        ratio(entry.ratioToFloor(all)));
  }

  private static String status(MicroEntry entry) {
    return entry.status().name().toLowerCase(Locale.ROOT);
  }

  private static String params(MicroEntry entry) {
    return entry.params().entrySet().stream()
        .map(param -> param.getKey() + "=" + param.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Empty for fewer than two forks. */
  static OptionalDouble halfWidth(double[] forkMeans) {
    int n = forkMeans.length;
    if (n < 2) {
      return OptionalDouble.empty();
    }
    double mean = 0;
    for (double value : forkMeans) {
      mean += value / n;
    }
    double squares = 0;
    for (double value : forkMeans) {
      squares += (value - mean) * (value - mean);
    }
    double t = TDistribution.of(n - 1).inverseCumulativeProbability(.975);
    return OptionalDouble.of(t * Math.sqrt(squares / (n - 1) / n));
  }

  private static OptionalDouble mean(Optional<MicroEntry.Samples> samples) {
    return samples.isPresent() ? samples.get().mean() : OptionalDouble.empty();
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Finite.text(value.getAsDouble(), 3) : UNKNOWN;
  }

  /** Three digits where it is small, so that a ratio far below 1 is not 0. */
  private static String ratio(OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, value.getAsDouble() < 1 ? "%.3g" : "%.2f", value.getAsDouble())
        : UNKNOWN;
  }
}
