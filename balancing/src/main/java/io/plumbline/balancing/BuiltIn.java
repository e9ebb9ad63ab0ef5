package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The policies that come with Plumbline, by name. */
final class BuiltIn {
  private BuiltIn() {}

  private record Provider(String name, String description, Function<PolicySettings, Policy> maker)
      implements PolicyProvider {
    @Override
    public Policy create(PolicySettings settings) {
      return maker.apply(settings);
    }
  }

  static List<PolicyProvider> providers() {
    List<PolicyProvider> all = new ArrayList<>(ours());
    all.addAll(Newer.providers());
    return all;
  }

  private static List<PolicyProvider> ours() {
    return List.of(
        new Provider("random", "uniform", settings -> new RandomPolicy()),
        new Provider(
            "round-robin", "one after the other, from the first", settings -> new RoundRobin()));
  }
}
