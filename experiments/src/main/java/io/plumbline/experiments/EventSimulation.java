package io.plumbline.experiments;

import io.plumbline.balancing.event.EventEngine;
import io.plumbline.balancing.event.EventRun;
import io.plumbline.balancing.event.EventScenario;
import io.plumbline.balancing.event.EventTrace;
import io.plumbline.balancing.event.EventWatch;
import io.plumbline.loadgen.Workload;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.SimulationTrace;
import io.plumbline.results.simulation.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A scenario in continuous time. */
record EventSimulation(EventScenario scenario) implements Simulation {
  /** A run is of millions of requests; whoever wants rows wants to look at some. */
  static final int MOST_ROWS = 100_000;

  private static final String NONE = "none";
  private static final double NANOS_PER_MILLI = 1e6;

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
    return scenario.expectedRequests();
  }

  @Override
  public int servers() {
    return scenario.serverCount();
  }

  @Override
  public Ran run(long seed, int repetition, Wanted wanted) {
    Optional<EventTrace> overTime =
        wanted.trace() ? Optional.of(new EventTrace(scenario)) : Optional.empty();
    EventRun run =
        EventEngine.run(
            scenario, seed, repetition - 1, wanted.requests() ? MOST_ROWS : 0, overTime);
    Map<String, Double> figures = new LinkedHashMap<>();
    run.figures().forEach((name, value) -> figures.put(COLUMNS.getOrDefault(name, name), value));
    run.classes()
        .forEach(
            (name, values) ->
                values.forEach((figure, value) -> figures.put(ofClass(name, figure), value)));
    return new Ran(
        new SimulationRun(repetition, run.drained(), figures),
        overTime.map(trace -> trace(repetition, trace)),
        run.trace().orElse(List.of()).stream().map(EventSimulation::cells).toList());
  }

  @Override
  public boolean watch(long seed, boolean ofRequest, int number, Consumer<String> lines) {
    if (!ofRequest && number >= servers()) {
      return false;
    }
    EventWatch watch =
        ofRequest ? EventWatch.request(number, lines) : EventWatch.server(number, lines);
    EventEngine.watch(scenario, seed, 0, watch);
    // How many requests there are turns out as they come.
    return !ofRequest || watch.hasTold();
  }

  /** In milliseconds. */
  private SimulationTrace trace(int repetition, EventTrace trace) {
    List<SimulationTrace.Server> servers = new ArrayList<>();
    for (int s = 0; s < servers(); s++) {
      int server = s;
      servers.add(
          new SimulationTrace.Server(
              TickSimulation.serverName(s),
              steps(trace)
                  .mapToObj(step -> (int) Math.round(trace.utilizationPercent(step, server)))
                  .toList(),
              steps(trace).mapToObj(step -> trace.queued(step, server)).toList()));
    }
    return new SimulationTrace(
        repetition,
        trace.stepNanos() / NANOS_PER_MILLI,
        Math.round(scenario.span().warmUpNanos() / NANOS_PER_MILLI) - 1,
        Math.round(scenario.span().horizonNanos() / NANOS_PER_MILLI),
        servers,
        steps(trace).mapToObj(step -> step(trace, step)).toList(),
        Optional.empty());
  }

  private static IntStream steps(EventTrace trace) {
    return IntStream.range(0, trace.steps());
  }

  private static SimulationTrace.Step step(EventTrace trace, int step) {
    double[] millis =
        IntStream.range(0, EventTrace.STATES.size())
            .mapToDouble(state -> trace.meanNanosInState(step, state) / NANOS_PER_MILLI)
            .toArray();
    return new SimulationTrace.Step(
        trace.requestsSent(step),
        trace.probesSent(step),
        trace.completed(step) == 0
            ? Optional.empty()
            : Optional.of(
                new SimulationTrace.Latency(
                    trace.completed(step), millis[0], millis[1], millis[2], millis[3], millis[4])),
        millis(trace.queueNanosByEntry(step)),
        millis(trace.queueNanosByStart(step)),
        millis(trace.queueNanosByFinish(step)));
  }

  private static OptionalDouble millis(OptionalDouble nanos) {
    return nanos.isPresent()
        ? OptionalDouble.of(nanos.getAsDouble() / NANOS_PER_MILLI)
        : OptionalDouble.empty();
  }

  private static String ofClass(String name, String figure) {
    return figure.equals(Column.SLO_ATTAINMENT) ? Column.sloAttainment(name) : name + " " + figure;
  }

  static List<String> columns() {
    return List.of(
        "arrived_ns",
        "sent_ns",
        "at_server_ns",
        "wait_ns",
        "left_server_ns",
        "done_ns",
        "client",
        "server",
        "class",
        "model",
        "outcome");
  }

  private static String cell(OptionalLong nanos) {
    return nanos.isPresent() ? Long.toString(nanos.getAsLong()) : "";
  }

  private static List<String> cells(EventRun.TracedRequest row) {
    return List.of(
        Long.toString(row.arrivedNanos()),
        cell(row.sentNanos()),
        cell(row.atServerNanos()),
        cell(row.waitNanos()),
        cell(row.leftServerNanos()),
        row.outcome().equals("unfinished") ? "" : Long.toString(row.doneNanos()),
        Integer.toString(row.client()),
        row.server() < 0 ? "" : Integer.toString(row.server()),
        row.requestClass(),
        row.model(),
        row.outcome());
  }
}
