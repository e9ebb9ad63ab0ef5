package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.Progress;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.Target;
import io.plumbline.results.AtomicFiles;
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
import java.util.Optional;

/**
 * One load run from settings to files.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class LoadRun {
  private static final long PROGRESS_MILLIS = 250;

  private final LoadSettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final ArrivalSchedule schedule;

  private volatile boolean stopped;
  private Optional<Thread> rehearsing = Optional.empty();
  private volatile Optional<Driver> driver = Optional.empty();

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
    this.schedule = Plans.schedule(settings.plan());
    OutputFiles.requireWritableFolder("output-dir", Path.of(settings.outputDir()));
    OutputFiles.requireWritableFile("metrics-csv", Path.of(settings.metricsCsv()));
    OutputFiles.requireWritableFile("json", settings.jsonFile());
  }

  /** Issues nothing more; what was sent is waited for, and everything is written. */
  public synchronized void stop() {
    stopped = true;
    rehearsing.ifPresent(Thread::interrupt);
    driver.ifPresent(Driver::stop);
  }

  /**
   * Plays the plan and writes its files.
   *
   * @throws UsageException if the scheduler cannot be reached; nothing has been sent then
   * @throws IOException if the result cannot be written, or the child scheduler cannot be started
   */
  public RunOutcome run() throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>(Plans.notes(schedule));
    notes.forEach(observer::note);
    try (Destination destination = Destination.open(settings, schedule.plan(), observer)) {
      if (settings.schedulerUrl().isPresent()) {
        destination.connect(); // Who is not there is told so before anything else takes time.
      }
      rehearse();
      Target target = destination.connect();
      EnvironmentProbe probe = new EnvironmentProbe();
      observer.step(
          String.format(
              Locale.ROOT,
              "sending %d requests to %s over %.1f s",
              schedule.count(),
              destination.name(),
              schedule.lastNanos() / 1e9));
      Recording recording = play(target, notes);
      LoadGenStreams loadGen = new LoadGenStreams(destination.name(), recording);
      LoadDocument document =
          new LoadDocuments(settings, command, destination.name(), notes)
              .of(
                  recording,
                  loadGen,
                  probe.environment(plumblineVersion),
                  GitState.around(Path.of("")));
      return new RunOutcome(document, write(recording, loadGen, document));
    }
  }

  /** A stop ends it; the run that follows then sends nothing and writes its files. */
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
            schedule.plan().workload(),
            SchedulerSettings.nullServer(),
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

  private Recording play(Target target, List<String> notes) throws InterruptedException {
    Driver playing =
        new Driver(
            schedule,
            target,
            RunClock.system(),
            new Driver.Settings(
                settings.issuers(),
                settings.preparedAhead(),
                settings.payloadBudgetBytes(),
                settings.drainLimitNanos()));
    driver = Optional.of(playing);
    if (stopped) {
      playing.stop();
    }
    Thread reporter = new Thread(() -> report(playing), "plumbline-progress");
    reporter.setDaemon(true);
    reporter.start();
    try {
      return playing.run(
          () ->
              notes.add(
                  ThreadPriorities.raiseIssuers()
                      ? "issuing threads went before all others (real-time round-robin)"
                      : "issuing threads had no priority over others: chrt could not give it"));
    } finally {
      reporter.interrupt();
      reporter.join();
    }
  }

  private void report(Driver playing) {
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

  private List<Path> write(Recording recording, LoadGenStreams loadGen, LoadDocument document)
      throws IOException {
    List<Path> files = new ArrayList<>();
    Path outputDir = Path.of(settings.outputDir());
    // The rows first: everything else can be made from them again.
    Path csv = Path.of(settings.metricsCsv());
    AtomicFiles.writeText(csv, out -> MetricsCsv.write(RecordedRows.of(recording), out));
    files.add(csv);
    Path json = settings.jsonFile();
    Documents.write(json, document);
    files.add(json);
    LoadGenLog.Origin origin =
        new LoadGenLog.Origin(
            document.startedAt(), ProcessHandle.current().pid(), Thread.currentThread().getId());
    for (int c = 0; c < schedule.plan().workload().classes().size(); c++) {
      Optional<LoadGenRun> stream = loadGen.ofClass(c);
      if (stream.isPresent()) {
        Path folder = outputDir.resolve(schedule.plan().workload().classes().get(c).folderName());
        LoadGenLog.write(folder, stream.get(), origin);
      }
    }
    LoadGenLog.write(outputDir.resolve("total"), loadGen.total(), origin);
    files.add(outputDir);
    return files;
  }
}
