package io.plumbline.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationTrace;
import io.plumbline.results.simulation.Aggregate;
import io.plumbline.results.simulation.Column;
import io.plumbline.results.simulation.PairedDifference;
import io.plumbline.results.simulation.Scores;
import io.plumbline.results.simulation.SimulationFigures;
import io.plumbline.results.simulation.SimulationReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What simulations of client-side load balancing say: how the policies score, how their figures
 * scatter over the runs, and how single runs went over time.
 */
final class SimulationSection implements Section {
  private final List<SimulationDocument> documents;
  private final Optional<String> baseline;

  /**
   * What the page gets of one document.
   *
   * @param head how much was simulated, and how
   * @param unit of times: ticks or ms
   * @param boxes a chart for each figure
   * @param states mean ticks in each state, by scenario
   * @param traces runs over time, by scenario
   * @param cutShort scenarios that are marked, because their means are too good
   * @param notesOfTheory what was found beside the table; likewise of real servers
   * @param notes all others
   */
  private record Study(
      String head,
      String unit,
      ScoreTable scores,
      List<Boxes> boxes,
      List<Column> columns,
      List<FigureRow> figures,
      List<String> states,
      List<StateRow> ticksInStates,
      Pairs pairs,
      List<TraceOf> traces,
      List<String> cutShort,
      List<TheoryRow> theory,
      List<String> notesOfTheory,
      List<SimulationDocument.Reality> real,
      List<String> notesOfReal,
      List<String> notes) {}

  private record Data(List<Study> studies) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record ScoreRow(String name, List<String> scores, OptionalInt total) {}

  private record ScoreTable(List<String> columns, List<ScoreRow> rows, List<String> notes) {}

  /** One figure of all scenarios that have it, the lowest median first. */
  record Boxes(String id, String title, String label, boolean log, List<Box> rows) {}

  /** The runs of one scenario: the five numbers of a box plot, and all of them. */
  record Box(
      String name,
      double min,
      double lowerQuartile,
      double median,
      double upperQuartile,
      double max,
      List<Double> runs) {}

  private record FigureRow(String name, String policy, int runs, List<Figure> figures) {}

  private record StateRow(String name, List<Figure> requests, List<Figure> probes) {}

  private record Pairs(String baseline, List<PairedDifference> rows) {}

  /**
   * @param answer whether it agrees
   */
  private record TheoryRow(SimulationDocument.Prediction of, String answer) {}

  private record TraceOf(String name, SimulationTrace trace) {}

  /**
   * Of these documents.
   *
   * @param baseline the scenario that the others are compared with; the first of each document if
   *     it is empty
   */
  SimulationSection(List<SimulationDocument> documents, Optional<String> baseline) {
    this.documents = List.copyOf(documents);
    this.baseline = baseline;
  }

  @Override
  public String id() {
    return "simulation";
  }

  @Override
  public String title() {
    return "Load balancing, simulated";
  }

  @Override
  public Object data() {
    return new Data(documents.stream().map(this::study).toList());
  }

  private Study study(SimulationDocument document) {
    SimulationFigures figures = SimulationFigures.of(document);
    List<Column> columns =
        figures.columns().stream().filter(column -> !isOfState(column.name())).toList();
    List<FigureRow> rows = new ArrayList<>();
    List<StateRow> states = new ArrayList<>();
    List<TraceOf> traces = new ArrayList<>();
    for (SimulationEntry entry : document.entries()) {
      rows.add(
          new FigureRow(
              entry.name(),
              entry.policy(),
              entry.runs().size(),
              columns.stream().map(column -> figure(figures, entry, column.name())).toList()));
      if (figures.aggregate(entry.name(), Column.ticksInState(false, "total")).isPresent()) {
        states.add(
            new StateRow(
                entry.name(), states(figures, entry, false), states(figures, entry, true)));
      }
      entry.trace().ifPresent(trace -> traces.add(new TraceOf(entry.name(), trace)));
    }
    List<String> notes = SimulationReport.notes(document);
    return new Study(
        SimulationReport.head(document),
        document.engine() == Engine.TICK ? "ticks" : "ms",
        scores(document),
        boxes(document.engine(), figures),
        columns,
        rows,
        Column.STATES,
        states,
        pairs(document),
        traces,
        figures.entries().stream().filter(figures::isCutShort).toList(),
        document.theory().stream()
            .map(row -> new TheoryRow(row, SimulationReport.answer(row)))
            .toList(),
        notes.stream().filter(SimulationReport::isOfTheory).toList(),
        document.real(),
        notes.stream().filter(SimulationReport::isOfReal).toList(),
        notes.stream()
            .filter(note -> !SimulationReport.isOfTheory(note) && !SimulationReport.isOfReal(note))
            .toList());
  }

