package io.plumbline.cli;

import io.plumbline.experiments.HistoryImport;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.History;
import io.plumbline.results.HistoryFile;
import io.plumbline.results.HistoryReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code history}: what is kept of which commit, on stdout; removes old results, takes in JMH's.
 */
@Command(
    name = "history",
    description = {
      "Lists the results that are kept of each commit, from the names of their files.",
      "With --keep it removes those of all other commits, with --import it adds what JMH wrote."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:wrong usage or unreadable input; nothing was changed",
      "3:could not finish"
    })
final class HistoryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "results/history",
      description = "The history (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("");

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "Remove the results of all commits but the N that were measured last, and print what was removed (default: remove none).")
  private @Nullable Integer keep;

  @Option(names = "--dry-run", description = "With --keep: print it, and remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description =
          "Keep what JMH wrote with -rf json, as measured on this machine (default: import none).")
  private @Nullable Path imported;

  @Option(
      names = "--commit",
      paramLabel = "REV",
      description =
          "With --import: the revision that was measured (default: what is checked out here).")
  private @Nullable String commit;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    common.applyLogLevel();
    requireConsistent();
    if (imported != null) {
      take(imported);
    } else {
      History history = open();
      if (keep != null) {
        prune(history, keep);
      } else {
        HistoryReport.lines(history).forEach(out()::println);
      }
    }
    out().flush();
    return Main.EXIT_DONE;
  }

  private void requireConsistent() {
    if (imported != null && keep != null) {
      throw new UsageException("--import and --keep exclude each other");
    }
    if (dryRun && keep == null) {
      throw new UsageException("--dry-run goes with --keep");
    }
    if (commit != null && imported == null) {
      throw new UsageException("--commit goes with --import");
    }
    if (keep != null && keep < 1) {
      throw new UsageException("--keep must be at least 1: " + keep);
    }
  }

  private void take(Path jmhJson) throws IOException {
    Path file =
        HistoryImport.keep(
            jmhJson,
            Optional.ofNullable(commit),
            folder,
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal());
    out().println("written: " + file);
  }

  private History open() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException("no such folder: " + folder);
    }
    History history = History.open(folder);
    history.notes().forEach(terminal()::note);
    return history;
  }

  private void prune(History history, int commits) throws IOException {
    for (HistoryFile file : history.prunable(commits)) {
      if (!dryRun) {
        history.delete(file);
      }
      out().println((dryRun ? "would remove: " : "removed: ") + file.path());
    }
  }

  private Terminal terminal() {
    return new Terminal(spec.commandLine().getErr());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
