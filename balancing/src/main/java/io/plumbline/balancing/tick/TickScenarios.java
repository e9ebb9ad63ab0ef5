package io.plumbline.balancing.tick;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scenarios that come with Plumbline: the notebook's forty-six, those it only wishes for, and
 * its sample run.
 *
 * <p>Three of the notebook's are not what their names say, by its own slip:
 * WeightedServerRequestsInFlight and its two probing kin take the least cost, as their twins do.
 * They are kept, for a policy that differs from itself by chance alone shows what chance can do.
 */
public final class TickScenarios {
  /** The name of the notebook's sample run. */
  public static final String SAMPLE = "Sample";

  private static final int STUDY_TICKS = 170;

  /** The share of their threads that the study's rates keep busy. */
  public static final double STUDY_TARGET = 0.7;

  private static final double NEGLIGIBLE_PROCESSING = 0.7;

  private static final String LOWER = "LowerRequestRate";

  private static final Object LEAST_IN_FLIGHT = leastCost("server-in-flight");
  private static final Object LEAST_EXPECTED_LATENCY = leastCost("server-expected-latency");
  private static final Object WEIGHTED_EXPECTED_LATENCY = weighted("server-expected-latency");
  private static final Object LEAST_CLIENT_IN_FLIGHT = leastCost("client-in-flight");
  private static final Object PICK_TWO = leastCost("client-in-flight", 2);
  private static final Object HCL =
      Map.of(
          "hcl",
          Map.of(
              "rank", "server-expected-latency", "health", "server-in-flight", "percentile", 80));
  private static final Object CLIENT_HCL =
      Map.of(
          "hcl",
          Map.of("rank", "client-latency-mean", "health", "client-in-flight", "percentile", 80));

  private TickScenarios() {}

  /** How a scenario is written: its policy is made only when it is asked for. */
  private record Written(TickSettings settings, Object policy) {}

  /** The names of the notebook's study, in its order. */
  public static List<String> studyNames() {
    return List.copyOf(study().keySet());
  }

  /** The names of what the notebook only wishes for. */
  public static List<String> wishNames() {
    return List.copyOf(wishes().keySet());
  }

  /** All names: the study's, the wishes' and the sample's. */
  public static Set<String> names() {
    return all().keySet();
  }

  /** The notebook's study, in its order. */
  public static List<TickScenario> notebookStudy() {
    return studyNames().stream().map(TickScenarios::named).toList();
  }

