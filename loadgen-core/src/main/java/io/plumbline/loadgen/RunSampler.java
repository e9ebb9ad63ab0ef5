package io.plumbline.loadgen;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Wakes about every millisecond, on a thread of its own, to see two things that nobody who takes
 * part in a run can see: how many requests are out, and how late a thread wakes that has nothing to
 * do.
 *
 * <p>The first is held against the rows by Little's law. The second (the idea is Gil Tene's
 * jHiccup) shows every stop of the process or the machine, whoever caused it. Periods are drawn
 * from 0.5 to 1.5 ms, so that no rhythm of the load hides between the looks. Nothing is counted
 * before the first request was sent. {@link #start} and {@link #stop} once each.
 */
public final class RunSampler implements AutoCloseable {
  private static final long PERIOD_NANOS = 1_000_000;

  /** Its thread; the kernel keeps 15 characters of it. */
  private static final String THREAD = "plumbline-sampler";

  /**
   * What it saw.
   *
   * @param inFlight empty if it saw nothing sent; the rest says nothing then
   * @param hiccupP99Nanos how late it would have woken at 99 of 100 instants, or less
   * @param hiccupMaxNanos the latest that it woke
   * @param standstills the longest of these times, in order of time
   */
  public record Sampled(
      Optional<InFlight> inFlight,
      long hiccupP99Nanos,
      long hiccupMaxNanos,
      List<Pause> standstills) {
    public Sampled {
      standstills = List.copyOf(standstills);
    }
  }

  private final LongSupplier sent;
  private final LongSupplier ended;
  private final RunClock clock;
  private final SplittableRandom random;
  private final long originNanoTime;
  private final long originEpochNanos;

  /** Written by the thread; read by others when it has ended. */
  private final SampleTally tally;

  // Of the thread: whether anything was sent, and the last look before that.
  private boolean begun;
  private long idleNanos;

  private final Thread thread;
  private volatile boolean stopped;

  private RunSampler(LongSupplier sent, LongSupplier ended, RunClock clock, long seed) {
    this.sent = sent;
    this.ended = ended;
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.originNanoTime = clock.nanoTime();
    this.originEpochNanos = clock.epochNanos();
    this.tally = new SampleTally(PERIOD_NANOS);
    this.thread = new Thread(this::run, THREAD);
    thread.setDaemon(true);
  }

  /**
   * Begins to look.
   *
   * @param sent requests sent so far; any thread may ask
   * @param ended those of them that have ended; never ahead of {@code sent}
   * @param seed of the periods
   */
  public static RunSampler start(LongSupplier sent, LongSupplier ended, RunClock clock, long seed) {
    RunSampler sampler = new RunSampler(sent, ended, clock, seed);
    sampler.thread.start();
    return sampler;
  }

  /**
   * Ends the thread and tells what it saw.
   *
   * @param startedEpochNanos the wall clock at the start of the run, from which its instants count
   */
  public Sampled stop(long startedEpochNanos) throws InterruptedException {
    close();
    thread.join();
    return tally.sampled(originEpochNanos - startedEpochNanos);
  }

  /** Looks no more. */
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long now = clock.nanoTime();
    idleNanos = now - originNanoTime;
    look(now, 0);
    while (!stopped) {
      long periodNanos = PERIOD_NANOS / 2 + random.nextLong(PERIOD_NANOS);
      // Not the clock's own wait: that spins at its end, and this thread must cost nothing.
      LockSupport.parkNanos(this, periodNanos);
      long due = now + periodNanos;
      now = clock.nanoTime();
      look(now, now - due);
    }
  }

  private void look(long nanoTime, long lateNanos) {
    // Ended first: what ends in between is then counted as out, and none is ever counted negative.
    long endedBefore = ended.getAsLong();
    long sentSince = sent.getAsLong();
    long atNanos = nanoTime - originNanoTime;
    if (sentSince == 0) {
      idleNanos = atNanos;
      return;
    }
    if (!begun) {
      begun = true;
      tally.add(idleNanos, 0, 0);
    }
    tally.add(atNanos, lateNanos, sentSince - endedBefore);
  }
}
