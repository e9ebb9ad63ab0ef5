package io.plumbline.cli;

import io.plumbline.experiments.CalibrationRun;
import io.plumbline.experiments.Scenario;
import io.plumbline.experiments.TheoryRun;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.CalibrationReport;
import io.plumbline.results.TheoryReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code calibrate}: what the generator can do here, or whether it agrees with theory. */
@Command(
    name = "calibrate",
    description = {
      "Measures slip, response time and the highest rate that holds against a null scheduler, and stores them: a run of this"
          + " machine, JVM and settings that asks for more than 70 %% of that rate is flagged.",
      "With --theory: plays queues of which theory knows something against the reference scheduler, and compares every wait"
          + " with the recursion for c servers and the mean waits with the formulas.",
      "On SIGINT or SIGTERM it ends, writes nothing, and exits 3."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured and stored; with --theory: theory holds",
      "1:with --theory: theory does not hold",
      "2:wrong usage; nothing was started",
      "3:no rate held, it was interrupted or could not finish; with --theory: it could not be told"
    })
final class CalibrateCommand implements Callable<Integer> {
  /** To drain the step that is played; then a shutdown waits no longer. */
  private static final long STOP_MILLIS = 60_000;

  private static final String DEFAULT_OUTPUT = "./plumbline-calibration.json";

  @Option(
      names = "--quick",
      description = "Seconds instead of a minute; with --theory half a minute instead of many.")
  private boolean quick;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "For the result (default: "
              + DEFAULT_OUTPUT
              + "); with --theory as Markdown if it ends in .md (default: do not).")
  private @Nullable Path output;

  @Option(
      names = "--config",
      paramLabel = "FILE.yaml",
      description =
          "Settings of the runs to calibrate for, by the names of run's flags (default: run's defaults).")
  private @Nullable String config;

  @Option(names = "--theory", description = "Compare with queueing theory.")
  private boolean theory;

  @Option(
      names = "--only",
      paramLabel = "QUEUE",
      split = ",",
      description = "With --theory: only these queues, such as M/D/1 or M/D/1@0.8 (default: all).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "With --theory: where arrivals and services are drawn from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.applyLogLevel();
    if (theory && config != null) {
      throw new UsageException("--config " + config + " says nothing to --theory");
    }
    if (!theory && !only.isEmpty()) {
      throw new UsageException("--only " + String.join(",", only) + " needs --theory");
    }
    if (!theory && spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
      throw new UsageException("--seed " + seed + " needs --theory");
    }
    return theory ? compareWithTheory() : calibrate();
  }

  private int calibrate() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    CalibrationRun run =
        new CalibrationRun(
            Scenario.read(Optional.ofNullable(config), List.of(), Sections.keys(spec))
                .settings(Map.of()),
            quick,
            output == null ? Path.of(DEFAULT_OUTPUT) : output,
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "calibrate",
        terminal,
        run::stop,
        STOP_MILLIS,
        run::run,
        outcome -> {
          CalibrationReport.lines(outcome.document()).forEach(out::println);
          out.println("written: " + outcome.file());
          out.flush();
          return outcome.succeeded() ? Main.EXIT_DONE : Main.EXIT_FAILED;
        });
  }

  private int compareWithTheory() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    TheoryRun run =
        new TheoryRun(
            quick,
            only,
            seed,
            Optional.ofNullable(output),
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "calibrate",
        terminal,
        run::stop,
        STOP_MILLIS,
        run::run,
        outcome -> {
          TheoryReport.lines(outcome.document()).forEach(out::println);
          outcome.file().ifPresent(file -> out.println("written: " + file));
          out.flush();
          return outcome.document().contradicts()
              ? Main.EXIT_NO
              : outcome.document().holds() ? Main.EXIT_DONE : Main.EXIT_FAILED;
        });
  }
}
