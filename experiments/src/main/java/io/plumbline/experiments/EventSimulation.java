package io.plumbline.experiments;

import io.plumbline.balancing.event.EventEngine;
import io.plumbline.balancing.event.EventRun;
import io.plumbline.balancing.event.EventScenario;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.simulation.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario in continuous time.
 *
 * @param base the shipped scenario that it starts from
 * @param changed what was set otherwise
 */
record EventSimulation(EventScenario scenario, String base, Map<String, Object> changed)
    implements Simulation {
  /** A run is of millions of requests; whoever wants rows wants to look at some. */
  private static final int MOST_ROWS = 100_000;

  /** What both engines tell has one name in documents. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          "utilization_percent", Column.TRUE_UTILIZATION,
          "utilization_servers_sd_percent", Column.BETWEEN_SERVERS,
          "servers_jain", Column.JAIN_INDEX);

  @Override
  public String name() {
    return scenario.name();
  }

  @Override
  public String policy() {
    return Yaml.json(scenario.policyWritten());
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("base", base);
    settings.putAll(changed);
    return settings;
  }

  @Override
  public double expectedRequests() {
    return scenario.requestsPerSecond() * scenario.span().horizonNanos() / 1e9;
  }

  @Override
  public Ran run(long seed, int repetition, Wanted wanted) {
    EventRun run =
        EventEngine.run(scenario, seed, repetition - 1, wanted.requests() ? MOST_ROWS : 0);
    Map<String, Double> figures = new LinkedHashMap<>();
    run.figures().forEach((name, value) -> figures.put(COLUMNS.getOrDefault(name, name), value));
    run.classes()
        .forEach(
            (name, values) ->
                values.forEach((figure, value) -> figures.put(name + " " + figure, value)));
    return new Ran(
        new SimulationRun(repetition, run.drained(), figures),
        Optional.empty(),
        run.trace().orElse(List.of()).stream().map(EventSimulation::cells).toList());
  }

  static List<String> columns() {
    return List.of("arrived_ns", "done_ns", "client", "server", "class", "model", "outcome");
  }

  private static List<String> cells(EventRun.TracedRequest row) {
    return List.of(
        Long.toString(row.arrivedNanos()),
        row.outcome().equals("unfinished") ? "" : Long.toString(row.doneNanos()),
        Integer.toString(row.client()),
        row.server() < 0 ? "" : Integer.toString(row.server()),
        row.requestClass(),
        row.model(),
        row.outcome());
  }
}
