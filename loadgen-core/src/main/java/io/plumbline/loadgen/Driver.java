package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

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
 * <p>{@link #run} once, by one thread; {@link #stop}, {@link #progress} and the counts at any time,
 * by any.
 */
public final class Driver {

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

  private final ArrivalSchedule schedule;
  private final Target target;
  private final RunClock clock;
  private final Settings settings;
  private final Recorder recorder;
  private final PayloadBudget budget;
  private final AtomicReference<Throwable> fault = new AtomicReference<>();

  private final RunTime time;
  private volatile List<Issuer> issuers = List.of();

  public Driver(ArrivalSchedule schedule, Target target, RunClock clock, Settings settings) {
    this.schedule = schedule;
    this.target = target;
    this.clock = clock;
    this.settings = settings;
    this.recorder = new Recorder(schedule.count());
    this.time = new RunTime(clock);
    this.budget = new PayloadBudget(settings.payloadBudgetBytes());
  }

  /** What is left to do when all threads of a run are up and nothing has been sent. */
  public interface BeforeStart {
    void run() throws InterruptedException;
  }

  /**
   * Plays the whole schedule and returns when every request has its final status.
   *
   * @param beforeStart called once, before the run's time begins; issuers are threads named {@code
   *     plumbline-issuer}
   * @throws InterruptedException if interrupted; the run is then stopped and its rows are lost
   */
  public Recording run(BeforeStart beforeStart) throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    List<Thread> issuerThreads = new ArrayList<>();
    List<Preparer> preparers = new ArrayList<>();
    List<Issuer> issuing = new ArrayList<>();
    int stride = settings.issuers();
    int ahead = settings.preparedAhead(largestPayloadBytes());
    for (int k = 0; k < stride; k++) {
      Preparer preparer = new Preparer(schedule, target, budget, clock, k, stride, ahead);
      Issuer issuer = new Issuer(schedule, target, recorder, budget, time, preparer, k, stride);
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
    try {
      threads.forEach(Thread::start);
      for (Preparer preparer : preparers) {
        preparer.awaitPrimed();
      }
      beforeStart.run();
      long startedEpochNanos = time.start(LEAD_NANOS);
      go.countDown();
      for (Thread thread : issuerThreads) {
        thread.join();
      }
      drain();
      return new Recording(
          schedule,
          recorder,
          startedEpochNanos,
          time.nowNanos(),
          time.isStopped() && fault.get() == null,
          Optional.ofNullable(fault.get()));
    } finally {
      time.stop();
      threads.forEach(Thread::interrupt);
    }
  }

  /** Issues nothing more; what has left is still waited for. */
  public void stop() {
    time.stop();
  }

  /** How far the run is; cheap enough to be asked often. */
  public Progress progress() {
    long ended = recorder.endedCount();
    return new Progress(
        schedule.count(),
        recorder.sentCount(),
        ended,
        ended - recorder.endedCount(RequestStatus.OK) + recorder.notSentCount(),
        issuers.stream().mapToLong(Issuer::lastSlipNanos).max().orElse(0),
        time.nowNanos(),
        schedule.lastNanos());
  }

  /** Requests sent so far. */
  public long sentCount() {
    return recorder.sentCount();
  }

  /** Sent requests that have ended so far. */
  public long endedCount() {
    return recorder.endedCount();
  }

  private long largestPayloadBytes() {
    return schedule.plan().workload().models().stream()
        .mapToLong(target::payloadBytes)
        .max()
        .orElse(0);
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

  private void drain() throws InterruptedException {
    for (int i = 0; i < schedule.count(); i++) {
      if (recorder.isPlanned(i)) {
        // Only an issuer that broke leaves such rows.
        recorder.notSent(
            i, RequestStatus.INTERRUPTED, "the generator failed first", time.nowNanos());
      }
    }
    long giveUpAtNanos = time.nowNanos() + settings.drainLimitNanos();
    while (recorder.endedCount() < recorder.sentCount() && time.nowNanos() < giveUpAtNanos) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while draining");
      }
      time.pauseNanos(POLL_NANOS);
    }
    for (int i = 0; i < schedule.count(); i++) {
      if (!recorder.hasEnded(i)) {
        recorder.done(
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
  }
}
