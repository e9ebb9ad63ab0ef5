package io.plumbline.balancing.tick;

import java.util.List;

/**
 * A run tick by tick, for pictures. The first index is the tick, from 0; the arrays are the
 * caller's to read, not to write.
 *
 * @param settings of the run
 * @param stages of every tick
 * @param utilizationPercent by tick and server
 * @param queued by tick and server, at the end of the tick
 * @param requestsSent and probes, beside them, that clients sent in a tick
 * @param completions of requests in a tick
 * @param ticksInState of the requests that completed in a tick, summed; by tick and by state as in
 *     {@link #STATES}
 * @param queueWaitByEntry mean ticks in the queue of requests, by the tick they entered it
 * @param queueWaitByStart by the tick they were taken up
 * @param queueWaitByFinish by the tick they were answered; all three are NaN where there was none
 * @param watchedServer whose PID weight is kept
 * @param pidWeight of that server, by tick
 */
public record TickTrace(
    TickSettings settings,
    List<TickStage> stages,
    float[][] utilizationPercent,
    int[][] queued,
    int[] requestsSent,
    int[] probesSent,
    int[] completions,
    long[][] ticksInState,
    double[] queueWaitByEntry,
    double[] queueWaitByStart,
    double[] queueWaitByFinish,
    int watchedServer,
    double[] pidWeight) {

  /** The states of a request, in the order of {@link #ticksInState()}. */
  public static final List<String> STATES = CleanFigures.STATES;

  /** Ticks that were run. */
  public int ticks() {
    return stages.size();
  }

  /** The mean latency of the requests that completed in a tick; NaN if there was none. */
  public double meanLatencyTicks(int tick) {
    long sum = 0;
    for (long ticks : ticksInState[tick]) {
      sum += ticks;
    }
    return completions[tick] == 0 ? Double.NaN : (double) sum / completions[tick];
  }
}
