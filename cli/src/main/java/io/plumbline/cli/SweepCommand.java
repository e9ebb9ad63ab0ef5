package io.plumbline.cli;

import io.plumbline.experiments.Scenario;
import io.plumbline.experiments.SweepRates;
import io.plumbline.experiments.SweepRun;
import io.plumbline.experiments.SweepSettings;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.SweepReport;
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
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code sweep}: a grid of runs, its table on stdout, a folder per point. */
@Command(
    name = "sweep",
    description = {
      "Plays every rate of every workload, each in a JVM of its own, and reports them side by side.",
      "Started again with the same grid and folder it keeps what was played, and plays the rest.",
      "On SIGINT or SIGTERM it lets the run that plays drain and write, and exits 3."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    defaultValueProvider = Defaults.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every point is valid, or was left out because a limit ended the sweep",
      "2:wrong usage or unreadable input; nothing was started",
      "3:a point is invalid or failed, or it was interrupted; the rest was played and written"
    })
final class SweepCommand implements Callable<Integer> {
  /** For the point's files after its drain, and the sweep's; then a shutdown waits no longer. */
  private static final long WRITE_MILLIS = 60_000;

  @Option(
      names = "--rates",
      paramLabel = "A,B,FROM..TO/STEP|auto",
      split = ",",
      description = {
        "Offered loads, requests per second, all classes together: rates and ranges, as in 10,30..90/20.",
        "auto looks for the knee of each workload: it doubles the rate from --from until fewer than 95 %% of the requests"
            + " meet their SLO, or p99 is more than 5 times that at --from, then plays four rates in between."
      })
  private List<String> rates = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "RATE",
      defaultValue = "30",
      description = "With --rates auto: a low load, as the baseline (default: ${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--max-rate",
      paramLabel = "RATE",
      defaultValue = "10000",
      description = "With --rates auto: no rate is above this one (default: ${DEFAULT-VALUE}).")
  private double maxRate;

  @Option(
      names = "--max-rates",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "With --rates auto: no workload is played at more rates (default: ${DEFAULT-VALUE}).")
  private int maxRates;

  @Option(
      names = "--workloads",
      paramLabel = "A,B,C",
      split = ",",
      description = "Presets or files with definitions (default: balanced).")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Play each point so many times, with one schedule (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      defaultValue = "./plumbline-sweep",
      description = "For sweep.json, and a folder per point (default: ${DEFAULT-VALUE}).")
  private Path outputDir = Path.of("");

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description =
          "Also keep the finished results below DIR, under their commit (default: do not).")
  private @Nullable Path history;

  @Option(
      names = "--allow-invalid",
      description =
          "Exit 0 though points are invalid, and let --rates auto judge them by their figures; one that failed still exits 3.")
  private boolean allowInvalid;

  @Mixin private LoadOptions load = new LoadOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    Scenario scenario = load.scenario(spec);
    SweepSettings settings =
        new SweepSettings(
            scenario, rates(scenario), workloads, repeat, outputDir, Optional.ofNullable(history));
    SweepRun run =
        new SweepRun(
            settings,
            ChildRun.launch(),
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "sweep",
        terminal,
        run::stop,
        run.stopLimitMillis() + WRITE_MILLIS,
        run::run,
        outcome -> {
          SweepReport.lines(outcome.document()).forEach(out::println);
          outcome.files().forEach(file -> out.println("written: " + file));
          out.flush();
          return outcome.succeeded(allowInvalid) ? Main.EXIT_DONE : Main.EXIT_FAILED;
        });
  }

  private SweepRates rates(Scenario scenario) {
    Optional<SweepRates.Listed> listed = SweepRates.parse(rates);
    if (listed.isEmpty()) {
      return new SweepRates.Auto(from, maxRate, maxRates, allowInvalid);
    }
    ParseResult parsed = spec.commandLine().getParseResult();
    Map<String, Object> section = scenario.section(spec.name());
    for (String name : List.of("from", "max-rate", "max-rates")) {
      if (parsed.hasMatchedOption("--" + name)) {
        throw new UsageException("--" + name + " goes with --rates auto");
      }
      // Beside rates of its own it says nothing; rates given as a flag may go before all of it. A
      // result holds all options, and these as they are by default.
      if (section.containsKey(name)
          && !parsed.hasMatchedOption("--rates")
          && !isDefault("--" + name, section.get(name))) {
        throw new UsageException("sweep." + name + " goes with sweep.rates: auto");
      }
    }
    return listed.get();
  }

  private boolean isDefault(String flag, Object value) {
    return value instanceof Number number
        && number.doubleValue() == Double.parseDouble(spec.findOption(flag).defaultValue());
  }
}
