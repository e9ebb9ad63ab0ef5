package io.plumbline.cli;

import io.plumbline.experiments.LoadSettings;
import io.plumbline.experiments.PlanReport;
import io.plumbline.experiments.UsageException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plan}: what a run would offer, without sending anything. */
@Command(
    name = "plan",
    description = {
      "Prints the schedule that run would offer, as key=value lines, and sends nothing.",
      "count: requests; last_ns: when the last is due; next_ns: when the one after it would be; sha256: of the schedule."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    defaultValueProvider = Defaults.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong usage or unreadable input"})
final class PlanCommand implements Callable<Integer> {
  @Option(
      names = "--class",
      paramLabel = "TIER:SLO",
      description = "Only this class of the plan, such as 1:urgent; without it, all together.")
  private @Nullable String onlyClass;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "One stream of N requests per second, without classes.")
  private @Nullable Double ratePerSecond;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "Also print the first N offsets, in nanoseconds, as first_ns.")
  private int first;

  @Mixin private RunOptions load = new RunOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    common.applyLogLevel();
    Map<String, Object> rate = new HashMap<>();
    if (ratePerSecond != null) {
      if (!(ratePerSecond > 0 && ratePerSecond <= 1e9)) {
        throw new UsageException(
            "--rate must be positive, finite and at most 1e9: " + ratePerSecond);
      }
      rate.put("total-qps", ratePerSecond);
    }
    LoadSettings settings = load.scenario(spec).settings(rate);
    PlanReport.View view =
        new PlanReport.View(Optional.ofNullable(onlyClass), ratePerSecond != null, first);
    PlanReport report = PlanReport.of(settings, view);
    report.notes().forEach(note -> spec.commandLine().getErr().println("plan: note: " + note));
    report.lines().forEach(spec.commandLine().getOut()::println);
    return Main.EXIT_DONE;
  }
}
