package io.plumbline.experiments;

import io.plumbline.results.Commit;
import io.plumbline.results.Course;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepCsv;
import io.plumbline.results.SweepDocument;
import io.plumbline.results.SweepPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  private final SweepSettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final List<String> notes = new ArrayList<>();
  private final Optional<Commit> commit;
  private final Optional<HistoryFolder> history;
  private final SweepGrid grid;
  private final List<SweepTask> tasks;
  private final PointPlayer player;
  private final TimeLeft time = new TimeLeft(0);
  private final EnvironmentProbe probe = new EnvironmentProbe();
  private final Instant startedAt = Instant.now();

  private boolean gridIsComplete;

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
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    this.grid = new SweepGrid(settings);
    this.tasks = new ArrayList<>(grid.next(List.of()));
    OutputFiles.requireWritableFolder("output-dir", settings.outputDir());
    this.commit = GitState.aroundHere(notes);
    this.history = settings.history().map(folder -> new HistoryFolder(folder, commit));
    this.player = new PointPlayer(settings.outputDir(), launch, commit, plumblineVersion, observer);
  }

  /** Lets the run that plays drain and write, and begins no other. */
  public void stop() {
    player.stop();
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
    int played = 0;
    while (played < tasks.size() && !player.isStopped()) {
      resume(played);
      write();
      for (; played < tasks.size() && !player.isStopped(); played++) {
        play(played);
      }
      if (!player.isStopped()) {
        tasks.addAll(grid.next(points()));
      }
    }
    gridIsComplete = !player.isStopped();
    if (gridIsComplete) {
      grid.statements(points()).forEach(this::note);
    }
    SweepDocument document = write();
    List<Path> files = new ArrayList<>(List.of(SweepCsv.write(settings.outputDir(), document)));
    files.add(settings.outputDir().resolve(DOCUMENT));
    if (history.isPresent() && document.complete()) {
      files.add(keep(history.get()));
    }
    return new SweepOutcome(document, files);
  }

  private void note(String text) {
    notes.add(text);
    observer.note(text);
  }

  /** Takes over what is there of the points from {@code first} on. */
  private void resume(int first) {
    int taken = 0;
    for (int i = first; i < tasks.size(); i++) {
      Optional<SweepTask> earlier = player.earlier(tasks.get(i));
      if (earlier.isPresent()) {
        tasks.set(i, earlier.get());
        taken++;
      } else {
        time.add(tasks.get(i).plannedNanos());
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

  private void play(int index) throws IOException, InterruptedException {
    SweepTask task = tasks.get(index);
    if (task.isPending()) {
      String what =
          "point "
              + (index + 1)
              + " of "
              + tasks.size()
              + (grid.isOpen() ? " so far: " : ": ")
              + task.label();
      observer.step(what + ", " + time.text());
      task = player.play(task, () -> what + ", " + time.text());
      tasks.set(index, task);
      time.done(task.plannedNanos());
      write();
    }
    Optional<LoadDocument> result = task.result();
    Optional<String> end = result.isPresent() ? endsSweep(result.get()) : Optional.empty();
    if (end.isPresent()) {
      leaveOutTheRest(index + 1, task.point().name() + " ended the sweep: " + end.get());
    }
  }

  /** What stopped this run and, as was asked, the sweep with it. */
  static Optional<String> endsSweep(LoadDocument result) {
    return result.run().course().flatMap(Course::endsSweepBecause);
  }

  private void leaveOutTheRest(int first, String reason) {
    for (int i = first; i < tasks.size(); i++) {
      SweepTask task = tasks.get(i);
      if (task.isPending()) {
        tasks.set(i, task.with(task.point().skipped(reason)));
      }
    }
    grid.end();
    note(reason);
  }

  private List<SweepPoint> points() {
    return tasks.stream().map(SweepTask::point).toList();
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
    SweepDocument document = document(points());
    Documents.write(settings.outputDir().resolve(DOCUMENT), document);
    return document;
  }

  private Map<String, Object> commonSettings() {
    Map<String, Object> common = tasks.get(0).commonSettings();
    if (settings.workloads().isEmpty()) {
      common.put("workload", Yaml.toMap(tasks.get(0).settings()).get("workload"));
    }
    return settings.scenario().asWritten(common);
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
        gridIsComplete && tasks.stream().noneMatch(SweepTask::isPending),
        grid.ratesPerSecond(points),
        points.stream().map(SweepPoint::workload).distinct().sorted().toList(),
        settings.repetitions(),
        commonSettings(),
        points,
        notes,
        Map.of());
  }
}
