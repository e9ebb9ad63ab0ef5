package io.plumbline.results.simulation;

import io.plumbline.results.Document;
import io.plumbline.results.Environment;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Makes documents of given figures. */
final class FakeSimulations {
  private FakeSimulations() {}

  static SimulationDocument document(SimulationEntry... entries) {
    return document(Engine.TICK, List.of(entries));
  }

  static SimulationDocument document(Engine engine, List<SimulationEntry> entries) {
    return new SimulationDocument(
        Document.SCHEMA_VERSION,
        SimulationDocument.KIND,
        Optional.empty(),
        new Environment(
            "plumbline test",
            Optional.empty(),
            2,
            OptionalLong.empty(),
            "Linux 1",
            "A vendor 17.0.15+6",
            List.of(),
            1L << 30,
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty()),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("simulate"),
        42,
        engine,
        entries,
        List.of(),
        List.of(),
        List.of(),
        Map.of());
  }

  /** A scenario with a run for each value of one figure. */
  static SimulationEntry entry(String name, String column, double... values) {
    List<SimulationRun> runs = new ArrayList<>();
    for (double value : values) {
      runs.add(new SimulationRun(runs.size() + 1, true, Map.of(column, value)));
    }
    return entry(name, runs);
  }

  static SimulationEntry entry(String name, List<SimulationRun> runs) {
    return new SimulationEntry(name, "{}", Map.of(), runs, Optional.empty(), List.of(), Map.of());
  }
}
