package io.plumbline.experiments;

import io.plumbline.loadgen.Suite;
import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.AsyncProfiler;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * One pass over microbenchmarks, from settings to a document.
 *
 * <p>JMH is asked for one fork at a time, in rounds: first one fork of every benchmark, then the
 * second of each. So a disturbance of the machine meets one fork of several benchmarks, and not all
 * forks of one, whose spread would then hide it; and the document, which is rewritten after each
 * fork, is of use from the first round on.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class BenchRun {
  /** It says where messages go, not how to measure; forks are compared by their arguments. */
  private static final String TERMINAL_PROPERTY = "-Dplumbline.stderr.terminal=";

  /** JMH's main class in a fork. */
  private static final String FORK = "org.openjdk.jmh.runner.ForkedMain";

  private static final String IGNORE_LOCK = "jmh.ignoreLock";

  private static final int FIRST_TO_WARN = 24;

  /** Netty loads natives and JMH uses Unsafe; neither news in every fork. */
  private static final List<String> WARN_NOT =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final BenchSettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final List<String> notes = new ArrayList<>();
  private final Optional<TargetJvm> jvm;
  private final int javaFeature;
  private final Optional<Flamegraphs> flamegraphs;
  private final Optional<HistoryFolder> history;
  private final Optional<Commit> commit;
  private final EnvironmentProbe probe = new EnvironmentProbe();
  private final Instant startedAt = Instant.now();
  private final List<Measured> all;
  private final BenchProgress progress;

  private volatile boolean stopped;

  /** A benchmark, and the forks of it that were run. */
  private record Measured(BenchTask task, List<BenchFork> forks) {
    /** Whether it is run again: not after a fork that failed, or that said it cannot run here. */
    boolean isDue(int round) {
      return round <= task.runs()
          && forks.stream().allMatch(f -> f.ending() == BenchFork.Ending.DONE);
    }

    MicroEntry entry() {
      return MicroEntries.of(task, forks);
    }
  }

  /**
   * Checks everything that can be checked before anything is started.
   *
   * @param command the arguments, for the result
   * @param plumblineVersion for the result
   * @throws UsageException if the pass cannot be made as asked
   */
  public BenchRun(
      BenchSettings settings, List<String> command, String plumblineVersion, RunObserver observer)
      throws InterruptedException {
    this.settings = settings;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    this.jvm =
        settings.jvm().isPresent()
            ? Optional.of(TargetJvm.at(settings.jvm().get()))
            : Optional.empty();
    this.javaFeature = jvm.map(TargetJvm::feature).orElse(Runtime.version().feature());
    Suite suite = settings.suite().suite(javaFeature);
    List<BenchTask> tasks = settings.choice().tasks(suite, settings.forks());
    OutputFiles.requireWritableFile("json", settings.json());
    suite.skipped().stream()
        .filter(line -> tasks.stream().anyMatch(task -> line.startsWith(task.className() + " ")))
        .forEach(notes::add);
    this.commit = GitState.aroundHere(notes);
    this.history = settings.history().map(folder -> new HistoryFolder(folder, commit));
    this.flamegraphs =
        settings.flamegraphs()
            ? Optional.of(Flamegraphs.into(graphsFolder(settings.json())))
            : Optional.empty();
    this.all =
        tasks.stream()
            .map(task -> flamegraphs.isPresent() ? task.watchedBy("async") : task)
            .map(task -> new Measured(task, new ArrayList<>()))
            .toList();
    this.progress = new BenchProgress(tasks);
  }

  /** The names of all benchmarks, sorted. */
  public static List<String> names() {
    return BenchTask.names();
  }

  private static Path graphsFolder(Path json) {
    String name = json.toAbsolutePath().getFileName().toString().replaceFirst("\\.json$", "");
    return json.toAbsolutePath().resolveSibling(name + "-flamegraphs");
  }

  /** Ends the fork that runs and begins no other; what was measured is written. */
  public void stop() {
    stopped = true;
    endForks();
  }

  /** JMH does not tell its process, so it is known by the class that it runs. */
  private static void endForks() {
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      children
          .filter(child -> child.info().commandLine().orElse("").contains(FORK))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Runs everything.
   *
   * @throws IOException if the document cannot be written
   */
  public BenchOutcome run() throws IOException {
    Optional<String> before = Optional.ofNullable(System.getProperty(IGNORE_LOCK));
    // Two passes at once are for the user to judge, and a lock that another user left stays.
    System.setProperty(IGNORE_LOCK, "true");
    try {
      return runAll();
    } finally {
      before.ifPresentOrElse(
          value -> System.setProperty(IGNORE_LOCK, value), () -> System.clearProperty(IGNORE_LOCK));
    }
  }

  private BenchOutcome runAll() throws IOException {
    notes.forEach(observer::note);
    observer.step(progress.plan());
    int rounds = all.stream().mapToInt(measured -> measured.task().runs()).max().orElseThrow();
    for (int round = 1; round <= rounds; round++) {
      for (Measured measured : all) {
        if (!stopped && measured.isDue(round)) {
          run(measured, round);
        }
      }
    }
    MicroDocument document = write(!stopped);
    List<Path> files = new ArrayList<>(List.of(settings.json()));
    if (history.isPresent() && document.complete()) {
      files.add(history.get().add(document));
    }
    flamegraphs.map(Flamegraphs::folder).ifPresent(files::add);
    return new BenchOutcome(document, files);
  }

  private void run(Measured measured, int round) throws IOException {
    BenchTask task = measured.task();
    String what = progress.next(task, round);
    observer.progress(what);
    ForkOutput output =
        new ForkOutput(
            iteration -> {
              observer.progress(progress.at(what, iteration));
              if (stopped) {
                endForks(); // It was started while the others were ended.
              }
            });
    BenchFork fork = BenchFork.run(options(task, round).build(), output);
    if (fork.ending() == BenchFork.Ending.STOPPED) {
      stopped = true;
    } else if (stopped && fork.ending() == BenchFork.Ending.FAILED) {
      fork = fork.stopped();
    }
    measured.forks().add(fork);
    boolean lastOfAll =
        fork.ending() == BenchFork.Ending.FAILED || fork.ending() == BenchFork.Ending.SKIPPED;
    if (lastOfAll) {
      String ending = fork.ending().name().toLowerCase(Locale.ROOT);
      observer.note(task.label() + " " + ending + ": " + fork.reason());
    }
    observer.step(progress.done(what, task, lastOfAll ? task.runs() - round : 0));
    write(false);
  }

  private ChainedOptionsBuilder options(BenchTask task, int round) {
    ChainedOptionsBuilder options =
        task.options(inheritedArguments(javaFeature)).addProfiler(GCProfiler.class);
    jvm.ifPresent(target -> options.jvm(target.program().toString()));
    flamegraphs.ifPresent(
        graphs -> options.addProfiler(AsyncProfiler.class, graphs.options("fork-" + round)));
    return options;
  }

  /** What a fork takes over from this JVM. */
  static List<String> inheritedArguments(int javaFeature) {
    List<String> inherited =
        new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    inherited.removeIf(argument -> argument.startsWith(TERMINAL_PROPERTY));
    if (javaFeature >= FIRST_TO_WARN) {
      inherited.addAll(WARN_NOT);
    }
    return inherited;
  }

  private MicroDocument write(boolean complete) throws IOException {
    MicroDocument document =
        new MicroDocument(
            Document.SCHEMA_VERSION,
            MicroDocument.KIND,
            commit,
            probe.environment(plumblineVersion, jvm.map(TargetJvm::jdk)),
            startedAt,
            command,
            settings.suite().toString(),
            complete,
            all.stream().map(Measured::entry).toList(),
            notes,
            Map.of());
    Documents.write(settings.json(), document);
    return document;
  }
}
