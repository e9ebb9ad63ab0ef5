package io.plumbline.experiments;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code sweep} is asked to do: every rate of every workload, so many times.
 *
 * @param configFile settings that all points have in common
 * @param flags the same from the command line, which override the file's
 * @param ratesPerSecond offered loads
 * @param workloads presets or files; none means the one that the settings name
 * @param repetitions how often each is played, with the same schedule
 * @param outputDir a folder per point, and the sweep's document
 * @param history also keep the documents below this folder
 */
public record SweepSettings(
    Optional<Path> configFile,
    Map<String, Object> flags,
    List<Double> ratesPerSecond,
    List<String> workloads,
    int repetitions,
    Path outputDir,
    Optional<Path> history) {
  private static final int MAX_POINTS = 10_000;

  public SweepSettings {
    flags = Map.copyOf(flags);
    ratesPerSecond = List.copyOf(ratesPerSecond);
    workloads = List.copyOf(workloads);
    if (ratesPerSecond.isEmpty()) {
      throw new UsageException("--rates must name at least one rate, such as --rates 10,30,60");
    }
    requireDistinct("rates", ratesPerSecond);
    requireDistinct("workloads", workloads);
    if (repetitions < 1) {
      throw new UsageException("--repeat must be at least 1: " + repetitions);
    }
    long points = (long) ratesPerSecond.size() * Math.max(1, workloads.size()) * repetitions;
    if (points > MAX_POINTS) {
      throw new UsageException(
          "--rates, --workloads and --repeat make "
              + points
              + " points; the most is "
              + MAX_POINTS);
    }
  }

  private static void requireDistinct(String flag, List<?> values) {
    if (new HashSet<>(values).size() < values.size()) {
      throw new UsageException("--" + flag + " names one twice: " + values);
    }
  }
}