  private static boolean isOfState(String name) {
    return Column.STATES.stream()
        .anyMatch(
            state ->
                name.equals(Column.ticksInState(false, state))
                    || name.equals(Column.ticksInState(true, state)));
  }

  private static List<Figure> states(
      SimulationFigures figures, SimulationEntry entry, boolean probe) {
    return Column.STATES.stream()
        .map(state -> figure(figures, entry, Column.ticksInState(probe, state)))
        .toList();
  }

  private static Figure figure(SimulationFigures figures, SimulationEntry entry, String column) {
    Optional<Aggregate> of = figures.aggregate(entry.name(), column);
    return of.isPresent()
        ? new Figure.Known(
            of.get().mean(),
            of.get().low(),
            of.get().high(),
            of.get().runs() == 1 ? "one run" : of.get().runs() + " runs")
        : new Figure.Unknown("no run has it");
  }

  private static ScoreTable scores(SimulationDocument document) {
    Scores scores = Scores.of(document);
    return new ScoreTable(
        scores.columns(),
        scores.rows().stream()
            .map(
                row ->
                    new ScoreRow(
                        row.name(),
                        row.scores().stream()
                            .map(
                                score ->
                                    score.isPresent()
                                        ? score.getAsInt() + " " + Scores.label(score.getAsInt())
                                        : "n/a")
                            .toList(),
                        row.total()))
            .toList(),
        scores.notes());
  }

  private Pairs pairs(SimulationDocument document) {
    Optional<String> base = baseline.or(() -> PairedDifference.firstOf(document));
    return base.isPresent()
        ? new Pairs(
            base.get(),
            PairedDifference.all(
                document, base.get(), SimulationReport.compared(document.engine())))
        : new Pairs("", List.of());
  }

  private static List<Boxes> boxes(Engine engine, SimulationFigures figures) {
    String p99 = engine == Engine.TICK ? Column.latency(.99) : Column.response(.99);
    List<Boxes> boxes = new ArrayList<>();
    SimulationReport.boxes(engine)
        .forEach(
            (column, title) -> {
              List<Box> rows = rows(figures, column, column.equals(p99));
              if (!rows.isEmpty()) {
                boxes.add(
                    new Boxes(
                        "simulated-" + column.replaceAll("[^a-z0-9]+", "-"),
                        title,
                        column + " (" + Column.of(column).unit() + ")",
                        column.equals(p99),
                        rows));
              }
            });
    return boxes;
  }

  /** What is not above 0 has no place on a logarithmic axis, and its scenario none in the chart. */
  private static List<Box> rows(SimulationFigures figures, String column, boolean log) {
    return figures.entries().stream()
        .map(name -> box(name, figures.values(name, column)))
        .flatMap(Optional::stream)
        .filter(box -> !log || box.min() > 0)
        .sorted(Comparator.comparingDouble(Box::median).thenComparing(Box::name))
        .toList();
  }

  /** Quartiles with linear interpolation; empty of nothing. */
  static Optional<Box> box(String name, double[] values) {
    if (values.length == 0) {
      return Optional.empty();
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Optional.of(
        new Box(
            name,
            sorted[0],
            Scores.quantile(sorted, 1, 4),
            Scores.quantile(sorted, 2, 4),
            Scores.quantile(sorted, 3, 4),
            sorted[sorted.length - 1],
            Arrays.stream(values).boxed().toList()));
  }
}
