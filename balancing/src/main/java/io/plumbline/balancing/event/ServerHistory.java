package io.plumbline.balancing.event;

import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Window;
import io.plumbline.balancing.Windowed;
import java.util.Arrays;
import java.util.Map;

/**
 * What a server remembers, to tell it: windows of one entry per step of time, and the latest
 * requests served, each with its latency, its service and the number in flight that it met.
 *
 * <p>Those are forgotten when they are {@value #WINDOWS_REMEMBERED} windows old, so that what was
 * once is not told for ever of a server that nobody asks any more.
 *
 * <p>Its windows are brought up to date when something happens or somebody asks, not by events of
 * their own.
 */
final class ServerHistory {
  private static final double EWMA_WEIGHT = 0.2;
  private static final int REMEMBERED = 128;
  private static final int WINDOWS_REMEMBERED = 10;

  /** Fewer latencies at the present number in flight are no median. */
  private static final int ENOUGH = 5;

  /** Beyond it, latencies by number in flight share the last place. */
  private static final int MOST_IN_FLIGHT = 1024;

  private final long stepNanos;
  private final int workers;
  private final int window;
  private final Window utilization;
  private final Window arrivals;
  private final Window inFlight;
  private final Window queued;
  private final Window latency;
  private final Window errors;

  private long stepEndsNanos;
  private long changedNanos;
  private double busyNanos;
  private int arrivedInStep;
  private int errorsInStep;
  private int endedInStep;
  private double latencyInStep;
  private int stepsWithoutLatency;

  private Windowed utilizationAverages = Windowed.EMPTY;
  private Windowed arrivalAverages = Windowed.EMPTY;
  private Windowed inFlightAverages = Windowed.EMPTY;
  private Windowed queuedAverages = Windowed.EMPTY;
  private Windowed latencyAverages = Windowed.EMPTY;
  private double errorsPerSecond = Double.NaN;
  private double expectedLatency = Double.NaN;
  private boolean averaged = true;

  private final double[] latencyAt = new double[MOST_IN_FLIGHT + 1];
  private int largestSeen = -1;

  private final int[] metInFlight = new int[REMEMBERED];
  private final double[] metLatency = new double[REMEMBERED];
  private final long[] servedNanos = new long[REMEMBERED];
  private final long[] endedAtNanos = new long[REMEMBERED];
  private final double[] near = new double[REMEMBERED];
  private int remembered;
  private int nextRemembered;
  private long servedSumNanos;

  ServerHistory(long stepNanos, int window, int workers) {
    this.stepNanos = stepNanos;
    this.workers = workers;
    this.window = window;
    this.stepEndsNanos = stepNanos;
    this.utilization = new Window(window);
    this.arrivals = new Window(window);
    this.inFlight = new Window(window);
    this.queued = new Window(window);
    this.latency = new Window(window);
    this.errors = new Window(window);
    Arrays.fill(latencyAt, Double.NaN);
  }

  /** Forgets everything. */
  void restart(long nowNanos) {
    for (Window each : new Window[] {utilization, arrivals, inFlight, queued, latency, errors}) {
      each.clear();
    }
    Arrays.fill(latencyAt, Double.NaN);
    largestSeen = -1;
    remembered = 0;
    nextRemembered = 0;
    servedSumNanos = 0;
    stepEndsNanos = (nowNanos / stepNanos + 1) * stepNanos;
    changedNanos = nowNanos;
    emptyStep();
    averaged = false;
  }

  /** Brings the windows up to now; to be called before the server changes, with what it was. */
  void advance(long nowNanos, double busy, int inFlightCount, int queuedCount) {
    while (nowNanos >= stepEndsNanos) {
      long missed = (nowNanos - stepEndsNanos) / stepNanos;
      if (missed > window) {
        // All steps but the last ones would have left the windows again.
        busyNanos = 0;
        stepEndsNanos += (missed - window) * stepNanos;
        changedNanos = stepEndsNanos - stepNanos;
      }
      busyNanos += busy * (stepEndsNanos - changedNanos);
      changedNanos = stepEndsNanos;
      utilization.append(100 * busyNanos / ((double) workers * stepNanos));
      arrivals.append(arrivedInStep * 1e9 / stepNanos);
      errors.append(errorsInStep * 1e9 / stepNanos);
      inFlight.append(inFlightCount);
      queued.append(queuedCount);
      if (endedInStep > 0) {
        latency.append(latencyInStep / endedInStep);
        stepsWithoutLatency = 0;
      } else if (++stepsWithoutLatency >= window && inFlightCount == 0) {
        // Else a server that was slow once and is shunned for it would be slow for ever.
        latency.clear();
      }
      emptyStep();
      stepEndsNanos += stepNanos;
      averaged = false;
    }
    busyNanos += busy * (nowNanos - changedNanos);
    changedNanos = nowNanos;
    double oldestNanos = nowNanos - (double) WINDOWS_REMEMBERED * window * stepNanos;
    // Whoever has work will tell more of itself; whoever has none may be shunned for what was.
    while (remembered > (inFlightCount > 0 ? 1 : 0) && endedAtNanos[place(0)] < oldestNanos) {
      forgetOldest();
    }
  }

