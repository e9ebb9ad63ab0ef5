package io.plumbline.balancing;

import java.util.Map;

/** A policy, with settings, for benchmarks. */
public enum PickedPolicy {
  RANDOM,
  ROUND_ROBIN,
  LEAST_IN_FLIGHT,
  LEAST_IN_FLIGHT_OF_TWO,
  LEAST_CLIENT_LATENCY,
  WEIGHTED_IN_FLIGHT,
  WEIGHTED_CLIENT_LATENCY,
  WEIGHTED_CAPACITY,
  HCL,
  HCL_BY_CLIENT,
  HCL_BY_UTILIZATION,
  CLIENT_PID,
  PROBING_HCL,
  PREQUAL,
  PEAK_EWMA,
  C3,
  WEIGHTED_ROUND_ROBIN,
  LEAST_REQUEST,
  ELS;

  Policy policy() {
    return Policies.create(
        switch (this) {
          case RANDOM -> "random";
          case ROUND_ROBIN -> "round-robin";
          case LEAST_IN_FLIGHT -> "least-cost";
          case LEAST_IN_FLIGHT_OF_TWO -> written("least-cost", "choices", 2);
          case LEAST_CLIENT_LATENCY -> written("least-cost", "cost", "client-latency-mean");
          case WEIGHTED_IN_FLIGHT -> "weighted";
          case WEIGHTED_CLIENT_LATENCY -> written("weighted", "cost", "client-latency-mean");
          case WEIGHTED_CAPACITY -> written("weighted", "cost", "server-available-capacity");
          case HCL -> "hcl";
          case HCL_BY_CLIENT ->
              Map.of("hcl", Map.of("rank", "client-latency-mean", "health", "client-in-flight"));
          case HCL_BY_UTILIZATION -> written("hcl", "health", "server-utilization-mean");
          case CLIENT_PID -> "client-pid";
          case PROBING_HCL -> written("with-probes", "policy", "hcl");
          case PREQUAL -> "prequal";
          case PEAK_EWMA -> "peak-ewma";
          case C3 -> "c3";
          // Until its blackout is over it would go around without weights.
          case WEIGHTED_ROUND_ROBIN -> written("weighted-round-robin", "blackout-ms", 0);
          case LEAST_REQUEST -> "least-request";
          case ELS -> "els";
        });
  }

  private static Object written(String name, String setting, Object value) {
    return Map.of(name, Map.of(setting, value));
  }
}
