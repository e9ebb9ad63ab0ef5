package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays a schedule against a target: waits for each planned instant, stamps, dispatches, and sees
 * every request ended.
 *
 * <p>Issuer k of n plays requests k, k + n, k + 2n … and has a preparer beside it that keeps a few
 * requests ready, so that at the planned instant only the deadline is missing. Arrivals ignore
 * responses: nothing is dropped, skipped or re-timed, whatever the target does; what is late leaves
 * at once. After the last request the drain waits for answers up to its limit; what is then still
 * out is recorded as unfinished.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} and {@link #progress} at any time, by any.
 */
public final class Driver implements Player {

  /**
   * How to play, as opposed to what.
   *
   * @param issuers issuing threads, 1 to 127
   * @param preparedAhead requests that each issuer's preparer keeps ready; 0 is as many as take
   *     {@value #AHEAD_BYTES} bytes together, but 8 to 1024
   * @param payloadBudgetBytes bound on payload prepared or in flight; what exceeds it is refused,
   *     not sent
   * @param drainLimitNanos how long to wait for answers after the last request has left
   */
  public record Settings(
      int issuers, int preparedAhead, long payloadBudgetBytes, long drainLimitNanos) {
    public Settings {
      if (issuers < 1 || issuers > Byte.MAX_VALUE) {
        throw new IllegalArgumentException("issuers must be 1 to 127: " + issuers);
      }
      if (preparedAhead < 0) {
        throw new IllegalArgumentException("preparedAhead must not be negative: " + preparedAhead);
      }
      if (payloadBudgetBytes < 1) {
        throw new IllegalArgumentException(
            "payloadBudgetBytes must be at least 1: " + payloadBudgetBytes);
      }
      if (drainLimitNanos < 0) {
        throw new IllegalArgumentException(
            "drainLimitNanos must not be negative: " + drainLimitNanos);
      }
    }

    private static final int AHEAD_BYTES = 4 << 20;

    /** One issuer, a quarter of the heap for payloads. */
    public static Settings defaults(long drainLimitNanos) {
      return new Settings(1, 0, Runtime.getRuntime().maxMemory() / 4, drainLimitNanos);
    }

    /**
     * Few of what is large, because they push each other out of the caches; many of what is small,
     * so that the two threads seldom wait for each other.
     */
    int preparedAhead(long largestPayloadBytes) {
      return preparedAhead > 0
          ? preparedAhead
          : (int) Math.max(8, Math.min(1024, AHEAD_BYTES / Math.max(1, largestPayloadBytes)));
    }
  }

  /**
   * Between having the first requests ready and the start of the run, so that an arrival at 0 is
   * not born late.
   */
  private static final long LEAD_NANOS = 5_000_000;

  private static final long POLL_NANOS = 1_000_000;
  private static final int LAST_POLLS = 1000;

  private final ArrivalSchedule planned;
  private final PhasedSchedule schedule;
  private final Target target;
  private final RunClock clock;
  private final Settings settings;
  private final RunRules rules;
  private final List<RunListener> listeners;
  private final Recorder recorder;
  private final PayloadBudget budget;
  private final AtomicReference<Throwable> fault = new AtomicReference<>();

  /** What ends the run before its plan; what a rule says can be overtaken by a limit. */
  private final AtomicReference<@Nullable RunEnding> cutShort;

  private final RunTime time;
  private volatile List<Issuer> issuers = List.of();

  /** Plays a schedule and nothing else. */
  public Driver(ArrivalSchedule schedule, Target target, RunClock clock, Settings settings) {
    this(
        schedule,
        PhaseLength.NONE,
        PhaseLength.NONE,
        target,
        clock,
        settings,
        RunRules.NONE,
        List.of());
  }

  /**
   * @param schedule what is measured
   * @param warmup real load before it
   * @param cooldown real load after it
   * @param listeners hear of everything, in this order
   */
  public Driver(
      ArrivalSchedule schedule,
      PhaseLength warmup,
      PhaseLength cooldown,
      Target target,
      RunClock clock,
      Settings settings,
      RunRules rules,
      List<RunListener> listeners) {
    this.planned = schedule;
    ArrivalSchedule cut = rules.cut(schedule);
    this.schedule = new PhasedSchedule(cut, warmup, cooldown);
    this.cutShort =
        new AtomicReference<>(cut.count() < schedule.count() ? rules.whyCut(cut.count()) : null);
    this.target = target;
    this.clock = clock;
    this.settings = settings;
    this.rules = rules;
    this.listeners = List.copyOf(listeners);
    this.recorder = new Recorder(this.schedule.count());
    this.time = new RunTime(clock);
    this.budget = new PayloadBudget(settings.payloadBudgetBytes());
  }

  @Override
  public Recording run(BeforeStart beforeStart) throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    List<Thread> issuerThreads = new ArrayList<>();
    List<Preparer> preparers = new ArrayList<>();
    List<Issuer> issuing = new ArrayList<>();
    int stride = settings.issuers();
    int ahead = settings.preparedAhead(largestPayloadBytes());
    Places places = Places.of(rules);
    EventCounts counts = new EventCounts();
    LimitListener limits =
        new LimitListener(
            rules.limits(),
            Optional.of(PlannedLoad.of(schedule.measured())),
            rules.cancels(),
            schedule::offsetNanos,
            stop -> end(RunEnding.of(stop)));
    Watcher watcher = watcher(List.of(counts, limits));
    Thread watching = thread("plumbline-watcher", watcher::run);
    try (Canceller canceller =
        new Canceller(rules.cancellation(), schedule.measured().plan().seed())) {
      for (int k = 0; k < stride; k++) {
        Preparer preparer = new Preparer(schedule, target, budget, clock, k, stride, ahead);
        Issuer issuer =
            new Issuer(
                schedule, target, recorder, budget, places, canceller, time, preparer, k, stride);
        preparers.add(preparer);
        issuing.add(issuer);
        threads.add(thread("plumbline-preparer", preparer::run));
        issuerThreads.add(
            thread(
                "plumbline-issuer",
                () -> {
                  go.await();
                  issuer.run();
                }));
      }
      threads.addAll(issuerThreads);
      issuers = List.copyOf(issuing);
      threads.forEach(Thread::start);
      for (Preparer preparer : preparers) {
        preparer.awaitPrimed();
      }
      beforeStart.run();
      long startedEpochNanos = time.start(LEAD_NANOS + schedule.warmupNanos());
      watching.start();
      go.countDown();
      for (Thread thread : issuerThreads) {
        thread.join();
      }
      time.settleEnd(lastLeftNanos());
      RunEnding ending = ending();
      watcher.issuingEnded(ending.because());
      String runEnded = drain();
      long endNanos = time.nowNanos();
      watcher.finish(runEnded);
      watching.join();
      return recording(startedEpochNanos, endNanos, limits.told(ending, runEnded), counts);
    } finally {
      time.stop();
      threads.forEach(Thread::interrupt);
      watching.interrupt();
    }
  }

  private Watcher watcher(List<RunListener> ours) {
    List<RunListener> all = new ArrayList<>(listeners);
    all.addAll(ours);
    return new Watcher(
        new Watcher.Plan() {
          @Override
          public int count() {
            return schedule.count();
          }

          /**
           * What is due and has not left waits for a place if some do; if none does, it is the
           * generator that is late, and no target may be judged by it.
           */
          @Override
          public int due() {
            return rules.cap().map(RunRules.Cap::delays).orElse(false)
                ? schedule.countUntil(time.dueNanos())
                : 0;
          }

          @Override
          public Phase phase(int index) {
            return schedule.phase(index);
          }

          @Override
          public long offsetNanos(int index) {
            return schedule.offsetNanos(index);
          }
        },
        recorder,
        all,
        time::nowNanos);
  }

  private RunEnding ending() {
    if (fault.get() != null) {
      return new RunEnding(RunEnding.FAULT, "the generator itself failed: " + fault.get(), "");
    }
    if (time.isStopped()) {
      return new RunEnding(RunEnding.STOPPED, "it was told to stop before it was over", "");
    }
    RunEnding cut = cutShort.get();
    return cut != null ? cut : new RunEnding(RunEnding.PLAN, "the plan was played out", "");
  }

  private Recording recording(
      long startedEpochNanos, long endNanos, RunEnding ending, EventCounts counts) {
    ArrivalSchedule measured = schedule.measured();
    int played = measured.countUntil(time.endAtNanos());
    int first = schedule.warmupCount();
    Map<Phase, PhaseCounts> phases = new EnumMap<>(Phase.class);
    int cooldown = 0;
    for (int i = first + measured.count(); i < schedule.count(); i++) {
      cooldown += recorder.isPlanned(i) ? 0 : 1;
    }
    int[] from = {0, first, first + measured.count()};
    int[] count = {first, played, cooldown};
    for (Phase phase : Phase.values()) {
      int p = phase == Phase.WARMUP ? 0 : phase == Phase.MEASURE ? 1 : 2;
      if (count[p] > 0) {
        phases.put(phase, PhaseCounts.of(recorder, phase, from[p], count[p], counts));
      }
    }
    return new Recording(
        planned,
        measured.first(played),
        Optional.empty(),
        rules.cancels(),
        recorder,
        first,
        0,
        startedEpochNanos,
        endNanos,
        ending,
        phases,
        Optional.ofNullable(fault.get()));
  }

  @Override
  public void stop() {
    time.stop();
  }

  /**
   * Issues nothing that is due later than now; what is overdue still leaves, unless it waits for a
   * place under a cap. The first call decides.
   */
  void end(RunEnding why) {
    time.endNow(() -> cutShort.set(why));
  }

  @Override
  public Progress progress() {
    long ended = recorder.endedCount();
    long ok = 0;
    for (Phase phase : Phase.values()) {
      ok += recorder.endedCount(phase, RequestStatus.OK);
    }
    return new Progress(
        schedule.count(),
        recorder.sentCount(),
        ended,
        ended - ok + recorder.notSentCount(),
        issuers.stream().mapToLong(Issuer::lastSlipNanos).max().orElse(0),
        time.nowNanos(),
        Math.min(time.endAtNanos(), schedule.endNanos()));
  }

  @Override
  public long sentCount() {
    return recorder.sentCount(Phase.MEASURE);
  }

  @Override
  public long endedCount() {
    return recorder.endedCount(Phase.MEASURE);
  }

  private long largestPayloadBytes() {
    return schedule.measured().plan().workload().models().stream()
        .mapToLong(target::payloadBytes)
        .max()
        .orElse(0);
  }

  /** When the last request was due of which anything has become. */
  private long lastLeftNanos() {
    int last = schedule.count() - 1;
    while (last >= 0 && recorder.isPlanned(last)) {
      last--;
    }
    return last < 0 ? Long.MIN_VALUE : schedule.offsetNanos(last);
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private Thread thread(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                // The run is over, one way or the other.
                Thread.currentThread().interrupt();
              } catch (Throwable t) {
                // Whatever it is, the rows measured so far must still be written.
                fault.compareAndSet(null, t);
                time.stop();
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns what ended the wait. */
  private String drain() throws InterruptedException {
    for (int i = 0; i < schedule.count(); i++) {
      if (recorder.isPlanned(i) && schedule.offsetNanos(i) <= time.endAtNanos()) {
        // Only an issuer that broke leaves such rows, or an end that was set while one was leaving.
        recorder.notSent(
            schedule.phase(i),
            i,
            RequestStatus.INTERRUPTED,
            fault.get() == null ? "the run ended first" : "the generator failed first",
            time.nowNanos());
      }
    }
    long giveUpAtNanos = time.nowNanos() + settings.drainLimitNanos();
    while (recorder.endedCount() < recorder.sentCount() && time.nowNanos() < giveUpAtNanos) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while draining");
      }
      time.pauseNanos(POLL_NANOS);
    }
    String ended = RunEnding.ANSWERED;
    for (int i = 0; i < schedule.count(); i++) {
      if (!recorder.isPlanned(i) && !recorder.hasEnded(i)) {
        ended = RunEnding.DRAIN_LIMIT;
        recorder.done(
            schedule.phase(i),
            i,
            RequestStatus.UNFINISHED,
            "not answered within the drain limit",
            time.nowNanos(),
            Recorder.UNKNOWN,
            Recorder.UNKNOWN);
      }
    }
    // An answer that came in at the last moment may still be on its way into its row.
    for (int i = 0; i < LAST_POLLS && recorder.endedCount() < recorder.sentCount(); i++) {
      time.pauseNanos(POLL_NANOS);
    }
    return ended;
  }
}
