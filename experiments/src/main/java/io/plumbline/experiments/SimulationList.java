package io.plumbline.experiments;

import io.plumbline.balancing.Policies;
import io.plumbline.balancing.event.EventScenarios;
import io.plumbline.balancing.event.EventSettings;
import io.plumbline.balancing.tick.TickScenarios;
import io.plumbline.balancing.tick.TickSettings;
import java.util.ArrayList;
import java.util.List;

/** What can be simulated, for people to choose from. */
public final class SimulationList {
  private static final String INDENT = "  ";

  private SimulationList() {}

  /** Scenarios, policies and settings, a line each, under headings. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Scenarios in ticks, of the notebook:");
    TickScenarios.studyNames().forEach(name -> lines.add(INDENT + name));
    lines.add("Scenarios in ticks, beside:");
    TickScenarios.names().stream()
        .filter(name -> !TickScenarios.studyNames().contains(name))
        .forEach(name -> lines.add(INDENT + name));
    lines.add("Scenarios in events (--engine event):");
    EventScenarios.names()
        .forEach(name -> lines.add(INDENT + name + ": " + EventScenarios.named(name).about()));
    lines.add("Policies:");
    Policies.descriptions().forEach(line -> lines.add(INDENT + line));
    lines.add("Settings in ticks, with the notebook's defaults:");
    TickSettings.defaults()
        .values()
        .forEach((name, value) -> lines.add(INDENT + name + ": " + value));
    lines.add(
        INDENT
            + TickSettings.TARGET_UTILIZATION
            + ": in place of the rate, the share of what the servers can do");
    lines.add("Settings in events:");
    EventSettings.descriptions()
        .forEach((name, description) -> lines.add(INDENT + name + ": " + description));
    return lines;
  }
}
