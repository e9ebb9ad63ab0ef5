package io.plumbline.balancing;

import org.jspecify.annotations.Nullable;

/** What a probe told of one server, and what its pool has made of it since. */
final class Signal {
  private final Endpoint endpoint;
  private final long receivedAtNanos;
  private final double latencyNanos;
  private double rif;
  private int usesLeft;

  Signal(Endpoint endpoint, long receivedAtNanos, double rif, double latencyNanos, int uses) {
    this.endpoint = endpoint;
    this.receivedAtNanos = receivedAtNanos;
    this.rif = rif;
    this.latencyNanos = latencyNanos;
    this.usesLeft = uses;
  }

  /**
   * Reads a probe that has ended; null if it failed or told no requests in flight. A server that
   * has no latency yet counts as the fastest: how else would it get one.
   */
  static @Nullable Signal of(Probe probe, long nowNanos, int uses) {
    ServerReport report = probe.report();
    if (report == null || Double.isNaN(report.inFlight().latest())) {
      return null;
    }
    double latencyNanos = report.latencyInFlightNanos();
    if (Double.isNaN(latencyNanos)) {
      latencyNanos = report.latencyNanos().mean();
    }
    return new Signal(
        probe.endpoint(),
        nowNanos,
        report.inFlight().latest(),
        Double.isNaN(latencyNanos) ? 0 : latencyNanos,
        uses);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  long receivedAtNanos() {
    return receivedAtNanos;
  }

  /** The server's expected latency at about {@link #rif()}, without the network. */
  double latencyNanos() {
    return latencyNanos;
  }

  /** Requests in flight at the server when it answered, and what this client has sent since. */
  double rif() {
    return rif;
  }

  void addOne() {
    rif++;
  }

  /** Takes one use, and returns whether it was the last. */
  boolean spend() {
    usesLeft--;
    return usesLeft <= 0;
  }
}
