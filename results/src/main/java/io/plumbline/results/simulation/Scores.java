package io.plumbline.results.simulation;

import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The notebook's score table: which fifth of all scenarios each one's reasonably bad run is in, by
 * five figures, and the sum of the five.
 *
 * <p>Scores are relative to the scenarios that are scored together: leave one out and others move.
 *
 * @param columns the figures, by which is scored, in the order of the table
 * @param rows best total first; those that lack a figure have no total and are last
 * @param notes what a reader should know
 */
public record Scores(List<String> columns, List<Row> rows, List<String> notes) {
  private static final List<String> NOTEBOOK =
      List.of(
          Column.MEAN_LATENCY,
          Column.STDEV_LATENCY,
          Column.latency(.99),
          Column.MEAN_STDEV_UTILIZATION,
          Column.STDEV_UTILIZATION);

  /** The best score of a figure; the worst is 1. */
  static final int BEST = 5;

  private static final List<String> LABELS = List.of("very bad", "bad", "ok", "good", "very good");

  /**
   * One scenario.
   *
   * @param scores by column, 1 to {@value #BEST}; empty where two runs with this figure are missing
   * @param total empty if a score is
   */
  public record Row(String name, List<OptionalInt> scores, OptionalInt total) {
    public Row {
      scores = List.copyOf(scores);
    }
  }

  public Scores {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * By the notebook's five figures; no rows where there is nothing to score: fewer than two
   * scenarios, or those of the event engine, which differ in more than the policy.
   */
  public static Scores of(SimulationDocument document) {
    return document.engine() == Engine.TICK && document.entries().size() > 1
        ? of(SimulationFigures.of(document), NOTEBOOK)
        : new Scores(NOTEBOOK, List.of(), List.of());
  }

  static Scores of(SimulationFigures figures, List<String> columns) {
    Map<String, List<OptionalInt>> scores = new HashMap<>();
    figures.entries().forEach(name -> scores.put(name, new ArrayList<>()));
    for (String column : columns) {
      double[] edges = edges(figures, column);
      for (String name : figures.entries()) {
        OptionalDouble bad = reasonablyBad(figures, name, column);
        scores
            .getOrDefault(name, new ArrayList<>())
            .add(
                bad.isPresent()
                    ? OptionalInt.of(score(edges, bad.getAsDouble()))
                    : OptionalInt.empty());
      }
    }
    List<Row> rows =
        figures.entries().stream()
            .map(name -> row(name, scores.getOrDefault(name, List.of())))
            .sorted(
                Comparator.comparingInt((Row row) -> -row.total().orElse(0))
                    .thenComparingDouble(
                        row ->
                            reasonablyBad(figures, row.name(), columns.get(0))
                                .orElse(Double.MAX_VALUE))
                    .thenComparing(Row::name))
            .toList();
    return new Scores(columns, rows, notes(figures, columns, rows));
  }

  private static Row row(String name, List<OptionalInt> scores) {
    return new Row(
        name,
        scores,
        scores.stream().allMatch(OptionalInt::isPresent)
            ? OptionalInt.of(scores.stream().mapToInt(OptionalInt::getAsInt).sum())
            : OptionalInt.empty());
  }

  private static OptionalDouble reasonablyBad(
      SimulationFigures figures, String name, String column) {
    return figures
        .aggregate(name, column)
        .map(Aggregate::reasonablyBad)
        .orElse(OptionalDouble.empty());
  }

  /** The quantiles at 20, 40, 60 and 80 %, with linear interpolation. */
  private static double[] edges(SimulationFigures figures, String column) {
    double[] sorted =
        figures.entries().stream()
            .map(name -> reasonablyBad(figures, name, column))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    double[] edges = new double[BEST - 1];
    for (int edge = 1; edge < BEST && sorted.length > 0; edge++) {
      edges[edge - 1] = quantile(sorted, edge, BEST);
    }
    return edges;
  }

  /**
   * A quantile, given as a fraction so that one that falls on a value is that value; between two it
   * is interpolated linearly.
   *
   * @param sorted in rising order, at least one
   */
  public static double quantile(double[] sorted, int numerator, int denominator) {
    int whole = numerator * (sorted.length - 1) / denominator;
    int rest = numerator * (sorted.length - 1) % denominator;
    return rest == 0
        ? sorted[whole]
        : sorted[whole] + (sorted[whole + 1] - sorted[whole]) * rest / denominator;
  }

  /** Fifths are closed on the right: an edge belongs to the better one. */
  private static int score(double[] edges, double value) {
    return BEST - (int) Arrays.stream(edges).filter(edge -> edge < value).count();
  }

  /** What a score of one figure is called: 5 is very good, 1 very bad. */
  public static String label(int score) {
    return LABELS.get(score - 1);
  }

  private static List<String> notes(
      SimulationFigures figures, List<String> columns, List<Row> rows) {
    List<String> notes = new ArrayList<>();
    List<String> worst =
        rows.stream()
            .filter(row -> row.total().orElse(0) == columns.size())
            .map(Row::name)
            .toList();
    if (columns.size() == BEST && !worst.isEmpty()) {
      notes.add(
          "a total of 5 is the worst that there is; the notebook labels totals as it does scores,"
              + " and prints \"very good\" for "
              + String.join(", ", worst));
    }
    if (rows.size() < BEST) {
      notes.add("fifths of fewer than five scenarios say little");
    }
    List<String> missing =
        columns.stream()
            .filter(
                column ->
                    figures.entries().stream()
                        .allMatch(name -> figures.values(name, column).length == 0))
            .toList();
    if (!missing.isEmpty()) {
      notes.add(
          "no run has "
              + String.join(", ", missing)
              + ", without which there is no total; see --percentiles");
    } else if (rows.stream().anyMatch(row -> row.total().isEmpty())) {
      notes.add("a score needs two runs that have the figure");
    }
    return notes;
  }
}
