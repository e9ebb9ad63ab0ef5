package io.plumbline.experiments;

import io.plumbline.balancing.event.EventEngine;
import io.plumbline.balancing.event.EventRun;
import io.plumbline.balancing.event.EventScenario;
import io.plumbline.loadgen.Workload;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.simulation.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A scenario in continuous time. */
record EventSimulation(EventScenario scenario) implements Simulation {
  /** A run is of millions of requests; whoever wants rows wants to look at some. */
  static final int MOST_ROWS = 100_000;

  private static final String NONE = "none";

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

  /**
   * All that it depends on, whatever it was made from, so that equal scenarios are seen as such.
   */
  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("clients", scenario.clients());
    settings.put("subset-size", scenario.subsetSize());
    settings.put("central-queue", scenario.centralQueue());
    settings.put("servers", texts(scenario.servers()));
    settings.put("load", scenario.demand().load());
    settings.put("requests-per-second", scenario.requestsPerSecond());
    settings.put("arrivals-cv", scenario.demand().shape().cv());
    settings.put("rate-steps", texts(scenario.demand().steps()));
    settings.put("service", scenario.demand().service().toString());
    Map<String, Object> byModel = new TreeMap<>();
    scenario.demand().serviceByModel().forEach((model, law) -> byModel.put(model, law.toString()));
    settings.put("service-by-model", byModel);
    settings.put("workload", scenario.demand().workload().map(Workload::name).orElse(NONE));
    settings.put("slo-ns", orNone(scenario.demand().sloNanos()));
    settings.put("network", scenario.network().oneWay().toString());
    settings.put("timeout-ns", orNone(scenario.network().timeoutNanos()));
    settings.put("probe-timeout-ns", orNone(scenario.network().probeTimeoutNanos()));
    settings.put("queueing", scenario.queueing().toString());
    settings.put("starting", scenario.starting().toString());
    settings.put("reporting", scenario.reporting().toString());
    settings.put("antagonists", scenario.antagonists().map(Object::toString).orElse(NONE));
    settings.put("faults", texts(scenario.faults()));
    settings.put("span", scenario.span().toString());
    return settings;
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }

  private static String orNone(OptionalLong nanos) {
    return nanos.isPresent() ? Long.toString(nanos.getAsLong()) : NONE;
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
                values.forEach((figure, value) -> figures.put(ofClass(name, figure), value)));
    return new Ran(
        new SimulationRun(repetition, run.drained(), figures),
        Optional.empty(),
        run.trace().orElse(List.of()).stream().map(EventSimulation::cells).toList());
  }

  private static String ofClass(String name, String figure) {
    return figure.equals(Column.SLO_ATTAINMENT) ? Column.sloAttainment(name) : name + " " + figure;
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
