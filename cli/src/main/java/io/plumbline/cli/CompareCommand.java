package io.plumbline.cli;

import io.plumbline.experiments.CompareRun;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.Documents;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.ComparisonMarkdown;
import io.plumbline.results.comparison.ComparisonReport;
import io.plumbline.results.comparison.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: what changed from one commit to another, and the exit code that gates. */
@Command(
    name = "compare",
    description = {
      "Says what changed from BASE to HEAD: two commits with stored results, or two result files.",
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
      "3:nothing could be judged, or it could not finish"
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin private CompareOptions compare = new CompareOptions();

  @Option(
      names = "--all",
      description = "Also list entries that are the same, new or not comparable.")
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
  public Integer call() throws IOException {
    common.applyLogLevel();
    Comparison comparison = CompareRun.run(compare.settings()).comparison();
    PrintWriter out = spec.commandLine().getOut();
    ComparisonReport.lines(comparison, all).forEach(out::println);
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
    return exitCode(comparison);
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
