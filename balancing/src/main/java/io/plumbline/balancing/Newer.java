package io.plumbline.balancing;

import java.util.List;

/** The policies that the field has found since the notebook was written, and ours, by name. */
final class Newer {
  private Newer() {}

  static List<PolicyProvider> providers() {
    return List.of(
        new Provider(
            "prequal",
            "hot or cold, from a pool of probes; {pool, max-age-ms, probes-per-call,"
                + " removals-per-call, delta, rif-quantile, rif-window, error-aversion,"
                + " error-share, error-memory-ms}",
            Prequal::from),
        new Provider(
            "prequal-sync",
            "hot or cold, from probes that the call waits for; {probes, timeout-ms, rif-quantile,"
                + " rif-window, error-aversion, error-share, error-memory-ms}",
            PrequalSync::from),
        new Provider(
            "peak-ewma",
            "the lower latency, quick to rise and slow to fall, times outstanding calls, of two;"
                + " {tau-ms, choices}",
            PeakEwma::from),
        new Provider(
            "c3", "latency and the cube of the queue; {clients, choices, ewma-weight}", C3::from),
        new Provider(
            "join-idle-queue",
            "a server that has told that it is idle, or at random",
            settings -> new JoinIdleQueue()),
        new Provider(
            "weighted-round-robin",
            "gRPC's: turns by requests per second and utilization; {blackout-ms, expiration-ms,"
                + " update-ms, error-penalty}",
            WeightedRoundRobin::from),
        new Provider(
            "least-request",
            "gRPC's power of d choices: fewest outstanding calls of d drawn with replacement, or of"
                + " all; {choices, selection: n-choices | full-scan}",
            LeastRequest::from),
        new Provider(
            "els",
            "expected latency including retries, times outstanding calls; {time-bias-ms, retry-ms,"
                + " choices}",
            Els::from),
        new Provider(
            "deadline-aware",
            "the least busy of those in time for the deadline, else the earliest finish, from queues"
                + " by tier; {tiers, loading-ms, choices, slack, error-aversion, error-share,"
                + " error-memory-ms}",
            LeastFinish::deadlineAware),
        new Provider(
            "resident",
            "servers that have the model, unless the wait is longer than loading it; {tiers,"
                + " loading-ms, choices, error-aversion, error-share, error-memory-ms}",
            LeastFinish::resident));
  }
}
