package io.plumbline.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepCsv;
import io.plumbline.results.SweepDocument;
import io.plumbline.results.SweepPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A sweep from settings to documents: every point a {@code run} in a JVM of its own, the sweep's
 * document rewritten after each.
 *
 * <p>What an earlier pass over the same grid measured at the same commit is kept, valid or not:
 * repeating only what came out invalid would select what is told.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class SweepRun {
  private static final String DOCUMENT = "sweep.json";
  private static final String STDOUT = "summary.txt";
  private static final String STDERR = "stderr.txt";
  private static final long PROGRESS_MILLIS = 250;

  private final SweepSettings settings;
  private final List<String> launch;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final List<String> notes = new ArrayList<>();
  private final Optional<Commit> commit;
  private final Optional<HistoryFolder> history;
  private final List<SweepTask> tasks;
  private final EnvironmentProbe probe = new EnvironmentProbe();
  private final Instant startedAt = Instant.now();

  private boolean stopped;
  private Optional<Process> playing = Optional.empty();

  /**
   * Checks everything that can be checked before anything is started, and draws all schedules.
   *
   * @param launch program and arguments to which the flags of one {@code run} are added
   * @param command the arguments, for the result
   * @param plumblineVersion for the result
   * @throws UsageException if the sweep cannot be made as asked
   */
  public SweepRun(
      SweepSettings settings,
      List<String> launch,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    this.settings = settings;
    this.launch = List.copyOf(launch);
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    this.tasks = new ArrayList<>(SweepTask.of(settings));
    OutputFiles.requireWritableFolder("output-dir", settings.outputDir());
    this.commit = GitState.aroundHere(notes);
    this.history = settings.history().map(folder -> new HistoryFolder(folder, commit));
  }

  /** Lets the run that plays drain and write, and begins no other. */
  public synchronized void stop() {
    stopped = true;
    playing.ifPresent(Process::destroy);
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** How long the point that plays may take to end once it is told to. */
  public long stopLimitMillis() {
    LoadSettings any = tasks.get(0).settings();
    return any.rpcTimeoutMs() + any.drainLimitMs();
  }

  /**
   * Plays what has not been played.
   *
   * @throws IOException if a document cannot be written
   */
  public SweepOutcome run() throws IOException, InterruptedException {
    notes.forEach(observer::note);
    resume();
    TimeLeft time =
        new TimeLeft(
            tasks.stream().filter(SweepRun::isPending).mapToLong(SweepTask::plannedNanos).sum());
    write();
    for (int i = 0; i < tasks.size() && !isStopped(); i++) {
      SweepTask task = tasks.get(i);
      if (isPending(task)) {
        String what = "point " + (i + 1) + " of " + tasks.size() + ": " + task.label();
        observer.step(what + ", " + time.text());
        tasks.set(i, task.with(play(task, what, time)));
        time.done(task.plannedNanos());
        write();
      }
    }
    SweepDocument document = write();
    List<Path> files = new ArrayList<>(List.of(SweepCsv.write(settings.outputDir(), document)));
    files.add(settings.outputDir().resolve(DOCUMENT));
    if (history.isPresent() && document.complete()) {
      files.add(keep(history.get()));
    }
    return new SweepOutcome(document, files);
  }

  private static boolean isPending(SweepTask task) {
    return task.point().status() == SweepPoint.Status.PENDING;
  }

  /** Takes over what is there. */
  private void resume() {
    int taken = 0;
    for (int i = 0; i < tasks.size(); i++) {
      SweepTask task = tasks.get(i);
      List<String> differences = new ArrayList<>();
      Optional<LoadDocument> earlier = task.earlierResult(commit, plumblineVersion, differences);
      differences.forEach(why -> observer.note(task.point().name() + " is played again: " + why));
      if (earlier.isPresent()) {
        tasks.set(i, task.with(task.point().played(earlier.get(), place(task))));
        taken++;
      }
    }
    if (taken > 0) {
      observer.note(
          taken
              + " of "
              + tasks.size()
              + " points were played before, with the same settings and at the same commit, and are"
              + " kept"
              + (commit.map(Commit::dirty).orElse(false)
                  ? "; the tree was and is changed since, perhaps not equally"
                  : ""));
    }
  }

  /** Where a point's document lies, from the sweep's. */
  private String place(SweepTask task) {
    return settings.outputDir().relativize(task.document()).toString();
  }

  private SweepPoint play(SweepTask task, String what, TimeLeft time)
      throws IOException, InterruptedException {
    Files.createDirectories(task.folder());
    // What lies there must not be taken for this run's.
    Files.deleteIfExists(task.document());
    List<String> program = new ArrayList<>(launch);
    program.addAll(task.flags());
    Optional<Process> started =
        start(
            new ProcessBuilder(program)
                .redirectOutput(task.folder().resolve(STDOUT).toFile())
                .redirectError(task.folder().resolve(STDERR).toFile()));
    if (started.isEmpty()) {
      return task.point();
    }
    Process process = started.get();
    while (!process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
      observer.progress(what + ", " + time.text());
    }
    return outcome(task, process.exitValue());
  }

  /** Empty if the sweep was stopped first. */
  private synchronized Optional<Process> start(ProcessBuilder program) throws IOException {
    playing = stopped ? Optional.empty() : Optional.of(program.start());
    return playing;
  }

  private SweepPoint outcome(SweepTask task, int exitCode) throws IOException {
    if (!Files.exists(task.document())) {
      return isStopped()
          ? task.point()
          : failed(task, "exit code " + exitCode + ": " + lastLine(task.folder().resolve(STDERR)));
    }
    LoadDocument result = Documents.readLoad(task.document());
    if (result.run().interrupted()) {
      return isStopped() ? task.point() : failed(task, "it was interrupted");
    }
    return task.point().played(result, place(task));
  }

  private SweepPoint failed(SweepTask task, String reason) {
    observer.note(task.point().name() + " failed: " + reason);
    return task.point().failed(reason);
  }

  /** Whatever the bytes are: a crashing program may write any. */
  static String lastLine(Path file) throws IOException {
    List<String> lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
  }

  /** Keeps the points' documents, and the sweep's with their names there. */
  private Path keep(HistoryFolder kept) throws IOException {
    List<SweepPoint> points = new ArrayList<>();
    for (SweepTask task : tasks) {
      SweepPoint point = task.point();
      if (point.document().isPresent()) {
        Path file = kept.add(Documents.readLoad(task.document()));
        point = point.at(file.getFileName().toString());
      }
      points.add(point);
    }
    return kept.add(document(points));
  }

  private SweepDocument write() throws IOException {
    SweepDocument document = document(tasks.stream().map(SweepTask::point).toList());
    Documents.write(settings.outputDir().resolve(DOCUMENT), document);
    return document;
  }

  private SweepDocument document(List<SweepPoint> points) {
    return new SweepDocument(
        Document.SCHEMA_VERSION,
        SweepDocument.KIND,
        commit,
        probe.environment(plumblineVersion),
        startedAt,
        command,
        tasks.get(0).settings().seed(),
        points.stream().noneMatch(point -> point.status() == SweepPoint.Status.PENDING),
        settings.ratesPerSecond(),
        points.stream().map(SweepPoint::workload).distinct().sorted().toList(),
        settings.repetitions(),
        tasks.get(0).commonSettings(),
        points,
        notes,
        Map.of());
  }
}
