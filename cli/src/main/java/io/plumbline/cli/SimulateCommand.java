package io.plumbline.cli;

import io.plumbline.experiments.OutputFiles;
import io.plumbline.experiments.SimulationList;
import io.plumbline.experiments.SimulationProof;
import io.plumbline.experiments.SimulationSettings;
import io.plumbline.experiments.SimulationStudy;
import io.plumbline.experiments.SimulationWatch;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.report.HtmlReport;
import io.plumbline.results.simulation.SimulationCsv;
import io.plumbline.results.simulation.SimulationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simulate}: client-side load balancing, without servers. */
@Command(
    name = "simulate",
    description = {
      "Simulates client-side load balancing: which server each request goes to, and what comes of it.",
      "In ticks it is the notebook's model with its 46 scenarios; in events it is continuous time, with classes, faults"
          + " and queues as the reference scheduler has them.",
      "All policies meet the same arrivals and servers, so they are compared run by run.",
      "It prints scores, figures and comparisons, and keeps all in a document; --html makes a page of it, as report --document does.",
      "On SIGINT or SIGTERM it finishes the runs under way, writes what there is, and exits 3; with --theory or --real"
          + " nothing is written then."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:simulated; with --theory or --real: everything agrees",
      "1:with --theory or --real: a figure or an order is contradicted",
      "2:wrong usage or unreadable input; nothing was simulated",
      "3:it was interrupted, or could not finish; with --theory or --real: not everything could be told, because runs are"
          + " too few or invalid"
    })
final class SimulateCommand implements Callable<Integer> {
  /** For the runs under way; then a shutdown waits no longer. */
  private static final long STOP_MILLIS = 60_000;

  private static final int DEFAULT_RUNS = 6;

  private static final List<String> OF_FILES =
      List.of("--json", "--into", "--csv", "--aggregate-csv", "--requests-csv", "--html");

  private static final List<String> OF_RUNS =
      List.of("--runs", "--threads", "--baseline", "--trace", "--traced-server");

  private static final List<String> OF_STUDIES =
      List.of(
          "--scenario",
          "--policy",
          "--set",
          "--percentiles",
          "--target-utilization",
          "--baseline",
          "--trace",
          "--traced-server",
          "--csv",
          "--aggregate-csv",
          "--requests-csv",
          "--watch");

  private static final String DEFAULT_OUTPUT = "./plumbline-simulation.json";

