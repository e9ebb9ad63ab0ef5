package io.plumbline.cli;

import io.plumbline.experiments.Scenario;
import io.plumbline.experiments.ScenarioSchema;
import io.plumbline.experiments.UsageException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scenarios}: those that {@code --config} knows by name, to be read and copied. */
@Command(
    name = "scenarios",
    description = {
      "Lists the scenarios that --config of run, plan, sweep and capacity knows by name; given a NAME, prints that one.",
      "A scenario of your own is a file like it: settings by the names of run's flags, and sections for sweep and capacity."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong usage"})
final class ScenariosCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Print this one.")
  private @Nullable String name;

  @Option(
      names = "--schema",
      description =
          "Print the JSON Schema of scenario files, by which an editor completes and checks them.")
  private boolean schema;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> shipped = Scenario.shipped();
    if (schema) {
      if (name != null) {
        throw new UsageException("--schema is of all scenarios: leave out " + name);
      }
      out.println(ScenarioSchema.of(Sections.settings(spec), Sections.keys(spec)));
    } else if (name == null) {
      shipped.forEach((each, text) -> out.printf("%-9s %s%n", each, firstLine(text)));
    } else if (shipped.containsKey(name)) {
      out.print(shipped.getOrDefault(name, ""));
    } else {
      throw new UsageException(
          "unknown scenario \""
              + name
              + "\": must be one of "
              + String.join(", ", shipped.keySet()));
    }
    out.flush();
    return Main.EXIT_DONE;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").replaceFirst("^# ", "");
  }
}
