package io.plumbline.cli;

import io.plumbline.experiments.Scenario;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The flags of one run: those of every load, and those that a sweep chooses for each point. */
@SuppressWarnings("UnusedVariable") // the fields declare flags; the parse result has their values
final class RunOptions {
  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--total-qps",
      paramLabel = "N",
      description =
          "Offered load, requests per second, all classes together (default: ${DEFAULT-VALUE}).")
  private double totalQps;

  @Option(
      names = "--workload",
      paramLabel = "NAME|FILE.yaml",
      description =
          "balanced, urgent_heavy, batch_heavy, or a file with a definition (default: ${DEFAULT-VALUE}).")
  private String workload = "";

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description =
          "For the logs in LoadGen's format, a folder per class (default: ${DEFAULT-VALUE}).")
  private String outputDir = "";

  @Option(
      names = "--metrics-csv",
      paramLabel = "FILE",
      description = "One row per request (default: ${DEFAULT-VALUE}).")
  private String metricsCsv = "";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "The whole result (default: result.json in --output-dir).")
  private String json = "";

  /** What the scenario and the flags of {@code command} make together. */
  Scenario scenario(CommandSpec command) {
    return load.scenario(command);
  }
}
