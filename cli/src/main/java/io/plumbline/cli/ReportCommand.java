package io.plumbline.cli;

import io.plumbline.experiments.ReportOutcome;
import io.plumbline.experiments.ReportRun;
import io.plumbline.results.comparison.ComparisonReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report}: a comparison and a history as one page, a summary and a table. */
@Command(
    name = "report",
    description = {
      "Writes one HTML file that tells what changed from BASE to HEAD, the trend over commits, and what was measured; it opens from disk.",
      "Beside it a summary in Markdown and the whole answer as JSON; the table goes to stdout. A report gates nothing: compare does."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the report was written, whatever it says",
      "2:wrong usage or unreadable input",
      "3:it could not finish"
    })
final class ReportCommand implements Callable<Integer> {
  @Mixin private CompareOptions compare = new CompareOptions();

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      defaultValue = "./plumbline-report",
      description =
          "For report.html, summary.md, comparison.json and charts/*.svg (default: ${DEFAULT-VALUE}).")
  private Path outputDir = Path.of("");

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "A YAML file whose plot section asks for further charts; what it came to is written beside the report.")
  private Optional<Path> plot = Optional.empty();

  @Option(
      names = "--document",
      paramLabel = "FILE",
      description =
          "A document to show beside the comparison: of simulate, capacity or calibrate; may be given several times."
              + " Where there is no history and no BASE is named, the page is of documents alone.")
  private List<Path> documents = List.of();

  @Option(
      names = "--all",
      description =
          "Also list entries that are the same, moved by less than counts, or were not judged.")
  private boolean all;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    common.applyLogLevel();
    String command =
        "plumbline " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    ReportOutcome outcome = ReportRun.run(compare.settings(), outputDir, plot, documents, command);
    PrintWriter out = spec.commandLine().getOut();
    ComparisonReport.lines(outcome.comparison(), all).forEach(out::println);
    outcome.files().forEach(file -> out.println("written: " + file));
    out.flush();
    return Main.EXIT_DONE;
  }
}