  /** Where the i-th of those remembered is, from the oldest. */
  private int place(int i) {
    return Math.floorMod(nextRemembered - remembered + i, REMEMBERED);
  }

  private void forgetOldest() {
    servedSumNanos -= servedNanos[place(0)];
    remembered--;
  }

  private void emptyStep() {
    busyNanos = 0;
    arrivedInStep = 0;
    errorsInStep = 0;
    endedInStep = 0;
    latencyInStep = 0;
  }

  void arrived() {
    arrivedInStep++;
  }

  void failed() {
    errorsInStep++;
  }

  /** A request has been served; {@link #advance} must have been called for this instant. */
  void ended(long latencyNanos, long serviceNanos, int inFlightAtArrival) {
    endedInStep++;
    latencyInStep += latencyNanos;
    int place = Math.min(MOST_IN_FLIGHT, inFlightAtArrival);
    latencyAt[place] = latencyNanos;
    largestSeen = Math.max(largestSeen, place);
    if (remembered == REMEMBERED) {
      forgetOldest();
    }
    metInFlight[nextRemembered] = inFlightAtArrival;
    metLatency[nextRemembered] = latencyNanos;
    servedNanos[nextRemembered] = serviceNanos;
    endedAtNanos[nextRemembered] = changedNanos;
    servedSumNanos += serviceNanos;
    nextRemembered = (nextRemembered + 1) % REMEMBERED;
    remembered++;
  }

  /** For how long a worker had a request, the mean of those remembered; NaN if there is none. */
  double meanServiceNanos() {
    return remembered == 0 ? Double.NaN : (double) servedSumNanos / remembered;
  }

  /** What the server tells now; {@link #advance} must have been called for this instant. */
  ServerReport report(int inFlightCount, int queuedCount, Map<String, Double> named) {
    if (!averaged) {
      average();
    }
    return new ServerReport(
        utilizationAverages,
        arrivalAverages,
        // A count is of this instant, not of the last step's end.
        new Windowed(inFlightCount, inFlightAverages.mean(), inFlightAverages.ewma()),
        new Windowed(queuedCount, queuedAverages.mean(), queuedAverages.ewma()),
        latencyAverages,
        expectedLatency,
        medianNear(inFlightCount),
        0,
        errorsPerSecond,
        named);
  }

  private void average() {
    utilizationAverages = utilization.averages(EWMA_WEIGHT);
    arrivalAverages = arrivals.averages(EWMA_WEIGHT);
    inFlightAverages = inFlight.averages(EWMA_WEIGHT);
    queuedAverages = queued.averages(EWMA_WEIGHT);
    latencyAverages = latency.averages(EWMA_WEIGHT);
    errorsPerSecond = errors.mean();
    expectedLatency = latencyAtAbout(inFlight.mean());
    averaged = true;
  }

  /** Between the nearest numbers in flight that were seen, linearly; NaN if none was. */
  private double latencyAtAbout(double number) {
    if (Double.isNaN(number) || largestSeen < 0) {
      return Double.NaN;
    }
    int below = (int) Math.min(largestSeen, Math.floor(number));
    while (below >= 0 && Double.isNaN(latencyAt[below])) {
      below--;
    }
    int above = (int) Math.min(MOST_IN_FLIGHT, Math.ceil(number));
    while (above <= largestSeen && Double.isNaN(latencyAt[above])) {
      above++;
    }
    if (above > largestSeen) {
      return latencyAt[largestSeen];
    }
    if (below < 0 || below == above) {
      return latencyAt[above];
    }
    return latencyAt[below]
        + (latencyAt[above] - latencyAt[below]) * (number - below) / (above - below);
  }

  /** The median of the latencies that met about so many in flight; NaN if there is none. */
  double medianNear(int number) {
    if (remembered == 0) {
      return Double.NaN;
    }
    int enough = Math.min(ENOUGH, remembered);
    int count = 0;
    for (int distance = 0; count < enough; distance = distance == 0 ? 1 : 2 * distance) {
      count = 0;
      for (int i = 0; i < remembered; i++) {
        int place = place(i);
        if (Math.abs(metInFlight[place] - number) <= distance) {
          near[count++] = metLatency[place];
        }
      }
    }
    Arrays.sort(near, 0, count);
    return count % 2 == 1 ? near[count / 2] : (near[count / 2 - 1] + near[count / 2]) / 2;
  }
}
