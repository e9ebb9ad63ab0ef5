package io.plumbline.balancing.event;

import io.plumbline.balancing.Policies;
import io.plumbline.balancing.event.EventScenario.Network;
import io.plumbline.balancing.event.EventScenario.Queueing;
import io.plumbline.balancing.event.EventScenario.Reporting;
import io.plumbline.balancing.event.EventScenario.Span;
import io.plumbline.balancing.event.EventScenario.Starting;
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

  private static Map<String, EventScenario> all() {
    Map<String, EventScenario> all = new LinkedHashMap<>();
    add(all, plain());
    return all;
  }

  private static void add(Map<String, EventScenario> all, EventScenario scenario) {
    all.put(scenario.name(), scenario);
  }
}
