package io.plumbline.balancing;

import java.util.function.Function;

/** A policy that comes with Plumbline: its name, a line on it, and what makes it. */
record Provider(String name, String description, Function<PolicySettings, Policy> maker)
    implements PolicyProvider {
  @Override
  public Policy create(PolicySettings settings) {
    return maker.apply(settings);
  }
}
