package io.plumbline.cli;

import io.plumbline.experiments.CompareRun;
import io.plumbline.experiments.MeasureOutcome;
import io.plumbline.experiments.MeasuredComparison;
import io.plumbline.experiments.OutputFiles;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.Documents;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.ComparisonMarkdown;
import io.plumbline.results.comparison.ComparisonReport;
import io.plumbline.results.comparison.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code compare}: what changed from one commit to another, and the exit code that gates. */
@Command(
    name = "compare",
    description = {
      "Says what changed from BASE to HEAD: two commits with stored results, two result files, or with --measure two commits that are built and measured now, in turns.",
      "A change counts if it reaches the minimum effect and is not chance; what was judged, and what could not have been found, is told first."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing that is gated got worse, as far as it could be judged",
      "1:a gated entry regressed; or, with the flags, is missing or failed",
      "2:wrong usage or unreadable input",
      "3:nothing could be judged, or it could not finish; what was measured until then is kept and told"
    })
final class CompareCommand implements Callable<Integer> {
  /** To end a fork, to write two documents, and to remove a work tree. */
  private static final long STOP_MILLIS = 20_000;

  @Mixin private CompareOptions compare = new CompareOptions();
  @Mixin private MeasureOptions measure = new MeasureOptions();

  @Option(
      names = "--all",
      description =
          "Also list entries that are the same, moved by less than counts, or were not judged.")
  private boolean all;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the whole answer.")
  private @Nullable Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Also write a summary for a pull request.")
  private @Nullable Path markdown;

  @Option(names = "--fail-on-missing", description = "Exit 1 if HEAD lacks an entry of BASE.")
  private boolean failOnMissing;

  @Option(names = "--fail-on-failed", description = "Exit 1 if a benchmark failed.")
  private boolean failOnFailed;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.applyLogLevel();
    if (json != null) {
      OutputFiles.requireWritableFile("json", json);
    }
    if (markdown != null) {
      OutputFiles.requireWritableFile("markdown", markdown);
    }
    if (measure.isAsked()) {
      return measured();
    }
    measure.requireNone(spec.commandLine().getParseResult());
    Comparison comparison = CompareRun.run(compare.settings()).comparison();
    tell(comparison, List.of());
    return exitCode(comparison);
  }

  private int measured() throws IOException, InterruptedException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    try (MeasuredComparison run =
        new MeasuredComparison(
            measure.settings(compare.settings(), parsed.hasMatchedOption("--history")),
            parsed.originalArgs(),
            Version.text(),
            terminal)) {
      return ShutdownStop.during(
          "compare", terminal, run::stop, STOP_MILLIS, run::run, this::tellMeasured);
    }
  }

  /**
   * @param outcome empty if it was stopped before anything was measured
   */
  private int tellMeasured(Optional<MeasureOutcome> outcome) throws IOException {
    if (outcome.isEmpty()) {
      return Main.EXIT_FAILED;
    }
    Comparison comparison = outcome.get().comparison();
    tell(comparison, outcome.get().files());
    return outcome.get().stopped() ? Main.EXIT_FAILED : exitCode(comparison);
  }

  private void tell(Comparison comparison, List<Path> measured) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ComparisonReport.lines(comparison, all).forEach(out::println);
    measured.forEach(file -> out.println("written: " + file));
    if (json != null) {
      Documents.writeJson(json, comparison);
      out.println("written: " + json);
    }
    if (markdown != null) {
      String text = ComparisonMarkdown.text(comparison);
      AtomicFiles.writeText(markdown, file -> file.write(text));
      out.println("written: " + markdown);
    }
    out.flush();
  }

  private int exitCode(Comparison comparison) {
    boolean no =
        !comparison.regressions().isEmpty()
            || (failOnMissing && !comparison.with(Verdict.MISSING).isEmpty())
            || (failOnFailed && !comparison.with(Verdict.FAILED).isEmpty());
    if (no) {
      return Main.EXIT_NO;
    }
    return comparison.coverage().judged() == 0 ? Main.EXIT_FAILED : Main.EXIT_DONE;
  }
}
