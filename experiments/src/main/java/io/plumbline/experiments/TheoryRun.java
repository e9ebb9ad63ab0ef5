package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.PayloadSettings;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.Workload;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.TheoryDocument;
import io.plumbline.results.TheoryReport;
import io.plumbline.scheduler.QueueDiscipline;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import io.plumbline.scheduler.ServiceTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Proves driver and reference scheduler against queueing theory: plays queues of which theory knows
 * something, over real sockets with tiny tensors, and compares every wait with the recursion and
 * the mean wait with the formula.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class TheoryRun {
  /** Of all intervals together that decide. */
  static final double CONFIDENCE = .99;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final long REHEARSAL_NANOS = 2_000_000_000;

  /** Of a replication, from its empty beginning. */
  private static final double WARMUP_SHARE = 1 / 3.0;

  private static final double PILOT_SERVICE_MILLIS = 1;
  private static final double PILOT_RATE_PER_SECOND = 400;
  private static final long PILOT_NANOS = 1_000_000_000;

  private static final Model MODEL = new Model("tiny", List.of(1));

  /** Nothing is late here: the deadline is further away than any RPC timeout. */
  private static final Workload WORKLOAD =
      new Workload(
          "theory",
          List.of(
              new RequestClass(
                  1,
                  "unlimited",
                  2 * TIMEOUT.toNanos(),
                  1,
                  List.of(new RequestClass.ModelShare(MODEL, 1)))));

  private final List<TheorySystem> systems;
  private final long rehearsalNanos;
  private final long seed;
  private final Optional<Path> output;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private volatile boolean stopped;
  private volatile @Nullable Driver playing;

  /**
   * @param quick half a minute instead of a quarter of an hour
   * @param only names of the queues to play, such as {@code M/M/1} or {@code M/M/1@0.8}; empty is
   *     all
   * @param output for the result, as Markdown if its name ends so, otherwise as JSON
   * @throws UsageException if there is no such queue or the file cannot be written
   */
  public TheoryRun(
      boolean quick,
      List<String> only,
      long seed,
      Optional<Path> output,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    this(
        chosen(quick ? TheorySystem.quick() : TheorySystem.full(), only),
        REHEARSAL_NANOS,
        seed,
        output,
        command,
        plumblineVersion,
        observer);
  }

  TheoryRun(
      List<TheorySystem> systems,
      long rehearsalNanos,
      long seed,
      Optional<Path> output,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    this.systems = List.copyOf(systems);
    this.rehearsalNanos = rehearsalNanos;
    this.seed = seed;
    this.output = output;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    output.ifPresent(file -> OutputFiles.requireWritableFile("output", file));
  }

  private static List<TheorySystem> chosen(List<TheorySystem> all, List<String> only) {
    List<TheorySystem> chosen = new ArrayList<>(only.isEmpty() ? all : List.of());
    for (String name : only) {
      List<TheorySystem> named =
          all.stream()
              .filter(s -> s.name().equals(name) || s.name().startsWith(name + "@"))
              .toList();
      if (named.isEmpty()) {
        throw new UsageException(
            "--only: no such queue: "
                + name
                + "; there are "
                + String.join(", ", all.stream().map(TheorySystem::name).toList()));
      }
      chosen.addAll(named);
    }
    return chosen.stream().distinct().toList();
  }

  /** Ends it soon; nothing is written. */
  public synchronized void stop() {
    stopped = true;
    observer.note("stopping before it is over; nothing is written");
    Driver driver = playing;
    if (driver != null) {
      driver.stop();
    }
  }

  /**
   * Plays and compares.
   *
   * @throws CancellationException if it was stopped
   * @throws IOException if a scheduler cannot be started, or the result not be written
   */
  public TheoryOutcome run() throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>();
    Optional<Commit> commit = GitState.aroundHere(notes);
    notes.forEach(observer::note);
    EnvironmentProbe probe = new EnvironmentProbe();
    Instant startedAt = Instant.now();
    if (rehearsalNanos > 0) {
      observer.step("rehearsing against a private scheduler");
      Rehearsal.play(
          WORKLOAD,
          settings(8, new ServiceTime.Constant(.1), seed),
          PayloadSettings.defaults(),
          rehearsalNanos);
    }
    double overshootNanos = overshootNanos();
    long plannedNanos = systems.stream().mapToLong(s -> s.replications() * s.lengthNanos()).sum();
    TimeLeft left = new TimeLeft(plannedNanos);
    List<TheoryDocument.Queue> queues = new ArrayList<>();
    for (TheorySystem system : systems) {
      observer.step(
          String.format(
              Locale.ROOT,
              "queue %d of %d: %s, %d runs of %.1f s, %s",
              queues.size() + 1,
              systems.size(),
              system.name(),
              system.replications(),
              system.lengthNanos() / 1e9,
              left.text()));
      queues.add(queue(system, overshootNanos, left));
    }
    double confidence = confidence(systems);
    TheoryDocument document =
        new TheoryDocument(
            Document.SCHEMA_VERSION,
            TheoryDocument.KIND,
            commit,
            probe.environment(plumblineVersion),
            startedAt,
            command,
            seed,
            confidence,
            overshootNanos,
            queues,
            Map.of());
    if (output.isPresent()) {
      write(output.get(), document);
    }
    return new TheoryOutcome(document, output);
  }

  private static void write(Path file, TheoryDocument document) throws IOException {
    if (file.toString().endsWith(".md")) {
      AtomicFiles.writeText(
          file,
          out -> {
            for (String line : TheoryReport.markdown(document)) {
              out.write(line + "\n");
            }
          });
    } else {
      Documents.write(file, document);
    }
  }

  /**
   * By how much a service usually lasts longer than drawn: a timer fires late, never early, and
   * near saturation that little decides how full the queue is. The median, because a moment in
   * which the machine was busy elsewhere says nothing of the runs to come.
   */
  private double overshootNanos() throws IOException, InterruptedException {
    ServiceTime service = new ServiceTime.Constant(PILOT_SERVICE_MILLIS);
    Recording pilot =
        play(
            settings(1, service, seed),
            PILOT_RATE_PER_SECOND,
            PILOT_NANOS,
            seed,
            new EntryJournal());
    long[] served =
        IntStream.range(0, pilot.count())
            .filter(i -> pilot.servedNanos(i).isPresent())
            .mapToLong(i -> pilot.servedNanos(i).getAsLong())
            .toArray();
    return Math.max(0, PathwiseProof.quantile(.5, served).orElse(0) - PILOT_SERVICE_MILLIS * 1e6);
  }

  private TheoryDocument.Queue queue(TheorySystem system, double overshootNanos, TimeLeft left)
      throws IOException, InterruptedException {
    double ratePerSecond = system.ratePerSecond(overshootNanos);
    SplittableRandom seeds = system.seeds(seed);
    TheoryPaths paths = new TheoryPaths(system, ratePerSecond);
    for (int r = 1; r <= system.replications(); r++) {
      observer.progress(system.name() + ", run " + r + ", " + left.text());
      long services = seeds.nextLong();
      long arrivals = seeds.nextLong();
      EntryJournal journal = new EntryJournal();
      Recording recording =
          play(
              settings(system.workers(), system.serviceTime(), services),
              ratePerSecond,
              system.lengthNanos(),
              arrivals,
              journal);
      paths.add(recording, journal, (long) (WARMUP_SHARE * system.lengthNanos()));
      left.done(system.lengthNanos());
    }
    return paths.queue(confidence(systems));
  }

  /** Of each interval, so that all that decide hold together (Bonferroni). */
  static double confidence(List<TheorySystem> systems) {
    long judged = systems.stream().filter(TheorySystem::isExact).count();
    return 1 - (1 - CONFIDENCE) / Math.max(1, judged);
  }

  private static SchedulerSettings settings(int workers, ServiceTime service, long seed) {
    return new SchedulerSettings(
        QueueDiscipline.FIFO,
        workers,
        Integer.MAX_VALUE,
        false,
        Map.of(MODEL.name(), service),
        seed,
        false);
  }

  /** One run against a scheduler of its own, from empty to empty. */
  private Recording play(
      SchedulerSettings settings,
      double ratePerSecond,
      long lengthNanos,
      long arrivalSeed,
      EntryJournal journal)
      throws IOException, InterruptedException {
    LoadPlan plan =
        new LoadPlan(WORKLOAD, ratePerSecond, lengthNanos, 1, arrivalSeed, Optional.empty());
    try (SchedulerServer server = SchedulerServer.start(settings, ChildScheduler.HOST, 0, journal);
        GrpcTarget target =
            GrpcTarget.netty(
                ChildScheduler.HOST,
                server.port(),
                PayloadSettings.defaults(),
                ChannelSettings.defaults(1, TIMEOUT))) {
      target.connect(CONNECT_TIMEOUT);
      Driver driver =
          new Driver(
              ArrivalSchedule.of(plan),
              target,
              RunClock.system(),
              Driver.Settings.defaults(TIMEOUT.toNanos()));
      playing = driver;
      requireNotStopped();
      Recording recording = driver.run(ThreadPriorities::raiseIssuers);
      requireNotStopped();
      return recording;
    }
  }

  private void requireNotStopped() {
    if (stopped) {
      throw new CancellationException("stopped before it was over; nothing was written");
    }
  }
}
