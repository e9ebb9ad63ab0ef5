package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.List;

/** The policies that come with Plumbline, by name. */
final class BuiltIn {
  private BuiltIn() {}

  static List<PolicyProvider> providers() {
    List<PolicyProvider> all = new ArrayList<>(ours());
    all.addAll(Newer.providers());
    return all;
  }

  private static List<PolicyProvider> ours() {
    return List.of(
        new Provider("random", "uniform", settings -> new RandomPolicy()),
        new Provider(
            "round-robin", "one after the other, from the first", settings -> new RoundRobin()),
        new Provider("pick-first", "always the first", settings -> new PickFirst()),
        new Provider(
            "subset",
            "another policy among a few drawn for each call; size (2), policy",
            settings ->
                new Subset(settings.integer("size", 2, 1, 10_000), settings.policy("policy"))),
        new Provider(
            "fastest-probe",
            "probes every endpoint and takes one that has answered; validate (always, empty-queue)",
            settings ->
                new FastestProbe(settings.choice("validate", FastestProbe.Validate.ALWAYS))),
        new Provider(
            "with-probes",
            "another policy, and probes beside each call; probes (2), policy",
            settings ->
                new WithProbes(settings.number("probes", 2, 0, 10_000), settings.policy("policy"))),
        new Provider(
            "least-cost",
            "the least cost of all, or of some drawn; cost (client-in-flight), choices (all)",
            settings ->
                new LeastCost(
                    settings.cost("cost", "client-in-flight"),
                    settings.integer("choices", LeastCost.ALL, 1, LeastCost.ALL))),
        new Provider(
            "weighted",
            "drawn in inverse proportion to the cost; cost (client-in-flight), allow-negative",
            settings ->
                new Weighted(
                    settings.cost("cost", "client-in-flight"),
                    settings.flag("allow-negative", false))),
        new Provider(
            "hcl",
            "the least rank of those in good health; rank (server-expected-latency), health"
                + " (server-in-flight), percentile (80)",
            settings ->
                new Hcl(
                    settings.cost("rank", "server-expected-latency"),
                    settings.cost("health", "server-in-flight"),
                    settings.number("percentile", 80, 0, 100))),
        new Provider(
            "client-pid",
            "drawn by weights that controllers move to even out utilization",
            settings -> new ClientPid()));
  }
}
