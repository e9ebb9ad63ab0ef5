package io.plumbline.results.report;

import io.plumbline.results.Document;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.SimulationTrace;
import io.plumbline.results.simulation.Column;
import io.plumbline.results.simulation.SimulationReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Makes studies of synthetic figures, as large as the notebook's. */
final class FakeStudy {
  private static final int RUNS = 6;
  private static final int SERVERS = 40;
  private static final int TICKS = 220;
  private static final int WARM = 30;
  private static final int ARRIVALS = 170;

  private FakeStudy() {}

  /**
   * So many scenarios of which the first few have a trace.
   *
   * @param names what their names begin with
   */
  static SimulationDocument study(int scenarios, int traced, String names) {
    List<SimulationEntry> entries = new ArrayList<>();
    for (int i = 0; i < scenarios; i++) {
      Random random = new Random(i);
      // Evenly, which the first doubles of neighbouring seeds are not.
      double level = 9 + 20 * (i * .618 % 1);
      List<SimulationRun> runs = new ArrayList<>();
      for (int run = 1; run <= RUNS; run++) {
        runs.add(new SimulationRun(run, i != 3 || run > 2, figures(level, random)));
      }
      entries.add(
          new SimulationEntry(
              names + i,
              "{\"least-cost\":{\"cost\":\"client-in-flight\"}}",
              Map.of("servers", i % 5 == 4 ? 10 : SERVERS),
              runs,
              i < traced ? Optional.of(trace(random)) : Optional.empty(),
              List.of(),
              Map.of()));
    }
    return document(
        entries,
        List.of(
            "a note",
            "order at load 0.90: best of 2 3.1, random 10.1, paired difference 7 within 0.2: holds",
            "order by p99: prequal before random: DOES NOT AGREE"));
  }

  /** Two policies in continuous time, each with a run over time; nothing else. */
  static SimulationDocument events() {
    List<SimulationEntry> entries = new ArrayList<>();
    for (String policy : List.of("random", "prequal")) {
      Random random = new Random(entries.size());
      Map<String, Double> figures = new LinkedHashMap<>();
      for (String column : SimulationReport.boxes(Engine.EVENT).keySet()) {
        figures.put(column, 20 + random.nextDouble());
      }
      SimulationTrace ticks = trace(random);
      entries.add(
          new SimulationEntry(
              "plain/" + policy,
              policy,
              Map.of(),
              List.of(new SimulationRun(1, true, figures)),
              Optional.of(
                  new SimulationTrace(
                      1, 550, 9_999, 110_000, ticks.servers(), ticks.steps(), Optional.empty())),
              List.of(),
              Map.of()));
    }
    return document(Engine.EVENT, entries, List.of());
  }

  static SimulationDocument document(List<SimulationEntry> entries, List<String> notes) {
    return document(Engine.TICK, entries, notes);
  }

  private static SimulationDocument document(
      Engine engine, List<SimulationEntry> entries, List<String> notes) {
    boolean none = entries.isEmpty();
    return new SimulationDocument(
        Document.SCHEMA_VERSION,
        SimulationDocument.KIND,
        Optional.empty(),
        Reports.environment("Vendor 17.0.1"),
        Instant.parse("2026-01-02T03:04:05Z"),
        List.of("simulate"),
        42,
        engine,
        entries,
        none
            ? List.of()
            : List.of(
                new SimulationDocument.Prediction(
                    "M/M/1", .9, "mean wait", 9, 8.97, OptionalDouble.of(.2), true),
                new SimulationDocument.Prediction(
                    "M/M/2", .9, "mean wait", 9, 8.97, OptionalDouble.of(200), true),
                new SimulationDocument.Prediction(
                    "M/M/c", .8, "mean wait", 2, 2.5, OptionalDouble.empty(), false)),
        none
            ? List.of()
            : List.of(
                new SimulationDocument.Reality(
                    "random", "p99", "ms", 21, 23.1, OptionalDouble.of(1.1), 1.25, true)),
        notes,
        Map.of());
  }

  private static Map<String, Double> figures(double level, Random random) {
    double mean = level * (.9 + .2 * random.nextDouble());
    double spread = mean * (.3 + random.nextDouble());
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(Column.MEAN_LATENCY, mean);
    figures.put(Column.STDEV_LATENCY, spread);
    for (double quantile : new double[] {.5, .9, .99, .999}) {
      figures.put(Column.latency(quantile), mean + spread / (1.02 - quantile));
    }
    figures.put(Column.MEAN_UTILIZATION, 30 + 2 * level);
    figures.put(Column.STDEV_UTILIZATION, 10 + 10 * random.nextDouble());
    figures.put(Column.MEAN_STDEV_UTILIZATION, 5 + 5 * random.nextDouble());
    figures.put(Column.CLEAN_MEAN_LATENCY, mean * .97);
    figures.put(Column.cleanLatency(.99), mean + spread * 20);
    figures.put(Column.TRUE_UTILIZATION, 62 + random.nextDouble());
    figures.put(Column.JAIN_INDEX, .9 + .1 * random.nextDouble());
    for (String state : Column.STATES) {
      figures.put(Column.ticksInState(false, state), 1 + 5 * random.nextDouble());
    }
    if (level > 20) {
      for (String state : Column.STATES) {
        figures.put(Column.ticksInState(true, state), 1 + 2 * random.nextDouble());
      }
    }
    return figures;
  }

  private static SimulationTrace trace(Random random) {
    List<SimulationTrace.Server> servers = new ArrayList<>();
    for (int server = 0; server < SERVERS; server++) {
      List<Integer> utilization = new ArrayList<>();
      List<Integer> queue = new ArrayList<>();
      int now = 0;
      for (int tick = 0; tick < TICKS; tick++) {
        int towards = tick < ARRIVALS ? 40 + server : 0;
        now = Math.max(0, Math.min(100, now + (towards - now) / 6 + random.nextInt(9) - 4));
        utilization.add(now);
        queue.add(now > 70 ? (now - 70) / 3 : 0);
      }
      servers.add(new SimulationTrace.Server("Server " + server, utilization, queue));
    }
    List<SimulationTrace.Step> steps = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    double weight = 60.2;
    for (int tick = 0; tick < TICKS; tick++) {
      boolean arrives = tick < ARRIVALS;
      double queued = .5 + random.nextDouble();
      weight += random.nextGaussian() * 20 - 3;
      weights.add(weight);
      steps.add(
          new SimulationTrace.Step(
              arrives ? 440 + random.nextInt(50) : 0,
              arrives ? 80 + random.nextInt(20) : 0,
              tick < 5
                  ? Optional.empty()
                  : Optional.of(
                      new SimulationTrace.Latency(
                          450, 1, 2.1 + .2 * random.nextDouble(), queued, 5.6, 2.1)),
              arrives ? OptionalDouble.of(queued * 1.1) : OptionalDouble.empty(),
              arrives ? OptionalDouble.of(queued) : OptionalDouble.empty(),
              tick < 5 ? OptionalDouble.empty() : OptionalDouble.of(queued * .9)));
    }
    return new SimulationTrace(
        1,
        1,
        WARM,
        ARRIVALS,
        servers,
        steps,
        Optional.of(new SimulationTrace.Pid("Server 0", weights)));
  }
}
