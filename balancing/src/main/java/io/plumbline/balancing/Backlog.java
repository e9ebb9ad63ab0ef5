package io.plumbline.balancing;

import java.util.Arrays;

/**
 * What a call would have to wait for at each server: what the last report says is queued in its
 * tier and in more important ones, and what this client has sent there since.
 *
 * <p>Time comes from the report by Little's law. With latency L, N requests in flight and Q of them
 * queued, all means: a departure comes every L/N while servers are busy, and service takes L (N -
 * Q) / N. The network is not counted.
 */
final class Backlog {

  /** Tiers beyond these count as the last of them. */
  static final int MOST_TIERS = 16;

  private final String[] queuedNames;
  private final int[][] sentByTier;
  private final long[] seenAtNanos;

  Backlog(Endpoints endpoints, int tiers) {
    this.queuedNames = new String[tiers];
    for (int t = 0; t < tiers; t++) {
      queuedNames[t] = ServerReport.QUEUED_TIER_PREFIX + (t + 1);
    }
    this.sentByTier = new int[endpoints.size()][tiers];
    this.seenAtNanos = new long[endpoints.size()];
    Arrays.fill(seenAtNanos, Long.MIN_VALUE);
  }

  void sent(Call call, Endpoint endpoint) {
    heed(endpoint);
    sentByTier[endpoint.index()][tier(call)]++;
  }

  void ended(Call call, Endpoint endpoint) {
    heed(endpoint);
    int[] sent = sentByTier[endpoint.index()];
    sent[tier(call)] = Math.max(0, sent[tier(call)] - 1);
  }

  /** Returns how many requests are ahead of this call. */
  double ahead(Endpoint endpoint, Call call) {
    heed(endpoint);
    double ahead = 0;
    for (int t = 0; t <= tier(call); t++) {
      ahead += sentByTier[endpoint.index()][t];
    }
    ServerReport report = endpoint.report();
    return report == null ? ahead : ahead + queued(report, tier(call));
  }

  private double queued(ServerReport report, int tier) {
    double ahead = 0;
    boolean told = false;
    for (int t = 0; t < queuedNames.length; t++) {
      Double queued = report.named().get(queuedNames[t]);
      if (queued != null) {
        told = true;
        ahead += t <= tier ? queued : 0;
      }
    }
    // A server without tiers has one queue, and all of it is ahead.
    return told ? ahead : orZero(report.queued().latest());
  }

  /**
   * Returns how long a call takes from its arrival at the server until it is done.
   *
   * @param otherNanos the latency of a server that has told none
   */
  double nanos(Endpoint endpoint, Call call, double otherNanos) {
    ServerReport report = endpoint.report();
    double latencyNanos = latencyNanos(endpoint);
    if (Double.isNaN(latencyNanos)) {
      latencyNanos = otherNanos;
    }
    double inFlight = report == null ? 0 : orZero(report.inFlight().mean());
    double queued = report == null ? 0 : Math.min(inFlight, orZero(report.queued().mean()));
    double serviceNanos =
        inFlight > 0 ? latencyNanos * (inFlight - queued) / inFlight : latencyNanos;
    return serviceNanos + ahead(endpoint, call) * latencyNanos / Math.max(1, inFlight);
  }

  /** The reported latency; {@link Cost#UNKNOWN} if there is none. */
  static double latencyNanos(Endpoint endpoint) {
    ServerReport report = endpoint.report();
    return report == null ? Cost.UNKNOWN : report.latencyNanos().mean();
  }

  /** A new report knows of what was sent before, so that need not be added any more. */
  private void heed(Endpoint endpoint) {
    int i = endpoint.index();
    if (endpoint.report() != null && seenAtNanos[i] != endpoint.reportedAtNanos()) {
      seenAtNanos[i] = endpoint.reportedAtNanos();
      Arrays.fill(sentByTier[i], 0);
    }
  }

  private int tier(Call call) {
    return Math.max(0, Math.min(queuedNames.length, call.tier()) - 1);
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
