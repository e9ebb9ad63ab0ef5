package io.plumbline.balancing.event;

import io.plumbline.balancing.Policies;
import io.plumbline.balancing.event.EventScenario.Network;
import io.plumbline.balancing.event.EventScenario.Queueing;
import io.plumbline.balancing.event.EventScenario.Reporting;
import io.plumbline.balancing.event.EventScenario.Span;
import io.plumbline.balancing.event.EventScenario.Starting;
import io.plumbline.scheduler.QueueDiscipline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scenarios in continuous time that come with Plumbline. */
public final class EventScenarios {
  private EventScenarios() {}

  /** Their names, in the order of the documentation. */
  public static List<String> names() {
    return new ArrayList<>(all().keySet());
  }

  /**
   * Returns the scenario of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EventScenario named(String name) {
    EventScenario found = all().get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "unknown event scenario \"%s\"; known: %s".formatted(name, String.join(", ", names())));
    }
    return found;
  }

  /** What files and flags start from: ten servers of one worker, services of 10 ms. */
  public static EventScenario plain() {
    return plain("plain", "ten equal servers, exponential services, Poisson arrivals");
  }

  private static EventScenario plain(String name, String about) {
    return new EventScenario(
        name,
        about,
        "random",
        Policies.create("random"),
        1,
        0,
        false,
        List.of(ServerSpec.of(10, 1)),
        Demand.of(0.7, TimeLaw.exponential(10)),
        Network.NONE,
        Queueing.FIFO,
        Starting.WARM,
        Reporting.FRESH,
        Optional.empty(),
        List.of(),
        new Span(10_000_000_000L, 110_000_000_000L, 60_000_000_000L));
  }

  /** The rules of the published comparison that we have, by the name that they have there. */
  private static Map<String, Object> publishedRules() {
    Map<String, Object> rules = new LinkedHashMap<>();
    rules.put("round-robin", "round-robin");
    rules.put("random", "random");
    rules.put("wrr", "weighted-round-robin");
    rules.put("least-loaded", "least-cost");
    rules.put("least-loaded-of-two", Map.of("least-cost", Map.of("choices", 2)));
    rules.put("yarp", Map.of("least-cost", Map.of("cost", "server-in-flight", "choices", 2)));
    rules.put("linear", Map.of("prequal", Map.of("rule", "linear")));
    rules.put("c3", Map.of("c3", Map.of("clients", 100)));
    rules.put("prequal", Map.of("prequal", Map.of("rif-quantile", 0.75)));
    return rules;
  }

  /**
   * As near as it can be known to the test bed of Prequal (NSDI'24): a hundred clients and servers,
   * the work of queries normal with the deviation of the mean, a deadline of 5 s, processors that
   * the queries of a server share, and other tenants, who leave most servers more processors than
   * they were promised and take some from a few. How many is not published; the speeds below are
   * chosen so that random, which does not react, loses as much as published.
   *
   * <p>At 90 % the order of p99 is the published one, but for three rules. The least loaded of all
   * is before that of two, and the linear rule close to C3 where the published one is far behind;
   * why is not known (ties in a fixed order instead of at random make the least loaded better
   * still). Weighted round robin is lost at 70 %, too: other tenants take processors here and make
   * no query dearer, so that what it weighs by, requests by utilization, does not fall on a server
   * with few of them. Where they slow queries instead, it holds at 70 %.
   *
   * <p>What the order of Prequal and C3 hangs on, each tried alone: with a worker to each query
   * instead of shared processors, and speeds that tenants change, C3 is first. With shared
   * processors and a report-window of 100 they are level: a server then forgets a latency after a
   * second instead of four, and one that few choose has none to tell.
   */
  private static EventScenario published(String name, double load) {
    return plain(name, "Prequal's published comparison, at " + Math.round(100 * load) + " % load")
        .with("clients", 100)
        .with("servers", List.of(Map.of("count", 100, "workers", 10)))
        .with("service", Map.of("law", "clipped-normal", "mean-ms", 70, "deviation-ms", 70))
        .with("network", Map.of("law", "lognormal", "mean-ms", 0.3, "cv", 0.5))
        .with("timeout-ms", 5000)
        .with("probe-timeout-ms", 3)
        .with(
            "antagonists",
            Map.of("mean-period-ms", 20_000, "speeds", List.of(3, 3, 3, 2, 2, 1.5, 0.8, 0.5)))
        .with("processor-sharing", true)
        // So that servers that few choose remember some latencies.
        .with("report-window", 400)
        .with("load", load)
        .with("horizon-ms", 90_000)
        .with("warm-up-ms", 30_000);
  }

  private static EventScenario withItsReports(String rule, EventScenario scenario) {
    return switch (rule) {
      // It asks all servers twice a second, and nobody is told anything otherwise.
      case "yarp" -> scenario.with("report-refresh-ms", 500);
      // Rates and utilizations of a millisecond would be noise: of a second, for ten of them.
      case "wrr" -> scenario.with("report-step-ms", 1000).with("report-window", 10);
      default -> scenario;
    };
  }

