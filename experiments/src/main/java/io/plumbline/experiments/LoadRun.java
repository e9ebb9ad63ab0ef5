package io.plumbline.experiments;

import io.plumbline.balancing.grpc.BalancedTargets;
import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.Check;
import io.plumbline.loadgen.ClosedDriver;
import io.plumbline.loadgen.ClosedShape;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Player;
import io.plumbline.loadgen.Progress;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunEvidence;
import io.plumbline.loadgen.RunListener;
import io.plumbline.loadgen.RunVerdict;
import io.plumbline.loadgen.Target;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.Commit;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadGenLog;
import io.plumbline.results.LoadGenRun;
import io.plumbline.results.MetricsCsv;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One load run from settings to files.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class LoadRun {
  private static final Logger LOGGER = Logger.getLogger(LoadRun.class.getName());
  private static final long PROGRESS_MILLIS = 250;

  private final LoadSettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final LoadPlan plan;
  private final Optional<ClosedShape> closed;

  /** All that is planned; empty for a closed loop. */
  private final Optional<ArrivalSchedule> schedule;

  /** As much of it as limits that are known before leave; likewise. */
  private final Optional<ArrivalSchedule> offered;

  private volatile boolean stopped;
  private Optional<Thread> rehearsing = Optional.empty();
  private volatile Optional<Player> player = Optional.empty();

  /**
   * Checks everything that can be checked before anything is started, and draws the schedule.
   *
   * @param command the arguments, for the result
   * @param plumblineVersion for the result
   * @throws UsageException if the run cannot be made as asked
   */
  public LoadRun(
      LoadSettings settings, List<String> command, String plumblineVersion, RunObserver observer) {
    this.settings = settings;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    this.closed = settings.closedShape();
    this.plan = settings.plan();
    this.schedule = closed.isPresent() ? Optional.empty() : Optional.of(Plans.schedule(plan));
    this.offered = schedule.map(all -> Plans.offered(settings, all));
    OutputFiles.requireWritableFolder("output-dir", Path.of(settings.outputDir()));
    OutputFiles.requireWritableFile("metrics-csv", Path.of(settings.metricsCsv()));
    OutputFiles.requireWritableFile("json", settings.jsonFile());
  }

  /** Of what will be offered, all limits kept; empty if nothing is planned. */
  public Optional<String> scheduleSha256() {
    return offered.map(ArrivalSchedule::sha256);
  }

  /** Issues nothing more: what was sent is waited for and written; if nothing was, nothing is. */
  public synchronized void stop() {
    stopped = true;
    rehearsing.ifPresent(Thread::interrupt);
    player.ifPresent(Player::stop);
  }

  /**
   * Plays the plan and writes its files.
   *
   * @throws UsageException if the scheduler cannot be reached; nothing has been sent then
   * @throws IOException if the result cannot be written, or the child scheduler cannot be started
   */
  public RunOutcome run() throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>(schedule.map(Plans::notes).orElse(List.of()));
    notes.forEach(observer::note);
    Optional<Commit> commit = GitState.aroundHere(notes);
    EnvironmentProbe probe = new EnvironmentProbe();
    StoredCalibration calibration =
        StoredCalibration.find(settings, plan, probe.environment(plumblineVersion));
    calibration.notes().forEach(observer::note);
    if (calibration.use().isEmpty()) {
      notes.addAll(calibration.notes()); // What the use says is in the document by itself.
    }
    try (Destination destination = Destination.open(settings, plan, observer)) {
      if (settings.namesItsTarget()) {
        destination.connect(); // Who is not there is told so before anything else takes time.
      }
      rehearse();
      requireNotStopped();
      Target target = destination.connect();
      requireNotStopped();
      observer.step(what(destination.name()));
      Played played = play(target, calibration.baseline(), notes);
      Recording recording = played.recording();
      // The rows first: everything else can be made from them again.
      List<Path> files = new ArrayList<>();
      Path csv = Path.of(settings.metricsCsv());
      AtomicFiles.writeText(csv, out -> MetricsCsv.write(RecordedRows.of(recording), out));
      files.add(csv);
      recording.fault().ifPresent(fault -> LOGGER.log(Level.SEVERE, "the generator failed", fault));
      LoadGenStreams loadGen = new LoadGenStreams(destination.name(), recording);
      RunVerdict verdict = verdict(played, destination);
      notes.addAll(verdict.skipped());
      LoadDocument document =
          new LoadDocuments(
                  settings, command, destination.name(), destination.sentByTarget(), notes)
              .of(
                  recording,
                  played.evidence(),
                  verdict,
                  calibration.use(),
                  loadGen,
                  probe.environment(plumblineVersion),
                  commit);
      files.addAll(write(loadGen, document));
      return new RunOutcome(document, files);
    }
  }

  private String what(String target) {
    return offered
        .map(
            s ->
                String.format(
                    Locale.ROOT,
                    "sending %d requests to %s over %.1f s",
                    s.count(),
                    target,
                    s.lastNanos() / 1e9))
        .orElseGet(
            () ->
                String.format(
                    Locale.ROOT,
                    "%s: requests to %s for at least %.1f s",
                    settings.arrivals(),
                    target,
                    plan.minDurationNanos() / 1e9));
  }

  private void requireNotStopped() {
    if (stopped) {
      throw new CancellationException("stopped before the first request; nothing was written");
    }
  }

  private static RunVerdict verdict(Played played, Destination destination) {
    RunVerdict rows = RunVerdict.of(played.recording(), played.evidence());
    RunVerdict verdict =
        destination.news().flatMap(LoadRun::balancing).map(rows::withFirst).orElse(rows);
    return destination.died()
        ? verdict.withFirst(
            new Check(
                "scheduler_alive",
                false,
                0,
                "==",
                1,
                "1",
                "the scheduler started for the run died"))
        : verdict;
  }

  /** Whether the policy got what it chooses by; empty if it needs nothing. */
  private static Optional<Check> balancing(BalancedTargets.News news) {
    if (!news.isNeeded() || news.answered() == 0) {
      return Optional.empty();
    }
    boolean told = news.missing().isEmpty();
    return Optional.of(
        new Check(
            "balancing_told",
            told,
            told ? 1 : 0,
            "==",
            1,
            "1",
            news.missing()
                .orElseGet(
                    () ->
                        String.format(
                            Locale.ROOT,
                            "the policy was told what it chooses by: %d of %d answers and %d of %d"
                                + " answered probes told the server's load",
                            news.reported(),
                            news.answered(),
                            news.probesReported(),
                            news.probesAnswered()))));
  }

  /** A stop ends it early. */
  private void rehearse() throws IOException, InterruptedException {
    if (settings.rehearsalMs() == 0) {
      return;
    }
    observer.step("rehearsing against a private null scheduler");
    synchronized (this) {
      rehearsing = stopped ? Optional.empty() : Optional.of(Thread.currentThread());
    }
    try {
      if (!stopped) {
        Rehearsal.play(
            plan.workload(),
            SchedulerSettings.nullServer(),
            settings.payload(),
            settings.rehearsalMs() * 1_000_000L);
      }
    } catch (InterruptedException e) {
      if (!stopped) {
        throw e;
      }
    } finally {
      synchronized (this) {
        rehearsing = Optional.empty();
        if (stopped) {
          Thread.interrupted(); // It was meant for the rehearsal, which is over.
        }
      }
    }
  }

  private record Played(Recording recording, RunEvidence evidence) {}

  private Played play(Target target, Map<String, Double> baseline, List<String> notes)
      throws InterruptedException {
    RunWatch watch = new RunWatch(plan.seed(), baseline);
    Player playing = player(target, watch);
    player = Optional.of(playing);
    if (stopped) {
      playing.stop();
    }
    Thread reporter = new Thread(() -> report(playing), "plumbline-progress");
    reporter.setDaemon(true);
    reporter.start();
    try (watch) {
      Recording recording =
          playing.run(
              () -> {
                notes.add(
                    ThreadPriorities.raiseIssuers()
                        ? "issuing threads went before all others (real-time round-robin)"
                        : "issuing threads had no priority over others: chrt could not give it");
                watch.start(playing);
              });
      return new Played(recording, watch.stop(recording.startedEpochNanos()));
    } finally {
      reporter.interrupt();
      reporter.join();
    }
  }

  private Player player(Target target, RunListener listener) {
    Driver.Settings how =
        new Driver.Settings(
            settings.issuers(),
            settings.preparedAhead(),
            settings.payloadBudgetBytes(),
            settings.drainLimitNanos());
    if (schedule.isPresent()) {
      return new Driver(
          schedule.get(),
          settings.warmupLength(),
          settings.cooldownLength(),
          target,
          RunClock.system(),
          how,
          settings.rules(),
          List.of(listener));
    }
    try {
      return new ClosedDriver(
          plan,
          closed.orElseThrow(),
          settings.warmupLength(),
          settings.cooldownLength(),
          target,
          RunClock.system(),
          how,
          settings.rules(),
          List.of(listener));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  private void report(Player playing) {
    try {
      while (true) {
        Thread.sleep(PROGRESS_MILLIS);
        observer.progress(line(playing.progress()));
      }
    } catch (InterruptedException e) {
      // The run is over.
      Thread.currentThread().interrupt();
    }
  }

  private static String line(Progress p) {
    double leftSeconds = Math.max(0, (p.lastNanos() - p.elapsedNanos()) / 1e9);
    if (p.elapsedNanos() < 0) {
      return String.format(
          Locale.ROOT,
          "warming up, %.0f s left  sent %d  done %d  failed %d",
          -p.elapsedNanos() / 1e9,
          p.sent(),
          p.done(),
          p.failed());
    }
    return String.format(
        Locale.ROOT,
        "planned %d  sent %d  done %d  failed %d  slip %.3f ms  %s",
        p.planned(),
        p.sent(),
        p.done(),
        p.failed(),
        p.slipNanos() / 1e6,
        leftSeconds > 0 ? String.format(Locale.ROOT, "%.0f s left", leftSeconds) : "draining");
  }

  private List<Path> write(LoadGenStreams loadGen, LoadDocument document) throws IOException {
    Path json = settings.jsonFile();
    Documents.write(json, document);
    LoadGenLog.Origin origin =
        new LoadGenLog.Origin(
            document.startedAt(), ProcessHandle.current().pid(), Thread.currentThread().getId());
    List<String> warnings =
        document.run().verdict().checks().stream()
            .filter(check -> !check.passed())
            .map(
                check ->
                    "Plumbline calls this run INVALID: " + check.name() + ": " + check.reason())
            .toList();
    Path outputDir = Path.of(settings.outputDir());
    List<RequestClass> classes = plan.workload().classes();
    // An earlier run may have had other classes: its logs must not stand beside this one's total.
    LoadGenLog.deleteAll(outputDir, "tier[0-9]+_.+");
    if (closed.isPresent()) {
      LoadGenLog.deleteAll(outputDir, "total"); // These logs are of LoadGen's Server scenario.
      return List.of(json);
    }
    for (int c = 0; c < classes.size(); c++) {
      Optional<LoadGenRun> stream = loadGen.ofClass(c);
      if (stream.isPresent()) {
        Path folder = outputDir.resolve(classes.get(c).folderName());
        LoadGenLog.write(folder, stream.get(), origin, warnings);
      }
    }
    LoadGenLog.write(outputDir.resolve("total"), loadGen.total(), origin, warnings);
    return List.of(json, outputDir);
  }
}
