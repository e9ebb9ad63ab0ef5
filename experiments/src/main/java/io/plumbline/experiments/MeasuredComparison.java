package io.plumbline.experiments;

import io.plumbline.experiments.MeasuredSide.Role;
import io.plumbline.loadgen.RulerBenchmark;
import io.plumbline.loadgen.Suite;
import io.plumbline.results.Commit;
import io.plumbline.results.comparison.Comparer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two commits by measuring both now, from revisions to an answer: builds each, then runs
 * forks of them in turns.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class MeasuredComparison implements AutoCloseable {
  private final MeasureSettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final Comparer.Options judging;
  private final CommitJars jars;
  private final Commit base;
  private final Commit head;
  private final List<BenchTask> tasks;
  private @Nullable MeasuredRounds rounds;
  private boolean stopped;

  /**
   * Checks everything that can be checked before anything is built.
   *
   * @param command the arguments, for the documents
   * @param plumblineVersion for the documents
   * @throws UsageException if it cannot be done as asked
   */
  public MeasuredComparison(
      MeasureSettings settings, List<String> command, String plumblineVersion, RunObserver observer)
      throws IOException {
    this.settings = settings;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    this.tasks = tasks(settings.choice(), Runtime.version().feature());
    settings.history().ifPresent(folder -> OutputFiles.requireWritableFolder("history", folder));
    this.judging = CompareRun.options(settings.compare());
    Path repository = settings.compare().repository();
    try (Revisions revisions = Revisions.around(repository)) {
      this.base = revisions.resolve(settings.base());
      this.head = revisions.resolve(settings.head());
    }
    this.jars = CommitJars.around(repository, settings.workDir());
  }

  /** What is asked about, and the rulers, by which a machine that changes is seen. */
  private static List<BenchTask> tasks(BenchChoice choice, int javaFeature) {
    List<BenchTask> chosen = choice.tasks(choice.suite().suite(javaFeature), OptionalInt.of(1));
    if (chosen.stream().anyMatch(MeasuredComparison::isRuler)) {
      return chosen;
    }
    List<BenchTask> quick =
        new BenchChoice(BenchSuite.QUICK, List.of(), Map.of())
            .tasks(Suite.quick(javaFeature), OptionalInt.of(1));
    return Stream.of(chosen, quick.stream().filter(MeasuredComparison::isRuler).toList())
        .flatMap(List::stream)
        .toList();
  }

  private static boolean isRuler(BenchTask task) {
    return task.className().equals(RulerBenchmark.class.getSimpleName());
  }

  /** Ends what is being built or measured; what was measured is kept, and told. */
  public void stop() {
    jars.stop();
    stopRounds();
  }

  private synchronized void stopRounds() {
    stopped = true;
    if (rounds != null) {
      rounds.stop();
    }
  }

  /**
   * Builds and measures.
   *
   * @return empty if it was stopped before anything was measured
   * @throws IOException if a commit cannot be built, or a document not be written
   */
  public Optional<MeasureOutcome> run() throws IOException, InterruptedException {
    Optional<Path> baseJar = jars.jar(base, observer);
    Optional<Path> headJar = baseJar.isEmpty() ? Optional.empty() : jars.jar(head, observer);
    if (headJar.isEmpty()) {
      observer.note("stopped before anything was measured");
      return Optional.empty();
    }
    Optional<MeasuredRounds> begun =
        begin(
            MeasuredSide.of(
                Role.BASE, settings.base(), base, baseJar.get(), settings.baseJvmArgs()),
            MeasuredSide.of(
                Role.HEAD, settings.head(), head, headJar.get(), settings.headJvmArgs()));
    return begun.isPresent() ? Optional.of(begun.get().run()) : Optional.empty();
  }

  private synchronized Optional<MeasuredRounds> begin(MeasuredSide ofBase, MeasuredSide ofHead) {
    if (stopped) {
      return Optional.empty();
    }
    rounds =
        new MeasuredRounds(
            settings,
            judging,
            ofBase,
            ofHead,
            tasks,
            new JmhForks(jars.folder(), BenchRun.inheritedArguments(Runtime.version().feature())),
            new MeasuredDocuments(jars.folder(), settings, command, plumblineVersion),
            observer,
            System::nanoTime);
    return Optional.of(rounds);
  }

  /** Lets another process work in the work folder. */
  @Override
  public void close() throws IOException {
    jars.close();
  }
}
