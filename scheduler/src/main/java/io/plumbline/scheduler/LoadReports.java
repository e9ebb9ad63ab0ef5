package io.plumbline.scheduler;

import io.grpc.Metadata;

/**
 * What a scheduler tells of its load with an answer, as names: an {@code
 * xds.data.orca.v3.OrcaLoadReport} in the trailer {@link #TRAILER}, which gRPC's own policies read
 * too.
 *
 * <table>
 * <caption>What is in it</caption>
 * <tr><th>field</th><th>what it is</th></tr>
 * <tr><td>{@code application_utilization}</td><td>busy workers by workers, averaged</td></tr>
 * <tr><td>{@code rps_fractional}</td><td>requests that came per second, averaged</td></tr>
 * <tr><td>{@code eps}</td><td>requests refused per second, averaged</td></tr>
 * <tr><td>{@code named_metrics}</td><td>the names below</td></tr>
 * </table>
 *
 * <p>Averaged is over time, weighted by {@code exp(-age / 1 s)}. What is told of requests that were
 * served is missing until there is one, and is forgotten when there has been none for {@value
 * LoadMeter#REMEMBERED_SECONDS} s: else a server that was slow once, and is shunned for it, would
 * be slow for ever.
 */
public final class LoadReports {
  /** The trailer. */
  public static final Metadata.Key<byte[]> TRAILER =
      Metadata.Key.of("endpoint-load-metrics-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Busy workers by workers, now. */
  public static final String UTILIZATION_NOW = "utilization.now";

  /** Requests that wait or are served, now. */
  public static final String IN_FLIGHT = "in_flight";

  /** The same, averaged. */
  public static final String IN_FLIGHT_MEAN = "in_flight.mean";

  /** Requests that wait, now. */
  public static final String QUEUED = "queued";

  /** The same, averaged. */
  public static final String QUEUED_MEAN = "queued.mean";

  /** How many requests are served at once. */
  public static final String WORKERS = "workers";

  /**
   * Requests of a tier that wait; the tier's number follows. Missing where tiers do not count: all
   * that waits is before a new request then, whatever its tier.
   */
  public static final String QUEUED_TIER_PREFIX = "queued.tier.";

  /** 1 for each model that is ready to be served; its name follows. */
  public static final String RESIDENT_PREFIX = "resident.";

  /**
   * Nanoseconds for which a worker had a request, the mean of the latest {@value
   * LatencyHistory#MEAN_OF}; without the wait for the worker.
   */
  public static final String SERVICE_MEAN = "service_ns.mean";

  /** Of the request served last: nanoseconds from its coming to its end. */
  public static final String LATENCY = "latency_ns";

  /** The mean of the latest {@value LatencyHistory#MEAN_OF} of them. */
  public static final String LATENCY_MEAN = "latency_ns.mean";

  /** The median of recent latencies of requests that came when about as many were there as now. */
  public static final String LATENCY_IN_FLIGHT = "latency_ns.in_flight";

  /** The same for the averaged number in flight. */
  public static final String LATENCY_EXPECTED = "latency_ns.expected";

  private LoadReports() {}
}
