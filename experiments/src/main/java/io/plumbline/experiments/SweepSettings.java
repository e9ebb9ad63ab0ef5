package io.plumbline.experiments;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What {@code sweep} is asked to do: every rate of every workload, so many times.
 *
 * @param scenario settings that all points have in common
 * @param rates offered loads
 * @param workloads presets or files; none means the one that the settings name
 * @param repetitions how often each is played, with the same schedule
 * @param outputDir a folder per point, and the sweep's document
 * @param history also keep the documents below this folder
 */
public record SweepSettings(
    Scenario scenario,
    SweepRates rates,
    List<String> workloads,
    int repetitions,
    Path outputDir,
    Optional<Path> history) {
  public SweepSettings {
    workloads = List.copyOf(workloads);
    if (new HashSet<>(workloads).size() < workloads.size()) {
      throw new UsageException("--workloads names one twice: " + workloads);
    }
    if (repetitions < 1) {
      throw new UsageException("--repeat must be at least 1: " + repetitions);
    }
    long points = (long) rates.most() * Math.max(1, workloads.size()) * repetitions;
    if (points > SweepRates.MAX_COUNT) {
      throw new UsageException(
          "--rates, --workloads and --repeat make "
              + points
              + " points; the most is "
              + SweepRates.MAX_COUNT);
    }
  }
}