  /**
   * Returns a scenario by its name.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static TickScenario named(String name) {
    Written written = all().get(name);
    if (written == null) {
      throw new IllegalArgumentException(
          "unknown scenario \"%s\"; known: %s".formatted(name, String.join(", ", names())));
    }
    return TickScenario.of(name, written.settings(), written.policy());
  }

  private static Map<String, Written> all() {
    Map<String, Written> all = study();
    all.putAll(wishes());
    all.put(SAMPLE, sample());
    return all;
  }

  private static Map<String, Written> study() {
    TickSettings usual =
        TickSettings.defaults()
            .with("total-ticks", STUDY_TICKS)
            .withTargetUtilization(STUDY_TARGET, 0);
    TickSettings lower = usual.withTargetUtilization(STUDY_TARGET, 6);
    // Twelve channels each lead to ten servers, as in the notebook: it draws with putting back.
    TickSettings bigServers =
        usual.with("servers", 10).with("mean-threads", 400).withTargetUtilization(STUDY_TARGET, 0);

    Map<String, Written> all = new LinkedHashMap<>();
    all.put("Random", new Written(usual, "random"));
    all.put("RoundRobin", new Written(usual, "round-robin"));
    all.put("RoundRobinLittleBigJobs", new Written(bigServers, "round-robin"));
    all.put("LeastMeanClientLatency", new Written(usual, leastCost("client-latency-mean")));
    all.put("LeastServerRequestsInFlight", new Written(usual, LEAST_IN_FLIGHT));
    all.put("WeightedServerRequestsInFlight", new Written(usual, LEAST_IN_FLIGHT));
    all.put("LeastServerExpectedLatency", new Written(usual, LEAST_EXPECTED_LATENCY));
    all.put("WeightedServerExpectedLatency", new Written(usual, WEIGHTED_EXPECTED_LATENCY));
    for (String rate : List.of("", LOWER)) {
      TickSettings at = rate.isEmpty() ? usual : lower;
      all.put("ProbingLeastServerRequestsInFlight" + rate, probing(at, LEAST_IN_FLIGHT));
      all.put("ProbingWeightedServerRequestsInFlight" + rate, probing(at, LEAST_IN_FLIGHT));
      all.put("ProbingLeastServerExpectedLatency" + rate, probing(at, LEAST_EXPECTED_LATENCY));
      all.put(
          "ProbingWeightedServerExpectedLatency" + rate, probing(at, WEIGHTED_EXPECTED_LATENCY));
    }
    all.put("LeastClientRequestsInFlight", new Written(usual, LEAST_CLIENT_IN_FLIGHT));
    all.put("LeastClientRequestsInFlightPickTwo", new Written(usual, PICK_TWO));
    all.put(
        "LeastClientRequestsInFlightPickThree",
        new Written(usual, leastCost("client-in-flight", 3)));
    all.put("Hcl", new Written(usual, HCL));
    all.put("ProbingHcl", probing(usual, HCL));
    all.put("ProbingHcl" + LOWER, probing(lower, HCL));
    all.put("ClientMetricsHcl", new Written(usual, CLIENT_HCL));
    all.put("ProbingClientMetricsHcl", probing(usual, CLIENT_HCL));
    all.put("ProbingClientMetricsHcl" + LOWER, probing(lower, CLIENT_HCL));
    all.put("WeightedMeanClientLatency", new Written(usual, weighted("client-latency-mean")));
    all.put("WeightedClientRequestsInFlight", new Written(usual, weighted("client-in-flight")));
    Map<String, String> means = new LinkedHashMap<>();
    means.put("Utilization", "utilization-mean");
    means.put("Capacity", "capacity");
    means.put("AvailableCapacity", "available-capacity");
    means.forEach(
        (mean, cost) ->
            all.put("WeightedMean" + mean, new Written(usual, weighted("server-" + cost))));
    means.forEach(
        (mean, cost) ->
            all.put("CheatWeightedMean" + mean, new Written(usual, weighted("direct-" + cost))));
    means.forEach(
        (mean, cost) ->
            all.put("ProbingWeightedMean" + mean, probing(usual, weighted("server-" + cost))));
    means.forEach(
        (mean, cost) ->
            all.put(
                "ProbingWeightedMean" + mean + LOWER, probing(lower, weighted("server-" + cost))));
    all.put(
        "CheatPidControlledUtilization",
        new Written(
            usual, Map.of("weighted", Map.of("cost", "direct-pid", "allow-negative", true))));
    all.put("ClientPidControlledUtilization", new Written(usual, "client-pid"));
    all.put("FastestProbe2", new Written(usual, fastestProbeOf(2)));
    all.put("FastestProbe3", new Written(usual, fastestProbeOf(3)));
    all.put("FastestProbe2" + LOWER, new Written(fastestProbeRate(usual, 2), fastestProbeOf(2)));
    all.put("FastestProbe3" + LOWER, new Written(fastestProbeRate(usual, 3), fastestProbeOf(3)));
    all.put("FastestProbeAll" + LOWER, new Written(fastestProbeRate(usual, 12), "fastest-probe"));
    return all;
  }

  private static Map<String, Written> wishes() {
    TickSettings usual =
        TickSettings.defaults()
            .with("total-ticks", STUDY_TICKS)
            .withTargetUtilization(STUDY_TARGET, 0);
    Map<String, TickSettings> wishes = new LinkedHashMap<>();
    // The least that the model knows is one tick; these means make nearly every draw one.
    wishes.put(
        "NegligibleProcessing",
        usual
            .with("mean-processing-time", NEGLIGIBLE_PROCESSING)
            .with("mean-requests-per-server-per-tick", negligibleProcessingRate(usual)));
    wishes.put(
        "NegligibleNetwork", usual.with("mean-channel-rtt", 0.34).with("mean-server-rtt", 0.34));
    wishes.put(
        "SpreadNetwork", usual.with("mean-server-rtt", 50).with("total-ticks", 2 * STUDY_TICKS));
    wishes.put("ManyClients", usual.with("clients", 2000).with("total-ticks", 3 * STUDY_TICKS));
    wishes.put("LowUtilization", usual.withTargetUtilization(0.2, 0));
    wishes.put("HighUtilization", usual.withTargetUtilization(0.9, 0));
    wishes.put("LongRun", usual.with("total-ticks", 5000));

    Map<String, Object> policies = new LinkedHashMap<>();
    policies.put("Random", "random");
    policies.put("LeastClientRequestsInFlightPickTwo", PICK_TWO);
    policies.put("WeightedMeanAvailableCapacity", weighted("server-available-capacity"));
    policies.put("Hcl", HCL);

    Map<String, Written> all = new LinkedHashMap<>();
    wishes.forEach(
        (wish, settings) ->
            policies.forEach(
                (policy, written) -> all.put(wish + policy, new Written(settings, written))));
    return all;
  }

  /**
   * From the ticks that are really drawn: at least one, so more than the mean that is asked for.
   */
  private static double negligibleProcessingRate(TickSettings usual) {
    double[] servers =
        GammaTicks.of(NEGLIGIBLE_PROCESSING, GammaTicks.USUAL_VARIANCE).probabilities();
    double ticks = 0;
    for (int mean = 1; mean < servers.length; mean++) {
      ticks += servers[mean] * GammaTicks.of(mean, GammaTicks.USUAL_VARIANCE).mean();
    }
    return TickSettings.rate(usual.meanThreads(), ticks, 0, 0, STUDY_TARGET);
  }

  private static Written sample() {
    Object policy =
        Map.of(
            "hcl",
            Map.of(
                "rank", "direct-expected-latency", "health", "direct-in-flight", "percentile", 80));
    return probing(
        TickSettings.defaults()
            .with("total-ticks", 80)
            .with("data-frequency", 1)
            .with("percentiles", List.of(50, 80, 90, 95, 99, 99.5, 99.9, 100))
            .withTargetUtilization(0.8, 0),
        policy);
  }

  private static Written probing(TickSettings settings, Object policy) {
    return new Written(settings, Map.of("with-probes", Map.of("probes", 2, "policy", policy)));
  }

  private static Object leastCost(String cost) {
    return Map.of("least-cost", Map.of("cost", cost));
  }

  private static Object leastCost(String cost, int choices) {
    return Map.of("least-cost", Map.of("cost", cost, "choices", choices));
  }

  private static Object weighted(String cost) {
    return Map.of("weighted", Map.of("cost", cost));
  }

  private static Object fastestProbeOf(int channels) {
    return Map.of("subset", Map.of("size", channels, "policy", "fastest-probe"));
  }

  /** The rate that makes up for probes, by the factor that the notebook's author found to fit. */
  private static TickSettings fastestProbeRate(TickSettings settings, int probes) {
    return settings.withTargetUtilization(STUDY_TARGET, probes * 55 / 63.0);
  }
}