  @Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      split = ",",
      description =
          "Shipped scenarios (see --list), YAML files, or all: the notebook's 46 in ticks, every one in events"
              + " (default: all).")
  private List<String> scenarios = new ArrayList<>(List.of(SimulationSettings.ALL));

  @Option(
      names = "--engine",
      paramLabel = "E",
      description = "tick or event (default: what a file says, else tick).")
  private @Nullable Engine engine;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "In place of the scenarios' own: a name, or a name with settings as in '{least-cost: {choices: 2}}';"
              + " repeatable, each scenario is simulated with each.")
  private List<String> policies = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description =
          "Of each scenario (default: "
              + DEFAULT_RUNS
              + "; with --theory "
              + SimulationProof.THEORY_REPETITIONS
              + ", which show all its orders).")
  private @Nullable Integer runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Root of every seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "That simulate; 0 is one per core. The results are the same (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Change a setting of every scenario; --list names them; repeatable.")
  private List<String> changes = new ArrayList<>();

  @Option(
      names = "--percentiles",
      paramLabel = "P",
      split = ",",
      description = "Of the tick engine's summary, such as 50,99 (default: the scenarios' own).")
  private List<Double> percentiles = new ArrayList<>();

  @Option(
      names = "--target-utilization",
      paramLabel = "SHARE",
      description =
          "Choose the rate for this share of what the servers can do, such as 0.9 (default: the scenarios' own).")
  private @Nullable Double targetUtilization;

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description = "The scenario that the others are compared with (default: the first).")
  private @Nullable String baseline;

  @Option(
      names = "--trace",
      paramLabel = "NAME",
      split = ",",
      description =
          "Keep how the first run went over time, for the report: names, all or none"
              + " (default: all of up to 4 scenarios of up to 200 servers, else none).")
  private List<String> traced = new ArrayList<>();

  @Option(
      names = "--traced-server",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Whose PID weight a trace tells, from 0, where the policy uses PID (default: ${DEFAULT-VALUE}). Tick engine.")
  private int tracedServer;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "For the document (default: " + DEFAULT_OUTPUT + ").")
  private @Nullable Path json;

  @Option(
      names = "--into",
      paramLabel = "RESULT",
      description =
          "Instead: add to this document, and simulate only what is new or changed in it.")
  private @Nullable Path into;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "A row per run, in the notebook's columns, algorithm first (default: do not).")
  private @Nullable Path csv;

  @Option(
      names = "--aggregate-csv",
      paramLabel = "FILE",
      description =
          "Mean, variance, reasonably bad run and worst run of each figure (default: do not).")
  private @Nullable Path aggregateCsv;

  @Option(
      names = "--requests-csv",
      paramLabel = "FILE",
      description =
          "A row per recorded request and probe; in events a row for each of the first 100,000 requests of a run that end after the warm-up"
              + " (default: do not).")
  private @Nullable Path requestsCsv;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "A page with box plots, runs over time and all tables; it opens from disk (default: do not).")
  private @Nullable Path html;

  @Option(
      names = "--watch",
      paramLabel = "request:N|server:N",
      description =
          "Print what happens to one request or server in the first run of one scenario, and nothing else.")
  private @Nullable String watch;

  @Option(
      names = "--theory",
      description =
          "Instead: hold the event engine against queueing theory, --runs repetitions of each system; some four"
              + " minutes. What so many cannot tell is told as such, and is no agreement.")
  private boolean theory;

  @Option(
      names = "--real",
      description =
          "Instead: play four schedulers of different speed on loopback under three policies, and hold the event engine"
              + " against them; some three minutes.")
  private boolean real;

  @Option(names = "--list", description = "Print scenarios, policies and settings, and exit.")
  private boolean list;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      SimulationList.lines().forEach(out::println);
      return Main.EXIT_DONE;
    }
    if (json != null && into != null) {
      throw new UsageException("--json %s and --into %s: one of them".formatted(json, into));
    }
    requireDistinctFiles();
    if (theory && real) {
      throw new UsageException("--theory and --real: one after the other, with --into");
    }
    if (theory || real) {
      String proof = theory ? "--theory" : "--real";
      refuse(OF_STUDIES, proof + " simulates systems of its own");
      refuse(real ? List.of("--runs") : List.of(), proof + " plays each policy once");
      refuse(List.of("--threads"), proof + " runs one system at a time");
      return prove(out);
    }
    if (watch != null) {
      refuse(OF_FILES, "--watch writes no file");
      refuse(OF_RUNS, "--watch follows one run");
      new SimulationWatch(settings(), watch).run(out::println);
      return Main.EXIT_DONE;
    }
    List<Path> files = new ArrayList<>();
    requireWritable("csv", csv, files);
    requireWritable("aggregate-csv", aggregateCsv, files);
    requireWritable("html", html, files);
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    SimulationStudy study =
        new SimulationStudy(
            settings(),
            Optional.ofNullable(baseline),
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "simulate",
        terminal,
        study::stop,
        STOP_MILLIS,
        study::run,
        outcome -> {
          SimulationDocument document = outcome.document();
          SimulationReport.lines(document, Optional.ofNullable(baseline)).forEach(out::println);
          if (csv != null) {
            AtomicFiles.writeText(csv, file -> file.write(SimulationCsv.runs(document)));
          }
          if (aggregateCsv != null) {
            AtomicFiles.writeText(
                aggregateCsv, file -> file.write(SimulationCsv.aggregates(document)));
          }
          if (html != null) {
            HtmlReport.write(html, document, Optional.ofNullable(baseline));
          }
          outcome.written().forEach(file -> out.println("written: " + file));
          files.forEach(file -> out.println("written: " + file));
          out.flush();
          return outcome.complete() ? Main.EXIT_DONE : Main.EXIT_FAILED;
        });
  }

  private int prove(PrintWriter out) throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    requireWritable("html", html, files);
    Terminal terminal = new Terminal(spec.commandLine().getErr());
    SimulationProof proof =
        new SimulationProof(
            theory ? SimulationProof.Against.THEORY : SimulationProof.Against.REAL,
            runs == null ? SimulationProof.THEORY_REPETITIONS : runs,
            seed,
            Optional.ofNullable(engine),
            output(),
            into != null,
            spec.commandLine().getParseResult().originalArgs(),
            Version.text(),
            terminal);
    return ShutdownStop.during(
        "simulate",
        terminal,
        proof::stop,
        STOP_MILLIS,
        proof::run,
        outcome -> {
          SimulationReport.lines(outcome.document(), Optional.empty()).forEach(out::println);
          if (html != null) {
            HtmlReport.write(html, outcome.document(), Optional.empty());
          }
          out.println("answer: " + told(outcome.answer()));
          out.println("written: " + output());
          files.forEach(file -> out.println("written: " + file));
          out.flush();
          return exitCode(outcome.answer());
        });
  }

  private static String told(SimulationProof.Answer answer) {
    return switch (answer) {
      case AGREES -> "everything agrees";
      case DISAGREES -> "NOT EVERYTHING AGREES";
      case UNTOLD -> "not everything could be told; the notes say why";
    };
  }

  private static int exitCode(SimulationProof.Answer answer) {
    return switch (answer) {
      case AGREES -> Main.EXIT_DONE;
      case DISAGREES -> Main.EXIT_NO;
      case UNTOLD -> Main.EXIT_FAILED;
    };
  }

  private Path output() {
    return into != null ? into : json != null ? json : Path.of(DEFAULT_OUTPUT);
  }

  private void refuse(List<String> flags, String because) {
    for (String flag : flags) {
      if (spec.commandLine().getParseResult().hasMatchedOption(flag)) {
        throw new UsageException(because + "; leave out " + flag);
      }
    }
  }

  private void requireDistinctFiles() {
    Map<Path, String> flags = new HashMap<>();
    requireDistinct(into != null ? "--into" : "--json", output(), flags);
    requireDistinct("--csv", csv, flags);
    requireDistinct("--aggregate-csv", aggregateCsv, flags);
    requireDistinct("--requests-csv", requestsCsv, flags);
    requireDistinct("--html", html, flags);
  }

  private static void requireDistinct(String flag, @Nullable Path file, Map<Path, String> flags) {
    if (file != null) {
      String other = flags.putIfAbsent(file.toAbsolutePath().normalize(), flag);
      if (other != null) {
        throw new UsageException(other + " and " + flag + " name one file: " + file);
      }
    }
  }

  private static void requireWritable(String flag, @Nullable Path file, List<Path> files) {
    if (file != null) {
      OutputFiles.requireWritableFile(flag, file);
      files.add(file);
    }
  }

  private SimulationSettings settings() {
    return new SimulationSettings(
        Optional.ofNullable(engine),
        scenarios,
        policies,
        changes,
        percentiles,
        targetUtilization == null ? OptionalDouble.empty() : OptionalDouble.of(targetUtilization),
        runs == null ? DEFAULT_RUNS : runs,
        seed,
        threads,
        traced,
        tracedServer,
        output(),
        into != null,
        Optional.ofNullable(requestsCsv));
  }
}
