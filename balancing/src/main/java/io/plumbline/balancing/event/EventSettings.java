package io.plumbline.balancing.event;

import java.util.LinkedHashMap;
import java.util.Map;

/** Every setting of a scenario by its name in files and flags. */
public final class EventSettings {
  private EventSettings() {}

  /** What may be set, with what it means, in the order of the documentation. */
  public static Map<String, String> descriptions() {
    return new LinkedHashMap<>();
  }

  /**
   * Returns the scenario with one setting changed.
   *
   * @param value as YAML has it: a number, a text, a flag, a list or a map
   * @throws IllegalArgumentException if there is no such setting or the value is wrong
   */
  public static EventScenario with(EventScenario scenario, String name, Object value) {
    throw new IllegalArgumentException(
        "unknown setting \"" + name + "\" of scenario " + scenario.name() + ": " + value);
  }
}
