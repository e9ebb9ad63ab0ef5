package io.plumbline.balancing;

import java.util.Map;

/**
 * What a server tells of itself, with an answer or with a probe's. NaN is what it does not tell.
 *
 * @param utilizationPercent busy workers by workers, 0 to 100
 * @param arrivalsPerSecond requests that came to the server, probes included
 * @param inFlight requests that came and have not left: queued or being processed
 * @param queued of them, those that wait
 * @param latencyNanos from coming to leaving, without the network
 * @param expectedLatencyNanos at the mean number in flight, from what was seen at such numbers
 * @param latencyInFlightNanos the median of the recent latencies of requests that came when about
 *     as many were in flight as now
 * @param pidWeight of a controller that evens out the servers' utilization
 * @param errorsPerSecond requests that failed
 * @param named anything else, by name, such as {@value #QUEUED_TIER_PREFIX}1
 */
public record ServerReport(
    Windowed utilizationPercent,
    Windowed arrivalsPerSecond,
    Windowed inFlight,
    Windowed queued,
    Windowed latencyNanos,
    double expectedLatencyNanos,
    double latencyInFlightNanos,
    double pidWeight,
    double errorsPerSecond,
    Map<String, Double> named) {

  /** In {@link #named}: requests of a tier that wait; the tier's number follows. */
  public static final String QUEUED_TIER_PREFIX = "queued.tier.";

  /** In {@link #named}: 1 if a model is resident, 0 if it would have to be loaded first. */
  public static final String RESIDENT_PREFIX = "resident.";

  /**
   * In {@link #named}: for how long a worker has a request, nanoseconds, the mean of recent ones;
   * unlike the latency, without the wait for the worker.
   */
  public static final String SERVICE_MEAN = "service_ns.mean";

  /** In {@link #named}: how many requests the server processes at once. */
  public static final String WORKERS = "workers";

  /** A server that has nothing to tell yet. */
  public static final ServerReport EMPTY =
      new ServerReport(
          Windowed.EMPTY,
          Windowed.EMPTY,
          Windowed.EMPTY,
          Windowed.EMPTY,
          Windowed.EMPTY,
          Double.NaN,
          Double.NaN,
          0,
          Double.NaN,
          Map.of());

  public ServerReport {
    named = Map.copyOf(named);
  }

  /** The {@link #SERVICE_MEAN}; NaN if the server does not tell it. */
  double serviceNanos() {
    return named.getOrDefault(SERVICE_MEAN, Double.NaN);
  }
}
