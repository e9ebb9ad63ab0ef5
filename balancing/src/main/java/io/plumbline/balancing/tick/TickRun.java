package io.plumbline.balancing.tick;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one run came to. A figure that cannot be told, such as the mean of nothing, is not in its
 * map.
 *
 * @param scenario what was run
 * @param seed of the study
 * @param repetition from 0
 * @param notebook the notebook's summary, by its column names and in their order
 * @param clean figures without the notebook's biases, by the names in {@link CleanFigures}
 * @param drained whether the servers ran empty before the cooldown was over
 * @param trace the run tick by tick, if it was asked for
 */
public record TickRun(
    TickScenario scenario,
    long seed,
    int repetition,
    Map<String, Double> notebook,
    Map<String, Double> clean,
    boolean drained,
    Optional<TickTrace> trace) {
  public TickRun {
    notebook = Collections.unmodifiableMap(new LinkedHashMap<>(notebook));
    clean = Collections.unmodifiableMap(new LinkedHashMap<>(clean));
  }
}
