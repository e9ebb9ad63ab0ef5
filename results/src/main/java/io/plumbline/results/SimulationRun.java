package io.plumbline.results;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One simulated run.
 *
 * @param repetition from 1; runs of one repetition met the same arrivals, servers and resets
 * @param drained whether the servers were empty before the limit: in ticks of the cooldown, in
 *     events of the drain; if not, means are of the answered requests alone, and so too good
 * @param figures by column; the unknown is absent
 */
public record SimulationRun(int repetition, boolean drained, Map<String, Double> figures) {
  public SimulationRun {
    if (repetition < 1) {
      throw new IllegalArgumentException("repetition must be at least 1: " + repetition);
    }
    figures =
        Collections.unmodifiableMap(new LinkedHashMap<>(Finite.requireAll("figures", figures)));
  }
}
