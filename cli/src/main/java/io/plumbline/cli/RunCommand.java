package io.plumbline.cli;

import io.plumbline.experiments.LoadRun;
import io.plumbline.experiments.LoadSettings;
import io.plumbline.experiments.Scenario;
import io.plumbline.results.LoadReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: one load run, its summary on stdout, its files where asked. */
@Command(
    name = "run",
    description = {
      "Offers one open-loop Poisson load to a scheduler and reports what came of it.",
      "On SIGINT or SIGTERM it stops issuing, drains, writes everything, and exits 3."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    defaultValueProvider = Defaults.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the run is valid",
      "2:wrong usage, unreadable input, or no scheduler there; nothing was started",
      "3:the run is invalid, was interrupted, or could not finish"
    })
final class RunCommand implements Callable<Integer> {
  /** For writing the files after the drain; then a shutdown waits no longer. */
  private static final long WRITE_MILLIS = 60_000;

  @Mixin private RunOptions load = new RunOptions();
  @Mixin private ShowOption sections = new ShowOption();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ChildRun.watchParent();
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    Scenario scenario = load.scenario(spec);
    LoadSettings settings = scenario.settings(Map.of());
    scenario.requireOtherPlaces(settings);
    List<String> command = spec.commandLine().getParseResult().originalArgs();
    LoadRun run = new LoadRun(settings, command, Version.text(), terminal);
    scenario.compared(run.scheduleSha256()).ifPresent(terminal::note);
    long stopMillis = settings.rpcTimeoutMs() + settings.drainLimitMs() + WRITE_MILLIS;
    return ShutdownStop.during(
        "run",
        terminal,
        run::stop,
        stopMillis,
        run::run,
        outcome -> {
          LoadReport.lines(outcome.document(), sections.show()).forEach(out::println);
          outcome.files().forEach(file -> out.println("written: " + file));
          out.flush();
          return outcome.valid() ? Main.EXIT_DONE : Main.EXIT_FAILED;
        });
  }
}
