package io.plumbline.results.simulation;

import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The figures of a document, by scenario and column. */
public final class SimulationFigures {
  /** What the mark means. */
  static final String MARK =
      "! a run did not drain, or left more than 1 in 1000 requests unanswered: means are of the"
          + " answered ones alone, and so too good";

  private static final double UNANSWERED_RATIO = .001;

  private final Map<String, List<SimulationRun>> runs;

  private SimulationFigures(Map<String, List<SimulationRun>> runs) {
    this.runs = runs;
  }

  /** Of all scenarios, in the document's order. */
  public static SimulationFigures of(SimulationDocument document) {
    Map<String, List<SimulationRun>> runs = new LinkedHashMap<>();
    for (SimulationEntry entry : document.entries()) {
      runs.put(entry.name(), entry.runs());
    }
    return new SimulationFigures(runs);
  }

  /** The scenarios' names. */
  public List<String> entries() {
    return List.copyOf(runs.keySet());
  }

  /** Every column that a run has, in the order in which they are told. */
  public List<Column> columns() {
    Set<String> names = new LinkedHashSet<>();
    runs.values().forEach(list -> list.forEach(run -> names.addAll(run.figures().keySet())));
    return Column.ordered(names);
  }

  /** A figure over the runs that have it; empty if none has. */
  public Optional<Aggregate> aggregate(String entry, String column) {
    double[] values = values(entry, column);
    return values.length == 0
        ? Optional.empty()
        : Optional.of(Aggregate.of(values, Column.of(column).higherIsBetter()));
  }

  /** What the runs have, in their order. */
  public double[] values(String entry, String column) {
    return ofEntry(entry).stream()
        .map(run -> run.figures().get(column))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** The same by repetition. */
  SortedMap<Integer, Double> byRepetition(String entry, String column) {
    SortedMap<Integer, Double> values = new TreeMap<>();
    for (SimulationRun run : ofEntry(entry)) {
      Double value = run.figures().get(column);
      if (value != null) {
        values.put(run.repetition(), value);
      }
    }
    return values;
  }

  /**
   * Whether a run of the scenario ended before all was answered, so that its means are too good; it
   * is marked wherever it is told. A few answers that are still on their way do not count: the
   * notebook's runs end with the last server's work.
   */
  public boolean isCutShort(String entry) {
    return ofEntry(entry).stream()
        .anyMatch(run -> !run.drained() || unansweredRatio(run.figures()) > UNANSWERED_RATIO);
  }

  private static double unansweredRatio(Map<String, Double> figures) {
    return figures.containsKey(Column.UNFINISHED_PERCENT)
        ? figures.getOrDefault(Column.UNFINISHED_PERCENT, 0.0) / 100
        : figures.getOrDefault(Column.UNFINISHED, 0.0)
            / figures.getOrDefault(Column.REQUESTS, Double.MAX_VALUE);
  }

  /** A scenario's name, with {@code !} behind it if {@link #isCutShort}. */
  String marked(String entry) {
    return isCutShort(entry) ? entry + " !" : entry;
  }

  private List<SimulationRun> ofEntry(String entry) {
    return runs.getOrDefault(entry, new ArrayList<>());
  }
}
