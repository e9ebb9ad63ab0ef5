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

  private List<SimulationRun> ofEntry(String entry) {
    return runs.getOrDefault(entry, new ArrayList<>());
  }
}
