package io.plumbline.loadgen;

import java.util.Map;
import java.util.Optional;

/**
 * What was seen of a run from beside it, for the verdict.
 *
 * @param health of the generator; empty if nobody watched
 * @param inFlight as sampled; empty if it was not
 * @param baseline what a calibration read on this machine, by {@link HealthReading#id}; empty if
 *     there is none
 */
public record RunEvidence(
    Optional<GeneratorHealth> health, Optional<InFlight> inFlight, Map<String, Double> baseline) {

  /** Nobody watched. */
  public static final RunEvidence NONE =
      new RunEvidence(Optional.empty(), Optional.empty(), Map.of());

  public RunEvidence {
    baseline = Map.copyOf(baseline);
  }
}
