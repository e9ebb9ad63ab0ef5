package io.plumbline.balancing.event;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * How one run went over time, for pictures: in {@value #STEPS} steps of equal length until the
 * horizon, and at most as many after it; what comes later is not told. Steps, servers and states
 * count from 0.
 *
 * <p>One run fills it, from its thread; what it does changes nothing in that run.
 */
public final class EventTrace {
  /** The states of a request, in the order in which {@link #meanNanosInState} numbers them. */
  public static final List<String> STATES =
      List.of("picking", "sending", "queue", "processing", "receiving");

  private static final int STEPS = 200;

  /** How often the servers are looked at in a step; of one look alone one sees only noise. */
  private static final int LOOKS = 20;

  private final long lookNanos;
  private final List<Step> steps = new ArrayList<>();
  private SimulatedServer[] servers = {};
  private @Nullable Queue<Job> central;
  private Step current = new Step(0);
  private long nextLookNanos;
  private long probesSent;

  private static final class Step {
    private final double[] busyWorkers;
    private final int[] queued;
    private int looks;
    private long requestsSent;
    private long probesSent;
    private long completed;
    private final long[] nanosInState = new long[STATES.size()];
    private final Waits byEntry = new Waits();
    private final Waits byStart = new Waits();
    private final Waits byFinish = new Waits();

    Step(int servers) {
      this.busyWorkers = new double[servers];
      this.queued = new int[servers];
    }
  }

  private static final class Waits {
    private long sumNanos;
    private long count;

    void add(long nanos) {
      sumNanos += nanos;
      count++;
    }

    OptionalDouble meanNanos() {
      return count == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sumNanos / count);
    }
  }

  /** For one run of this scenario. */
  public EventTrace(EventScenario scenario) {
    this.lookNanos = Math.max(1, scenario.span().horizonNanos() / (STEPS * LOOKS));
    this.nextLookNanos = lookNanos;
  }

  /**
   * @param central the one queue, if there is no queue at each server
   * @throws IllegalStateException if it has been filled already
   */
  void begin(SimulatedServer[] servers, @Nullable Queue<Job> central) {
    if (!steps.isEmpty()) {
      throw new IllegalStateException("a trace is of one run");
    }
    this.servers = servers;
    this.central = central;
    open();
  }

  private void open() {
    current = new Step(servers.length);
    if (steps.size() < 2 * STEPS) {
      steps.add(current);
    } else {
      nextLookNanos = Long.MAX_VALUE;
    }
  }

  /** To be called before anything happens at this time. */
  void advance(long nowNanos, long probesSentUntilNow) {
    while (nowNanos >= nextLookNanos) {
      nextLookNanos += lookNanos;
      look(probesSentUntilNow);
      if (current.looks == LOOKS) {
        open();
      }
    }
  }

  /** Looks at the servers; after the last look the step, or the run, is over. */
  void look(long probesSentUntilNow) {
    current.looks++;
    for (int i = 0; i < servers.length; i++) {
      current.busyWorkers[i] += servers[i].working();
      current.queued[i] = central == null ? servers[i].waiting() : central.size();
    }
    current.probesSent += probesSentUntilNow - probesSent;
    probesSent = probesSentUntilNow;
  }

  void sent() {
    current.requestsSent++;
  }

  /** A request was answered well. */
  void completed(Job job, long nowNanos) {
    long startNanos = job.atServerNanos + job.waitNanos;
    current.completed++;
    current.nanosInState[0] += job.sentNanos - job.arrivedNanos;
    current.nanosInState[1] += job.atServerNanos - job.sentNanos;
    current.nanosInState[2] += job.waitNanos;
    current.nanosInState[3] += job.leftNanos - startNanos;
    current.nanosInState[4] += nowNanos - job.leftNanos;
    stepAt(job.atServerNanos).byEntry.add(job.waitNanos);
    stepAt(startNanos).byStart.add(job.waitNanos);
    current.byFinish.add(job.waitNanos);
  }

  private Step stepAt(long timeNanos) {
    long step = timeNanos / stepNanos();
    return step < steps.size() ? steps.get((int) step) : current;
  }

  public long stepNanos() {
    return LOOKS * lookNanos;
  }

  /** How many there are; the last one may have been ended by the run's end. */
  public int steps() {
    return steps.size();
  }

  /**
   * Busy workers by workers, 0 to 100, and more where other tenants leave a server some of theirs:
   * the mean of some looks at it during the step.
   */
  public double utilizationPercent(int step, int server) {
    Step of = steps.get(step);
    return 100 * of.busyWorkers[server] / of.looks / servers[server].spec.workers();
  }

  /**
   * What waits at the end of the step, probes included; of one queue for all, all that is in it.
   */
  public int queued(int step, int server) {
    return steps.get(step).queued[server];
  }

  /** Requests that clients sent. */
  public long requestsSent(int step) {
    return steps.get(step).requestsSent;
  }

  /** Probes that clients sent. */
  public long probesSent(int step) {
    return steps.get(step).probesSent;
  }

  /** Requests that were answered well. */
  public long completed(int step) {
    return steps.get(step).completed;
  }

  /** What those had spent in one of {@link #STATES}; 0 if there were none. */
  public double meanNanosInState(int step, int state) {
    Step of = steps.get(step);
    return of.completed == 0 ? 0 : (double) of.nanosInState[state] / of.completed;
  }

  /** The mean wait of those that came to their server in the step, and were answered well. */
  public OptionalDouble queueNanosByEntry(int step) {
    return steps.get(step).byEntry.meanNanos();
  }

  /** Of those that a worker took up. */
  public OptionalDouble queueNanosByStart(int step) {
    return steps.get(step).byStart.meanNanos();
  }

  /** Of those that were answered. */
  public OptionalDouble queueNanosByFinish(int step) {
    return steps.get(step).byFinish.meanNanos();
  }
}
