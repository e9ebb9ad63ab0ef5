package io.plumbline.loadgen;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a fixed number of requests outstanding on every channel of a target: each answer sets off
 * the next request, with a fresh tensor, on the thread that brought it.
 *
 * <p>Tells how much a client can send, and nothing about response times under load: a slow target
 * is simply asked less often. Used by one thread.
 */
public final class PeerLoop {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

  /**
   * What one interval gave.
   *
   * @param okInTime requests answered well within it
   * @param elapsedNanos its length
   * @param ok requests answered well, those included that were still out when it ended
   * @param failed requests that ended otherwise, counted likewise
   */
  public record Throughput(long okInTime, long elapsedNanos, long ok, long failed) {
    public double okPerSecond() {
      return okInTime * 1e9 / elapsedNanos;
    }
  }

  private final Target target;
  private final Workload workload;
  private final RunClock clock;
  private final Seeds seeds;
  private final int channels;
  private final int outstanding;
  private final AtomicLong requests = new AtomicLong();

  /**
   * @param workload channel k sends requests of its k-th class, and of that class's first model
   * @param channels those of the target, at most as many as there are classes
   * @param outstanding requests on each channel at any time
   */
  public PeerLoop(
      Target target, Workload workload, RunClock clock, long seed, int channels, int outstanding) {
    if (channels < 1 || channels > workload.classes().size()) {
      throw new IllegalArgumentException(
          "channels must be 1 to " + workload.classes().size() + ": " + channels);
    }
    if (outstanding < 1) {
      throw new IllegalArgumentException("outstanding must be at least 1: " + outstanding);
    }
    this.target = target;
    this.workload = workload;
    this.clock = clock;
    this.seeds = new Seeds(seed);
    this.channels = channels;
    this.outstanding = outstanding;
  }

  /**
   * Sends for a while and returns when everything sent has ended.
   *
   * @throws TimeoutException if something has not, long after
   */
  public Throughput run(Duration length) throws InterruptedException, TimeoutException {
    Interval interval = new Interval();
    long startNanoTime = clock.nanoTime();
    for (int k = 0; k < outstanding; k++) {
      for (int channel = 0; channel < channels; channel++) {
        new Lane(channel, interval).start();
      }
    }
    clock.awaitUntil(startNanoTime + length.toNanos());
    long okInTime = interval.ok.sum();
    long elapsedNanos = clock.nanoTime() - startNanoTime;
    interval.over = true;
    int phase = interval.open.arriveAndDeregister();
    try {
      interval.open.awaitAdvanceInterruptibly(phase, DRAIN_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException(
          interval.open.getUnarrivedParties()
              + " requests were not answered within "
              + DRAIN_LIMIT.toSeconds()
              + " s");
    }
    return new Throughput(okInTime, elapsedNanos, interval.ok.sum(), interval.failed.sum());
  }

  /** What the lanes of one interval share; counters and flag may be touched by any thread. */
  private static final class Interval {
    final LongAdder ok = new LongAdder();
    final LongAdder failed = new LongAdder();
    final Phaser open = new Phaser(1);
    volatile boolean over;
  }

  /** One place among the outstanding requests. Belongs to whichever thread has its answer. */
  private final class Lane implements Target.Reply {
    private final int classIndex;
    private final RequestClass requestClass;
    private final Interval interval;
    private boolean sending;
    private boolean answered;

    Lane(int channel, Interval interval) {
      this.classIndex = channel;
      this.requestClass = workload.classes().get(channel);
      this.interval = interval;
    }

    void start() {
      interval.open.register();
      send();
    }

    private synchronized void send() {
      // An answer within send() is noted and dealt with here: recursion would not end.
      sending = true;
      do {
        answered = false;
        if (interval.over) {
          interval.open.arriveAndDeregister();
          return;
        }
        Model model = requestClass.models().get(0).model();
        target
            .prepare(classIndex, requestClass, model, seeds.tensorKey(requests.getAndIncrement()))
            .send(clock.epochNanos() + requestClass.sloNanos(), this);
      } while (answered);
      sending = false;
    }

    @Override
    public synchronized void done(RequestStatus status, String message) {
      (status == RequestStatus.OK ? interval.ok : interval.failed).increment();
      if (sending) {
        answered = true;
      } else {
        send();
      }
    }
  }
}
