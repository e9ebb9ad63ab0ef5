package io.plumbline.balancing.tick;

import io.plumbline.balancing.Interpolation;
import io.plumbline.balancing.Pid;
import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Windowed;
import java.util.Map;

/**
 * A server: what it was dealt at its last reset, how much it has to do, and what it tells.
 *
 * <p>What it has to do is linked through the slots by {@link TickModel}. Not thread-safe.
 */
final class TickServer {
  private static final double PROPORTIONAL = 1;
  private static final double INTEGRAL = 1 / 50.0;
  private static final double DERIVATIVE = 5;
  private static final double NANOS = TickRecord.NANOS_PER_TICK;

  final int index;

  int threads;
  GammaTicks processingTime;
  int rtt;
  int nextReset;

  /** How often it was reset: a channel is warm if it was last warmed at this count. */
  int resets;

  int queueHead;
  int queueTail;
  int queued;
  int processing;
  int arrivals;
  int takenUp;

  private final RollingWindow busy;
  private final RollingWindow rates;
  private final RollingWindow inFlights;
  private final RollingWindow queues;
  private final RollingWindow latencies;
  private final Interpolation latencyByInFlight = new Interpolation();
  private Pid pid = new Pid(PROPORTIONAL, INTEGRAL, DERIVATIVE);
  private double pidWeight;
  private ServerReport report = ServerReport.EMPTY;

  TickServer(int index, TickSettings settings, TickDraws draws) {
    this.index = index;
    int length = settings.serverStateBuffer();
    double weight = settings.ewmaWeight();
    this.busy = new RollingWindow(length, weight);
    this.rates = new RollingWindow(length, weight);
    this.inFlights = new RollingWindow(length, weight);
    this.queues = new RollingWindow(length, weight);
    this.latencies = new RollingWindow(length, weight);
    this.threads = draws.threads();
    this.processingTime = draws.serverProcessing();
    this.rtt = draws.serverRtt();
    this.nextReset = draws.serverReset(0);
    this.resets = 1;
  }

  /** Starts anew, with what it has to do. Channels keep their delays until their own resets. */
  void reset(int now, TickDraws draws) {
    threads = draws.threads();
    processingTime = draws.serverProcessing();
    rtt = draws.serverRtt();
    nextReset = draws.serverReset(now + 1);
    resets++;
    busy.clear();
    rates.clear();
    inFlights.clear();
    queues.clear();
    latencies.clear();
    latencyByInFlight.clear();
    pid = new Pid(PROPORTIONAL, INTEGRAL, DERIVATIVE);
    pidWeight = 0;
    report = ServerReport.EMPTY;
  }

  boolean hasUtilization() {
    return !busy.isEmpty();
  }

  /** The mean of the utilization window. Threads change at resets alone, and those empty it. */
  double meanUtilizationPercent() {
    return 100 * busy.mean() / threads;
  }

  double pidWeight() {
    return pidWeight;
  }

  /** The state at the end of the last tick, the one that answers carry. */
  ServerReport report() {
    return report;
  }

  /** Moves its weight towards what the mean utilization of all servers asks for. */
  void steer(double meanPercent, double percent) {
    pidWeight += pid.adjustment(Pid.targetPercent(meanPercent) - percent);
  }

  /**
   * Ends the tick.
   *
   * @param processed how many were being processed, those that finished included
   * @param finished how many finished
   * @param latencyTicks their ticks in queue and processing, summed
   */
  void endTick(int processed, int finished, long latencyTicks) {
    int inFlight = queued + processing;
    busy.append(processed);
    rates.append(arrivals);
    inFlights.append(inFlight);
    queues.append(queued);
    if (finished > 0) {
      double latency = (double) latencyTicks / finished;
      latencies.append(latency);
      latencyByInFlight.put(inFlight, latency);
    }
    arrivals = 0;
    Windowed flying = inFlights.averages(1, 1);
    report =
        new ServerReport(
            busy.averages(100, threads),
            rates.averages(TickRecord.TICKS_PER_SECOND, 1),
            flying,
            queues.averages(1, 1),
            latencies.averages(NANOS, 1),
            // At the mean number in flight over the window, as the notebook has it, not at present.
            NANOS * latencyByInFlight.at(flying.mean()),
            NANOS * latencyByInFlight.at(inFlight),
            pidWeight,
            0,
            Map.of());
  }
}
