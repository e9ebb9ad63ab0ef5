package io.plumbline.balancing.event;

import io.plumbline.balancing.Given;
import io.plumbline.balancing.Policies;
import io.plumbline.balancing.event.Demand.RateStep;
import io.plumbline.balancing.event.Demand.Shape;
import io.plumbline.balancing.event.EventScenario.Antagonists;
import io.plumbline.balancing.event.EventScenario.Network;
import io.plumbline.balancing.event.EventScenario.Queueing;
import io.plumbline.balancing.event.EventScenario.Reporting;
import io.plumbline.balancing.event.EventScenario.Starting;
import io.plumbline.loadgen.Workload;
import io.plumbline.scheduler.QueueDiscipline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Every setting of a scenario by its name in files and flags. */
public final class EventSettings {
  private static final double MOST_MILLIS = 864_000_000;

  private record Setting(String description, BiConsumer<Draft, Given> change) {}

  private static final Map<String, Setting> ALL = all();

  private EventSettings() {}

  /** What may be set, with what it means, in the order of the documentation. */
  public static Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    ALL.forEach((name, setting) -> descriptions.put(name, setting.description()));
    return descriptions;
  }

  /**
   * Returns the scenario with these settings changed, in this order.
   *
   * @param settings values by name, as YAML has them: numbers, texts, flags, lists or maps
   * @throws IllegalArgumentException if there is no such setting or a value is wrong
   */
  static EventScenario with(EventScenario scenario, Map<String, Object> settings) {
    Draft draft = new Draft(scenario);
    settings.forEach(
        (name, value) -> {
          Setting setting = ALL.get(name);
          if (setting == null) {
            throw new IllegalArgumentException(
                "unknown setting \"%s\"; known: %s"
                    .formatted(name, String.join(", ", ALL.keySet())));
          }
          setting.change().accept(draft, new Given(name, value));
        });
    return draft.made();
  }

  private static Map<String, Setting> all() {
    Map<String, Setting> all = new LinkedHashMap<>();
    BiFunction<String, String, Adder> on =
        (name, description) -> change -> all.put(name, new Setting(description, change));

    on.apply("name", "what results call it").as((s, v) -> s.name(v.text()));
    on.apply("about", "what it shows").as((s, v) -> s.about(v.text()));
    on.apply("policy", "a name, or a map of one name to its settings")
        .as((s, v) -> withPolicy(s, v));
    on.apply("clients", "how many, each with a balancer of its own")
        .as((s, v) -> s.clients(v.integer(1, 100_000)));
    on.apply("subset-size", "servers that a client is connected to; 0 for all")
        .as((s, v) -> s.subsetSize(v.integer(0, 100_000)));
    on.apply("central-queue", "one queue for all workers instead of a policy; without faults")
        .as((s, v) -> s.centralQueue(v.flag()));
    on.apply(
            "servers",
            "how many of one kind, or a list of {count, workers, speed, resident-models}")
        .as((s, v) -> s.servers(servers(s, v)));
    on.apply("workers", "of every server: how many requests it processes at once")
        .as(
            (s, v) ->
                eachServer(
                    s,
                    was ->
                        new ServerSpec(
                            was.count(),
                            v.integer(1, 100_000),
                            was.speed(),
                            was.residentModels())));
    on.apply("resident-models", "of every server: how many models it holds at once; 0 for all")
        .as(
            (s, v) ->
                eachServer(
                    s,
                    was ->
                        new ServerSpec(
                            was.count(), was.workers(), was.speed(), v.integer(0, 100_000))));

    on.apply("load", "the work that comes by the work that the servers can do")
        .as((s, v) -> demand(s, d -> d.withLoad(v.number(1e-9, 100))));
    on.apply("requests-per-second", "the same, as a rate; to be set after servers and service")
        .as(
            (s, v) ->
                demand(
                    s, d -> d.withLoad(v.number(1e-9, 1e12) * d.load() / s.requestsPerSecond())));
    on.apply("arrivals-cv", "of the gaps: 0 constant, 1 Poisson, else gamma")
        .as((s, v) -> demand(s, d -> d.withShape(new Shape(v.number(0, 100)))));
    on.apply("rate-steps", "a list of {at-ms, factor}: from then on so many times the rate")
        .as((s, v) -> demand(s, d -> d.withSteps(steps(v))));
    on.apply(
            "service",
            "what a request costs at speed 1: milliseconds, or {law, mean-ms, cv or shape}")
        .as((s, v) -> demand(s, d -> d.withService(Laws.read(v))));
    on.apply("service-mean-ms", "the same of an exponential law")
        .as(
            (s, v) ->
                demand(s, d -> d.withService(TimeLaw.exponential(v.number(1e-6, MOST_MILLIS)))));
    on.apply("service-by-model", "a map of model to law, for those that differ")
        .as((s, v) -> demand(s, d -> d.withServiceByModel(Laws.readByName(v))));
    on.apply("workload", "the classes: balanced, urgent_heavy, batch_heavy, or none")
        .as((s, v) -> demand(s, d -> d.withWorkload(workload(v))));
    on.apply("slo-ms", "how soon an answer must come where there are no classes; none for never")
        .as((s, v) -> demand(s, d -> d.withSlo(span(v))));

    on.apply("network", "each way between client and server: a law, as service")
        .as(
            (s, v) ->
                s.network(
                    new Network(
                        Laws.read(v),
                        s.network().timeoutNanos(),
                        s.network().probeTimeoutNanos())));
    on.apply("timeout-ms", "after which a client takes a request for failed; none for never")
        .as(
            (s, v) ->
                s.network(
                    new Network(s.network().oneWay(), span(v), s.network().probeTimeoutNanos())));
    on.apply("probe-timeout-ms", "the same of probes")
        .as(
            (s, v) ->
                s.network(new Network(s.network().oneWay(), s.network().timeoutNanos(), span(v))));

    on.apply("discipline", "who is served next: fifo, priority, edf, priority-edf")
        .as((s, v) -> queueing(s, q -> q.withDiscipline(QueueDiscipline.named(v.text()))));
    on.apply("queue-capacity", "how many may wait at a server; 0 for as many as come")
        .as((s, v) -> queueing(s, q -> q.withCapacity(v.integer(0, Integer.MAX_VALUE / 2))));
    on.apply("refuse-late", "whether a request is refused whose deadline passed while it waited")
        .as((s, v) -> queueing(s, q -> q.withRefuseLate(v.flag())));
    on.apply(
            "processor-sharing",
            "whether all requests of a server share its workers, and none waits")
        .as((s, v) -> queueing(s, q -> q.withProcessorSharing(v.flag())));

    on.apply("cold-penalty-ms", "more, for a client's first request at a server that has started")
        .as((s, v) -> starting(s, Start.PENALTY, v));
    on.apply("ramp-ms", "how long a server takes to its full speed")
        .as((s, v) -> starting(s, Start.RAMP, v));
    on.apply("cold-speed", "how fast it is at first, of that")
        .as((s, v) -> starting(s, Start.SPEED, v));
    on.apply("model-load-ms", "more, for a request whose model is not resident")
        .as((s, v) -> starting(s, Start.MODEL, v));

    on.apply("report-step-ms", "the step of a server's windows")
        .as((s, v) -> reporting(s, Report.STEP, v));
    on.apply("report-window", "the steps of a server's windows")
        .as((s, v) -> reporting(s, Report.WINDOW, v));
    on.apply("report-refresh-ms", "0 for fresh reports; else how often all servers report")
        .as((s, v) -> reporting(s, Report.REFRESH, v));
    on.apply("probe-cost-ms", "of a worker's time per probe; 0 if it is answered beside them")
        .as((s, v) -> reporting(s, Report.PROBE, v));

    on.apply("antagonists", "none, or {mean-period-ms, speeds}: speeds drawn again and again")
        .as((s, v) -> s.antagonists(antagonists(v)));
    on.apply(
            "faults",
            "a list of {fault: fast-errors | black-hole | kill | speed-change, first-server,"
                + " servers, from-ms, until-ms, ratio, after, factor}")
        .as((s, v) -> s.faults(v.list().stream().map(Laws::readFault).toList()));

    on.apply("warm-up-ms", "what comes before counts nowhere")
        .as((s, v) -> s.warmUpNanos(v.millisAsNanos()));
    on.apply("horizon-ms", "nothing comes from here on; a later warm-up becomes a tenth of it")
        .as((s, v) -> s.horizonNanos(v.millisAsNanos()));
    on.apply("drain-ms", "for how long after that answers are awaited")
        .as((s, v) -> s.drainNanos(v.millisAsNanos()));
    return all;
  }

  private interface Adder {
    void as(BiConsumer<Draft, Given> change);
  }

  private enum Start {
    PENALTY,
    RAMP,
    SPEED,
    MODEL
  }

  private enum Report {
    STEP,
    WINDOW,
    REFRESH,
    PROBE
  }

  private static Draft withPolicy(Draft s, Given v) {
    Object written = v.value();
    if (written == null) {
      throw v.wrong("a name, or a map of one name to its settings");
    }
    return s.policy(written, Policies.create(written));
  }

  private static List<ServerSpec> servers(Draft s, Given v) {
    if (v.isNumber()) {
      ServerSpec first = s.servers().get(0);
      return List.of(
          new ServerSpec(
              v.integer(1, 100_000), first.workers(), first.speed(), first.residentModels()));
    }
    List<ServerSpec> specs = new ArrayList<>();
    for (Given one : v.list()) {
      Map<String, Given> map = one.map(Set.of("count", "workers", "speed", "resident-models"));
      specs.add(
          new ServerSpec(
              Given.required(map, "servers", "count").integer(1, 100_000),
              map.containsKey("workers")
                  ? Given.required(map, "servers", "workers").integer(1, 100_000)
                  : 1,
              map.containsKey("speed")
                  ? Given.required(map, "servers", "speed").number(1e-6, 1e6)
                  : 1,
              map.containsKey("resident-models")
                  ? Given.required(map, "servers", "resident-models").integer(0, 100_000)
                  : 0));
    }
    return specs;
  }

  private static Draft eachServer(Draft s, UnaryOperator<ServerSpec> change) {
    return s.servers(s.servers().stream().map(change).toList());
  }

  private static Draft demand(Draft s, UnaryOperator<Demand> change) {
    return s.demand(change.apply(s.demand()));
  }

  private static Draft queueing(Draft s, UnaryOperator<Queueing> change) {
    return s.queueing(change.apply(s.queueing()));
  }

  private static Draft starting(Draft s, Start which, Given v) {
    Starting was = s.starting();
    return s.starting(
        new Starting(
            which == Start.PENALTY ? v.millisAsNanos() : was.coldPenaltyNanos(),
            which == Start.RAMP ? v.millisAsNanos() : was.rampNanos(),
            which == Start.SPEED ? v.number(1e-6, 1) : was.coldSpeedRatio(),
            which == Start.MODEL ? v.millisAsNanos() : was.modelLoadNanos()));
  }

  private static Draft reporting(Draft s, Report which, Given v) {
    Reporting was = s.reporting();
    return s.reporting(
        new Reporting(
            which == Report.STEP ? v.millisAsNanos() : was.stepNanos(),
            which == Report.WINDOW ? v.integer(1, 100_000) : was.window(),
            which == Report.REFRESH ? v.millisAsNanos() : was.refreshNanos(),
            which == Report.PROBE ? v.millisAsNanos() : was.probeCostNanos()));
  }

  private static List<RateStep> steps(Given v) {
    List<RateStep> steps = new ArrayList<>();
    for (Given one : v.list()) {
      Map<String, Given> map = one.map(Set.of("at-ms", "factor"));
      steps.add(
          new RateStep(
              Given.required(map, "rate-steps", "at-ms").millisAsNanos(),
              Given.required(map, "rate-steps", "factor").number(1e-6, 1000)));
    }
    return steps;
  }

  private static Optional<Workload> workload(Given v) {
    if (v.isNone()) {
      return Optional.empty();
    }
    return Optional.of(
        Workload.preset(v.text())
            .orElseThrow(
                () -> v.wrong("none or one of " + String.join(", ", Workload.presetNames()))));
  }

  private static OptionalLong span(Given v) {
    return v.isNone() ? OptionalLong.empty() : OptionalLong.of(Math.max(1, v.millisAsNanos()));
  }

  private static Optional<Antagonists> antagonists(Given v) {
    if (v.isNone()) {
      return Optional.empty();
    }
    Map<String, Given> map = v.map(Set.of("mean-period-ms", "speeds"));
    return Optional.of(
        new Antagonists(
            Given.required(map, "antagonists", "mean-period-ms").millisAsNanos(),
            Given.required(map, "antagonists", "speeds").list().stream()
                .map(speed -> speed.number(1e-6, 1000))
                .toList()));
  }
}
