package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.Check;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.NullTarget;
import io.plumbline.loadgen.PhaseLength;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestStatus;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunEvidence;
import io.plumbline.loadgen.RunRules;
import io.plumbline.loadgen.RunVerdict;
import io.plumbline.loadgen.Target;
import io.plumbline.loadgen.Workload;
import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what this machine's generator can do: its slip, its response time and the highest rate
 * that holds, against a null scheduler in a JVM of its own, with tiny tensors and with whole
 * images.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class CalibrationRun {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final long DRAIN_LIMIT_NANOS = 5_000_000_000L;

  /** A percentile of 99 needs so many. */
  private static final int MIN_REQUESTS = 100;

  /** After the plan's end, answers may take this share of its length, or this long. */
  private static final double BACKLOG_SHARE = .05;

  private static final long BACKLOG_NANOS = 50_000_000;

  /** How thorough to be. */
  private enum Effort {
    QUICK(500_000_000, 4, false, 0),
    USUAL(2_000_000_000, 2, true, 2);

    private final long stepNanos;
    private final double factor;
    private final boolean tryTwice;
    private final int refinements;

    Effort(long stepNanos, double factor, boolean tryTwice, int refinements) {
      this.stepNanos = stepNanos;
      this.factor = factor;
      this.tryTwice = tryTwice;
      this.refinements = refinements;
    }
  }

  /** A size of tensor, and between which rates its limit is looked for. */
  private record Size(String name, Model model, double firstRate, double lastRate) {}

  private static final List<Size> SIZES =
      List.of(
          new Size("tiny", new Model("tiny", List.of(1)), 1000, 64_000),
          new Size("image", new Model("image", Model.IMAGE_SHAPE), 50, 6_400));

  private final LoadSettings settings;
  private final Effort effort;
  private final Path output;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private volatile boolean stopped;
  private volatile @Nullable Driver playing;

  /**
   * @param settings of the runs to calibrate for: how their requests are made and sent, and whose
   *     classes they have
   * @param quick seconds instead of a minute
   * @param output for the result
   * @throws UsageException if it cannot be made as asked
   */
  public CalibrationRun(
      LoadSettings settings,
      boolean quick,
      Path output,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    this.settings = settings;
    this.effort = quick ? Effort.QUICK : Effort.USUAL;
    this.output = output;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    if (settings.transport() == LoadSettings.Transport.IN_PROCESS) {
      throw new UsageException(
          "--transport in-process cannot be calibrated: take one with sockets, or null");
    }
    OutputFiles.requireWritableFile("output", output);
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
   * Measures and stores.
   *
   * @throws CancellationException if it was stopped
   * @throws IOException if the null scheduler cannot be started, or the result not be written
   */
  public CalibrationOutcome run() throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>();
    Optional<Commit> commit = GitState.aroundHere(notes);
    notes.forEach(observer::note);
    EnvironmentProbe probe = new EnvironmentProbe();
    Instant startedAt = Instant.now();
    Workload workload = Workloads.named(settings.workload());
    List<CalibrationDocument.Payload> payloads = new ArrayList<>();
    long rehearsalNanos = settings.rehearsalMs() * 1_000_000L;
    try (NullScheduler scheduler = new NullScheduler(rehearsalNanos)) {
      if (rehearsalNanos > 0) {
        observer.step("rehearsing against a private null scheduler");
        Rehearsal.play(
            workload, SchedulerSettings.nullServer(), settings.payload(), rehearsalNanos);
      }
      requireNotStopped();
      try (Target target = scheduler.target(workload.classes().size())) {
        target.connect(CONNECT_TIMEOUT);
        for (Size size : SIZES) {
          payloads.add(payload(size, with(workload, size.model()), target));
        }
      }
    }
    CalibrationDocument document =
        new CalibrationDocument(
            Document.SCHEMA_VERSION,
            CalibrationDocument.KIND,
            commit,
            probe.environment(plumblineVersion),
            startedAt,
            command,
            settings.seed(),
            StoredCalibration.comparable(settings),
            payloads,
            Map.of());
    Documents.write(output, document);
    return new CalibrationOutcome(document, output);
  }

  /** What answers: a child with sockets, or nobody. */
  private final class NullScheduler implements AutoCloseable {
    private final Optional<ChildScheduler> child;

    NullScheduler(long rehearsalNanos) throws IOException {
      this.child =
          settings.transport().sockets().isPresent()
              ? Optional.of(ChildScheduler.startNull(rehearsalNanos))
              : Optional.empty();
    }

    Target target(int classes) throws IOException {
      if (child.isEmpty()) {
        return new NullTarget(settings.payload());
      }
      HostPort address = child.get().awaitListening();
      return GrpcTarget.netty(
          address.host(),
          address.port(),
          settings.payload(),
          settings.connections(settings.channels() > 0 ? settings.channels() : classes));
    }

    @Override
    public void close() {
      child.ifPresent(ChildScheduler::close);
    }
  }

  /** The same classes, all of them asking for one model. */
  private static Workload with(Workload workload, Model model) {
    List<RequestClass.ModelShare> models = List.of(new RequestClass.ModelShare(model, 1));
    return new Workload(
        workload.name(),
        workload.classes().stream()
            .map(c -> new RequestClass(c.tier(), c.slo(), c.sloNanos(), c.share(), models))
            .toList());
  }

  private CalibrationDocument.Payload payload(Size size, Workload workload, Target target)
      throws InterruptedException {
    RateLadder ladder =
        new RateLadder(
            size.firstRate(), effort.factor, size.lastRate(), effort.tryTwice, effort.refinements);
    List<CalibrationDocument.Step> steps = new ArrayList<>();
    while (ladder.next().isPresent()) {
      double rate = ladder.next().getAsDouble();
      observer.step(
          String.format(
              Locale.ROOT,
              "%s tensors (values: %d): %.0f requests/s",
              size.name(),
              size.model().elementCount(),
              rate));
      CalibrationDocument.Step step = step(rate, workload, target, steps.size());
      steps.add(step);
      ladder.told(step.holds());
    }
    return new CalibrationDocument.Payload(
        size.name(), size.model().elementCount(), ladder.highest(), steps);
  }

  private CalibrationDocument.Step step(
      double ratePerSecond, Workload workload, Target target, int number)
      throws InterruptedException {
    long lengthNanos = Math.max(effort.stepNanos, (long) (MIN_REQUESTS / ratePerSecond * 1e9));
    LoadPlan plan =
        new LoadPlan(
            workload, ratePerSecond, lengthNanos, 1, settings.seed() + number, Optional.empty());
    RunWatch watch = new RunWatch(plan.seed(), Map.of());
    Driver driver =
        new Driver(
            ArrivalSchedule.of(plan),
            PhaseLength.NONE,
            PhaseLength.NONE,
            target,
            RunClock.system(),
            new Driver.Settings(
                settings.issuers(),
                settings.preparedAhead(),
                settings.payloadBudgetBytes(),
                Math.min(DRAIN_LIMIT_NANOS, settings.drainLimitNanos())),
            RunRules.NONE,
            List.of(watch));
    playing = driver;
    requireNotStopped();
    Recording recording;
    RunEvidence evidence;
    try (watch) {
      recording =
          driver.run(
              () -> {
                ThreadPriorities.raiseIssuers();
                watch.start(driver);
              });
      evidence = watch.stop(recording.startedEpochNanos());
    }
    requireNotStopped();
    Optional<String> because = whyNot(recording);
    return new CalibrationDocument.Step(
        ratePerSecond,
        recording.count(),
        because.isEmpty(),
        because,
        times(slips(recording)),
        times(responses(recording)),
        readings(evidence));
  }

  private static Map<String, Double> readings(RunEvidence evidence) {
    Map<String, Double> readings = new TreeMap<>();
    evidence
        .health()
        .ifPresent(
            health -> health.readings().forEach((of, value) -> readings.put(of.id(), value)));
    return readings;
  }

  /**
   * Why a run at this rate would not deserve belief, by its rows alone: the readings of health are
   * what others are measured by.
   */
  private static Optional<String> whyNot(Recording recording) {
    List<Check> failures = RunVerdict.of(recording).failures();
    if (!failures.isEmpty()) {
      Check first = failures.get(0);
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s: %.4g, must be %s %.4g: %s",
              first.name(),
              first.value(),
              first.relation(),
              first.bound(),
              first.reason()));
    }
    long failed = 0;
    for (int i = 0; i < recording.count(); i++) {
      failed += recording.status(i) == RequestStatus.OK ? 0 : 1;
    }
    if (failed > 0) {
      return Optional.of(failed + " requests were not answered well");
    }
    long lastNanos = recording.schedule().lastNanos();
    long drainNanos = recording.endNanos() - lastNanos;
    return drainNanos > Math.max(BACKLOG_NANOS, BACKLOG_SHARE * lastNanos)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the last answer came %.0f ms after the last request was due: answers do not keep up",
                drainNanos / 1e6))
        : Optional.empty();
  }

  private static long[] slips(Recording recording) {
    long[] slips = new long[recording.count()];
    int sent = 0;
    for (int i = 0; i < slips.length; i++) {
      if (recording.sentNanos(i).isPresent()) {
        slips[sent++] = recording.sentNanos(i).getAsLong() - recording.plannedNanos(i);
      }
    }
    return Arrays.copyOf(slips, sent);
  }

  /** Nothing if one was not answered well: the percentiles would leave out the slowest. */
  private static long[] responses(Recording recording) {
    long[] responses = new long[recording.count()];
    for (int i = 0; i < responses.length; i++) {
      if (recording.status(i) != RequestStatus.OK) {
        return new long[0];
      }
      responses[i] = recording.doneNanos(i).orElseThrow() - recording.plannedNanos(i);
    }
    return responses;
  }

  private static Optional<CalibrationDocument.Times> times(long[] nanos) {
    return nanos.length < MIN_REQUESTS / 2
        ? Optional.empty()
        : Optional.of(
            new CalibrationDocument.Times(
                PathwiseProof.quantile(.5, nanos).orElseThrow(),
                PathwiseProof.quantile(.99, nanos).orElseThrow(),
                PathwiseProof.quantile(1, nanos).orElseThrow()));
  }

  private void requireNotStopped() {
    if (stopped) {
      throw new CancellationException("stopped before it was over; nothing was written");
    }
  }
}
