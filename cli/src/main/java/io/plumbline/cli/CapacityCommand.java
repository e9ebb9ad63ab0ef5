package io.plumbline.cli;

import io.plumbline.experiments.CapacityRun;
import io.plumbline.experiments.CapacitySettings;
import io.plumbline.experiments.Scenario;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.CapacityReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code capacity}: the highest rate at which SLOs are met, with every probe on stdout. */
@Command(
    name = "capacity",
    description = {
      "Finds the highest rate at which requests meet their SLO often enough, with 99 %% confidence.",
      "Doubles the rate from --from until that fails, bisects, and confirms what it found by a run of twice the length;"
          + " each probe is a run in a JVM of its own. Started again with the same arguments and folder it goes on where it was.",
      "On SIGINT or SIGTERM it lets the run that plays drain and write, and exits 3."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    defaultValueProvider = Defaults.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:found, or it holds at --max-rate",
      "1:it does not hold at the lowest rate",
      "2:wrong usage or unreadable input; nothing was started",
      "3:it could not be told, or was interrupted"
    })
@SuppressWarnings("UnusedVariable") // some fields declare flags of the run alone
final class CapacityCommand implements Callable<Integer> {
  /** For the probe's files after its drain, and the search's; then a shutdown waits no longer. */
  private static final long WRITE_MILLIS = 60_000;

  @Option(
      names = "--attainment",
      paramLabel = "SHARE",
      defaultValue = "0.99",
      description = "Share of requests that must meet their SLO (default: ${DEFAULT-VALUE}).")
  private double attainment;

  @Option(
      names = "--class",
      paramLabel = "TIER:SLO",
      split = ",",
      description =
          "Classes that must reach it, each for itself, such as 1:urgent,2:normal (default: all requests together).")
  private List<String> classes = new ArrayList<>();

  @Option(names = "--all", description = "Every class must reach it.")
  private boolean everyClass;

  @Option(
      names = "--from",
      paramLabel = "RATE",
      defaultValue = "30",
      description = "Lowest rate, requests per second (default: ${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--max-rate",
      paramLabel = "RATE",
      defaultValue = "10000",
      description = "Highest rate, requests per second (default: ${DEFAULT-VALUE}).")
  private double maxRate;

  @Option(
      names = "--precision",
      paramLabel = "PERCENT",
      defaultValue = "5",
      description = "Stop when the rate above is so little higher (default: ${DEFAULT-VALUE}).")
  private double precision;

  @Option(
      names = "--find-peak",
      description =
          "Search as MLPerf LoadGen's FindPeakPerformance does instead: p99 within the SLO, one run a rate, one seed, no confirmation.")
  private boolean findPeak;

  @Option(
      names = "--boundary-step",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "With --find-peak: raise the rate by this share of itself (default: ${DEFAULT-VALUE}).")
  private double boundaryStep;

  @Option(
      names = "--decimals",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With --find-peak: until both ends agree to so many decimals (default: ${DEFAULT-VALUE}).")
  private int decimals;

  @Option(
      names = "--workload",
      paramLabel = "NAME|FILE.yaml",
      description =
          "balanced, urgent_heavy, batch_heavy, or a file with a definition (default: ${DEFAULT-VALUE}).")
  private String workload = "";

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      defaultValue = "./plumbline-capacity",
      description = "For capacity.json, and a folder per probe (default: ${DEFAULT-VALUE}).")
  private Path outputDir = Path.of("");

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description = "Also keep the results below DIR, under their commit (default: do not).")
  private @Nullable Path history;

  @Mixin private LoadOptions load = new LoadOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    CapacityRun run =
        new CapacityRun(
            settings(),
            ChildRun.launch(),
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "capacity",
        terminal,
        run::stop,
        run.stopLimitMillis() + WRITE_MILLIS,
        run::run,
        outcome -> {
          CapacityReport.lines(outcome.document()).forEach(out::println);
          outcome.files().forEach(file -> out.println("written: " + file));
          out.flush();
          return exitCode(outcome.document().answer().orElseThrow().kind());
        });
  }

  private CapacitySettings settings() {
    Scenario scenario = load.scenario(spec);
    requireProcedure(findPeak ? List.of("--precision") : List.of("--boundary-step", "--decimals"));
    return new CapacitySettings(
        scenario,
        findPeak
            ? new CapacitySettings.Procedure.LoadGens(boundaryStep, decimals)
            : new CapacitySettings.Procedure.Search(precision),
        attainment,
        classes,
        everyClass,
        from,
        maxRate,
        outputDir,
        Optional.ofNullable(history));
  }

  private void requireProcedure(List<String> flagsOfTheOther) {
    for (String flag : flagsOfTheOther) {
      if (spec.commandLine().getParseResult().hasMatchedOption(flag)) {
        throw new UsageException(
            flag + (findPeak ? " and --find-peak exclude each other" : " goes with --find-peak"));
      }
    }
  }

  private static int exitCode(CapacityDocument.Answer.Kind kind) {
    return switch (kind) {
      case FOUND, AT_LEAST -> Main.EXIT_DONE;
      case NONE -> Main.EXIT_NO;
      case UNKNOWN -> Main.EXIT_FAILED;
    };
  }
}
