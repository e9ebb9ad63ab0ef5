package io.plumbline.cli;

import io.plumbline.experiments.BenchRun;
import io.plumbline.experiments.BenchSettings;
import io.plumbline.experiments.BenchSuite;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.MicroReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code bench}: the microbenchmarks, in forks, their table on stdout, everything in a document.
 */
@Command(
    name = "bench",
    description = {
      "Runs the JMH benchmarks in JVMs of their own and reports what one operation costs.",
      "Without --quick, --full or a PATTERN it runs the quick suite; with a PATTERN alone, the benchmarks as they are annotated.",
      "On SIGINT or SIGTERM it ends the fork that runs, writes what was measured, and exits 3."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was measured, or skipped for a reason that the table shows",
      "2:wrong usage; nothing was started",
      "3:a benchmark failed, or it was interrupted; the rest was measured and written"
    })
final class BenchCommand implements Callable<Integer> {
  /** To end a fork and to write a document; then a shutdown waits no longer. */
  private static final long STOP_MILLIS = 20_000;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description = "Regular expressions; benchmarks in whose names one is found are run.")
  private List<String> patterns = new ArrayList<>();

  @Option(names = "--quick", description = "A few short iterations of the suite's quick choice.")
  private boolean quick;

  @Option(
      names = "--full",
      description = "Everything, with the forks that comparing commits needs.")
  private boolean full;

  @Option(
      names = "--param",
      paramLabel = "NAME=A,B",
      description =
          "Run only these values of a parameter; repeatable (default: as the suite says, or all).")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs per benchmark (default: as the suite or the benchmark says).")
  private @Nullable Integer forks;

  @Option(
      names = "--jvm",
      paramLabel = "PATH",
      description = "Fork this java program, or this JDK's (default: the one that runs this).")
  private @Nullable Path jvm;

  @Option(
      names = "--profiler",
      paramLabel = "async",
      description =
          "Also write flame graphs by async-profiler, beside the document (default: none).")
  private @Nullable String profiler;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "./plumbline-bench.json",
      description = "The whole result, rewritten after every fork (default: ${DEFAULT-VALUE}).")
  private Path json = Path.of("");

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description = "Also keep a finished result below DIR, under its commit (default: do not).")
  private @Nullable Path history;

  @Option(names = "--list", description = "Print the names of all benchmarks and run none.")
  private boolean list;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      BenchRun.names().forEach(out::println);
      return Main.EXIT_DONE;
    }
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    BenchRun run =
        new BenchRun(
            settings(),
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "bench",
        terminal,
        run::stop,
        STOP_MILLIS,
        run::run,
        outcome -> {
          MicroReport.lines(outcome.document()).forEach(out::println);
          outcome.files().forEach(file -> out.println("written: " + file));
          out.flush();
          return outcome.succeeded() ? Main.EXIT_DONE : Main.EXIT_FAILED;
        });
  }

  private BenchSettings settings() {
    if (quick && full) {
      throw new UsageException("--quick and --full exclude each other");
    }
    if (profiler != null && !profiler.equals("async")) {
      throw new UsageException("--profiler must be async: " + profiler);
    }
    if (forks != null && forks < 1) {
      throw new UsageException("--forks must be 1 to 1000: " + forks);
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    params.forEach((name, list) -> values.put(name, List.of(list.split(",", -1))));
    return new BenchSettings(
        suite(),
        patterns,
        values,
        forks == null ? OptionalInt.empty() : OptionalInt.of(forks),
        Optional.ofNullable(jvm),
        profiler != null,
        json,
        Optional.ofNullable(history));
  }

  private BenchSuite suite() {
    if (full) {
      return BenchSuite.FULL;
    }
    return quick || patterns.isEmpty() ? BenchSuite.QUICK : BenchSuite.AS_ANNOTATED;
  }
}
