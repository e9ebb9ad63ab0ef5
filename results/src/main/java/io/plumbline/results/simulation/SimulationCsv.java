package io.plumbline.results.simulation;

import io.plumbline.results.CsvFields;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Simulations as CSV.
 *
 * <p>Runs: a row for each, {@code algorithm} first, then the notebook's columns in its order, and
 * nothing else, so that what reads the notebook's file reads this one. The event engine has none of
 * these: then all its columns. Everything is in the third form: {@code algorithm, repetition,
 * drained} and all columns.
 *
 * <p>Aggregates: a row for each scenario.
 *
 * <pre>
 * algorithm                   the scenario
 * runs                        how many
 * undrained_runs              of them ended with requests unanswered; their means are too good
 * COLUMN_mean                 of a column over the runs
 * COLUMN_mean_low, _mean_high its 95 % interval, Student's
 * COLUMN_variance             with n - 1
 * COLUMN_reasonably_bad_run   mean and one standard deviation more; less where higher is better
 * COLUMN_worst_run            the highest; the lowest where higher is better
 * </pre>
 *
 * What is unknown is an empty field.
 */
public final class SimulationCsv {
  private SimulationCsv() {}

  /** A row per run. */
  public static String runs(SimulationDocument document) {
    List<Column> columns =
        SimulationFigures.of(document).columns().stream()
            .filter(column -> document.engine() == Engine.EVENT || column.isNotebooks())
            .toList();
    return rows(document, columns, List.of(), run -> List.of());
  }

  /** A row per run, with every figure. */
  public static String everything(SimulationDocument document) {
    return rows(
        document,
        SimulationFigures.of(document).columns(),
        List.of("repetition", "drained"),
        run -> List.of(String.valueOf(run.repetition()), String.valueOf(run.drained())));
  }

  private static String rows(
      SimulationDocument document,
      List<Column> columns,
      List<String> names,
      Function<SimulationRun, List<String>> values) {
    List<String> header = new ArrayList<>(List.of(Column.ALGORITHM));
    header.addAll(names);
    columns.forEach(column -> header.add(column.name()));
    StringBuilder text = new StringBuilder(CsvFields.line(header));
    for (SimulationEntry entry : document.entries()) {
      for (SimulationRun run : entry.runs()) {
        List<String> fields = new ArrayList<>(List.of(entry.name()));
        fields.addAll(values.apply(run));
        columns.forEach(column -> fields.add(field(run, column)));
        text.append(CsvFields.line(fields));
      }
    }
    return text.toString();
  }

  /** A row per scenario. */
  public static String aggregates(SimulationDocument document) {
    SimulationFigures figures = SimulationFigures.of(document);
    List<String> header = new ArrayList<>(List.of(Column.ALGORITHM, "runs", "undrained_runs"));
    for (Column column : figures.columns()) {
      for (String what :
          List.of("mean", "mean_low", "mean_high", "variance", "reasonably_bad_run", "worst_run")) {
        header.add(column.name() + "_" + what);
      }
    }
    StringBuilder text = new StringBuilder(CsvFields.line(header));
    for (SimulationEntry entry : document.entries()) {
      List<String> fields =
          new ArrayList<>(
              List.of(
                  entry.name(),
                  String.valueOf(entry.runs().size()),
                  String.valueOf(entry.runs().stream().filter(run -> !run.drained()).count())));
      for (Column column : figures.columns()) {
        Optional<Aggregate> of = figures.aggregate(entry.name(), column.name());
        fields.add(of.map(a -> number(a.mean())).orElse(""));
        fields.add(of.map(a -> number(a.low())).orElse(""));
        fields.add(of.map(a -> number(a.high())).orElse(""));
        fields.add(of.map(a -> number(a.variance())).orElse(""));
        fields.add(of.map(a -> number(a.reasonablyBad())).orElse(""));
        fields.add(of.map(a -> number(a.worst())).orElse(""));
      }
      text.append(CsvFields.line(fields));
    }
    return text.toString();
  }

  private static String field(SimulationRun run, Column column) {
    Double value = run.figures().get(column.name());
    return value == null ? "" : number(value);
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  /** All its digits, without an exponent. */
  static String number(double value) {
    return new BigDecimal(Double.toString(value)).toPlainString();
  }
}
