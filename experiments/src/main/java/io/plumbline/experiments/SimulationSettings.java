package io.plumbline.experiments;

import io.plumbline.results.SimulationDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What to simulate, as the command line has it.
 *
 * @param engine in ticks or in continuous time; a file may say it instead
 * @param scenarios names, files, or {@code all}
 * @param policies in place of the scenarios' own, each in turn; empty for the scenarios' own
 * @param changes of settings, each as {@code NAME=VALUE}
 * @param percentiles of the summary, 0 to 100; empty for the scenarios' own
 * @param targetUtilization for which the rate is chosen, 1 being all of it; empty for the
 *     scenarios' own
 * @param runs of every scenario
 * @param seed of all
 * @param threads that run them; 0 for one per core
 * @param traced names of scenarios of whose first run a trace is kept; empty for all if they are
 *     few
 * @param tracedServer from 0, whose PID weight a trace tells
 * @param output of the document
 * @param into whether results that {@code output} holds already are kept where nothing changed
 * @param requestsCsv for a row per recorded request
 */
public record SimulationSettings(
    Optional<SimulationDocument.Engine> engine,
    List<String> scenarios,
    List<String> policies,
    List<String> changes,
    List<Double> percentiles,
    OptionalDouble targetUtilization,
    int runs,
    long seed,
    int threads,
    List<String> traced,
    int tracedServer,
    Path output,
    boolean into,
    Optional<Path> requestsCsv) {

  /** In {@link #scenarios} and {@link #traced}: every one. */
  public static final String ALL = "all";

  /** In {@link #traced}: none. */
  public static final String NONE = "none";

  private static final int MOST_RUNS = 100_000;

  /** Servers that are offered ten times what they can do only make queues. */
  static final double MOST_TARGET = 10;

  /**
   * Checks what does not depend on the scenarios.
   *
   * @throws UsageException naming the flag
   */
  public SimulationSettings {
    scenarios = List.copyOf(scenarios);
    policies = List.copyOf(policies);
    changes = List.copyOf(changes);
    percentiles = List.copyOf(percentiles);
    traced = List.copyOf(traced);
    if (runs < 1 || runs > MOST_RUNS) {
      throw new UsageException("--runs must be from 1 to " + MOST_RUNS + ": " + runs);
    }
    if (threads < 0) {
      throw new UsageException("--threads must not be negative: " + threads);
    }
    if (targetUtilization.isPresent()) {
      double target = targetUtilization.getAsDouble();
      if (!(target > 0 && target <= MOST_TARGET)) {
        throw new UsageException(
            "--target-utilization must be above 0 and at most " + MOST_TARGET + ": " + target);
      }
    }
    if (tracedServer < 0) {
      throw new UsageException("--traced-server must not be negative: " + tracedServer);
    }
    OutputFiles.requireWritableFile(into ? "into" : "json", output);
    requestsCsv.ifPresent(file -> OutputFiles.requireWritableFile("requests-csv", file));
  }

  int threadCount() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