  private static Map<String, EventScenario> all() {
    Map<String, EventScenario> all = new LinkedHashMap<>();
    add(all, plain());
    for (double load : new double[] {0.7, 0.9}) {
      String name = "prequal-" + Math.round(100 * load);
      publishedRules()
          .forEach(
              (rule, policy) -> {
                EventScenario scenario =
                    published(rule.equals("prequal") ? name : name + "-" + rule, load)
                        .with("policy", policy);
                add(all, withItsReports(rule, scenario));
              });
    }
    for (QueueDiscipline discipline : QueueDiscipline.values()) {
      add(
          all,
          classes(
                  "classes-" + discipline.commandLineName(),
                  "nine classes, served " + discipline.commandLineName())
              .with("discipline", discipline.commandLineName()));
    }
    EventScenario residency =
        classes("residency", "nine classes, and a model that must be loaded first")
            .with("resident-models", 1)
            .with("model-load-ms", 60)
            // With answers alone, nobody would hear of a server that is shunned.
            .with("report-refresh-ms", 10)
            .with("load", 0.3);
    add(all, residency.with("policy", Map.of("least-request", Map.of("choices", 2))));
    add(
        all,
        residency
            .with("name", "residency-resident")
            .with("policy", Map.of("resident", Map.of("loading-ms", 60))));
    add(
        all,
        residency
            .with("name", "residency-deadline-aware")
            .with("policy", Map.of("deadline-aware", Map.of("loading-ms", 60))));
    EventScenario faulty =
        plain("faulty", "").with("clients", 10).with("network", 0.5).with("horizon-ms", 50_000);
    sinkholes(all, faulty);
    add(
        all,
        faulty
            .with("name", "black-hole")
            .with("about", "a server swallows what comes for 10 s, and clients wait 1 s")
            .with("policy", "least-cost")
            .with("timeout-ms", 1000)
            .with("faults", List.of(fault("black-hole", Map.of()))));
    add(
        all,
        faulty
            .with("name", "kill-and-restart")
            .with("about", "a server is killed, and slow when it is back")
            .with("policy", "least-cost")
            .with("cold-penalty-ms", 20)
            .with("ramp-ms", 10_000)
            .with("cold-speed", 0.3)
            .with("faults", List.of(fault("kill", Map.of()))));
    add(
        all,
        faulty
            .with("name", "rate-steps")
            .with("about", "half as much again for 10 s, more than can be served")
            .with("policy", "least-cost")
            .with(
                "rate-steps",
                List.of(
                    Map.of("at-ms", 20_000, "factor", 1.5), Map.of("at-ms", 30_000, "factor", 1))));
    EventScenario old =
        plain("old-news", "the least loaded by news that are 200 ms old: herds")
            .with("load", 0.9)
            .with("report-refresh-ms", 200);
    add(all, old.with("policy", Map.of("least-cost", Map.of("cost", "server-in-flight"))));
    add(
        all,
        old.with("name", "old-news-of-two")
            .with("about", "the less loaded of two by news that are 200 ms old")
            .with(
                "policy", Map.of("least-cost", Map.of("cost", "server-in-flight", "choices", 2))));
    return all;
  }

  private static void sinkholes(Map<String, EventScenario> all, EventScenario faulty) {
    Map<String, Object> policies = new LinkedHashMap<>();
    policies.put("round-robin", "round-robin");
    policies.put("least-loaded", "least-cost");
    policies.put("els", "els");
    policies.put("prequal", "prequal");
    policies.forEach(
        (name, policy) ->
            add(
                all,
                faulty
                    .with("name", "sinkhole-" + name)
                    .with("clients", 1)
                    .with("load", 0.9)
                    .with("about", "a server fails at once for 10 s, and looks unloaded")
                    .with("policy", policy)
                    .with("faults", List.of(fault("fast-errors", Map.of("after", 1))))));
  }

  private static Map<String, Object> fault(String kind, Map<String, Object> more) {
    Map<String, Object> fault = new LinkedHashMap<>(more);
    fault.put("fault", kind);
    fault.put("from-ms", 20_000);
    fault.put("until-ms", 30_000);
    return fault;
  }

  /** Our nine classes; a server's time for a resnet50 is 10 ms, for a vit 30 ms. */
  private static EventScenario classes(String name, String about) {
    return plain(name, about)
        .with("clients", 10)
        .with("workload", "balanced")
        .with("service", Map.of("law", "lognormal", "mean-ms", 10, "cv", 0.3))
        .with(
            "service-by-model", Map.of("vit", Map.of("law", "lognormal", "mean-ms", 30, "cv", 0.3)))
        .with("network", 0.5)
        .with("policy", Map.of("least-request", Map.of("choices", 2)))
        .with("load", 0.95)
        .with("horizon-ms", 70_000);
  }

  private static void add(Map<String, EventScenario> all, EventScenario scenario) {
    all.put(scenario.name(), scenario);
  }
}
