package io.plumbline.balancing;

import java.util.Arrays;

/**
 * What a call would have to wait for at each server, and how long.
 *
 * <p>Ahead of it is what the last report says is served or queued in its tier and in more important
 * ones, less what the server will have worked off since the report came, plus what this client has
 * sent since; and never less than what this client has out there. So a server that is shunned for
 * an old report is not shunned for ever, though nobody brings news of it.
 *
 * <p>With a mean service of S on W workers, both told in {@link ServerReport#named}, a departure
 * comes every S/W while all are busy. A server that does not tell S is taken to need the busy share
 * of its latency; one that does not tell W, to have as many workers as are busy. The network is not
 * counted.
 */
final class Backlog {

  /** Tiers beyond these count as the last of them. */
  static final int MOST_TIERS = 16;

  private final NanoClock clock;
  private final String[] queuedNames;
  private final int[][] sentSince;
  private final int[][] outstanding;
  private final long[] seenAtNanos;

  Backlog(Client client, int tiers) {
    this.clock = client.clock();
    this.queuedNames = new String[tiers];
    for (int t = 0; t < tiers; t++) {
      queuedNames[t] = ServerReport.QUEUED_TIER_PREFIX + (t + 1);
    }
    int endpoints = client.endpoints().size();
    this.sentSince = new int[endpoints][tiers];
    this.outstanding = new int[endpoints][tiers];
    this.seenAtNanos = new long[endpoints];
    Arrays.fill(seenAtNanos, Long.MIN_VALUE);
  }

  void sent(Call call, Endpoint endpoint) {
    heed(endpoint);
    int tier = tier(call);
    sentSince[endpoint.index()][tier]++;
    outstanding[endpoint.index()][tier]++;
  }

  void ended(Call call, Endpoint endpoint) {
    heed(endpoint);
    int[] out = outstanding[endpoint.index()];
    int[] since = sentSince[endpoint.index()];
    int tier = tier(call);
    out[tier] = Math.max(0, out[tier] - 1);
    // Those from before the report end first.
    since[tier] = Math.min(since[tier], out[tier]);
  }

  /** A new report knows of what was sent before, so that need not be added any more. */
  private void heed(Endpoint endpoint) {
    int i = endpoint.index();
    if (endpoint.report() != null && seenAtNanos[i] != endpoint.reportedAtNanos()) {
      seenAtNanos[i] = endpoint.reportedAtNanos();
      Arrays.fill(sentSince[i], 0);
    }
  }

  /**
   * Returns how many requests are ahead of this call, served or queued.
   *
   * @param serviceNanos the server's mean service
   */
  double ahead(Endpoint endpoint, Call call, double serviceNanos) {
    return ahead(endpoint, tier(call), serviceNanos);
  }

  /** Returns how many are served or queued by each worker, whatever their tier. */
  double perWorker(Endpoint endpoint, double serviceNanos) {
    return ahead(endpoint, queuedNames.length - 1, serviceNanos) / workers(endpoint);
  }

  private double ahead(Endpoint endpoint, int tier, double serviceNanos) {
    heed(endpoint);
    ServerReport report = endpoint.report();
    // A server without tiers has one queue, and all of it is ahead.
    int last = report == null || !tellsTiers(report) ? queuedNames.length - 1 : tier;
    double since = 0;
    double own = 0;
    for (int t = 0; t <= last; t++) {
      since += sentSince[endpoint.index()][t];
      own += outstanding[endpoint.index()][t];
    }
    if (report == null) {
      return own;
    }
    double told = busy(report) + queued(report, tier);
    double ageNanos = (double) clock.nanoTime() - endpoint.reportedAtNanos();
    double workedOff = ageNanos * workers(endpoint) / serviceNanos;
    return Math.max(own, Math.max(0, told - workedOff) + since);
  }

  private boolean tellsTiers(ServerReport report) {
    return report.named().containsKey(queuedNames[0]);
  }

  private double queued(ServerReport report, int tier) {
    if (!tellsTiers(report)) {
      return orZero(report.queued().latest());
    }
    double queued = 0;
    for (int t = 0; t <= tier; t++) {
      queued += report.named().getOrDefault(queuedNames[t], 0.0);
    }
    return queued;
  }

  private static double busy(ServerReport report) {
    return Math.max(0, orZero(report.inFlight().latest()) - orZero(report.queued().latest()));
  }

  /**
   * Returns how long a call takes from its arrival at the server until it is done.
   *
   * @param serviceNanos the server's mean service
   */
  double nanos(Endpoint endpoint, Call call, double serviceNanos) {
    double workers = workers(endpoint);
    double departures = Math.max(0, ahead(endpoint, call, serviceNanos) - workers + 1);
    return serviceNanos + departures * serviceNanos / workers;
  }

  private static double workers(Endpoint endpoint) {
    ServerReport report = endpoint.report();
    if (report == null) {
      return 1;
    }
    Double told = report.named().get(ServerReport.WORKERS);
    return Math.max(1, told == null ? busy(report) : told);
  }

  /** How long a worker of the server has a request; {@link Cost#UNKNOWN} if nothing tells. */
  static double serviceNanos(Endpoint endpoint) {
    ServerReport report = endpoint.report();
    if (report == null) {
      return Cost.UNKNOWN;
    }
    double told = report.serviceNanos();
    if (told > 0) {
      return told;
    }
    double latencyNanos = report.latencyNanos().mean();
    double inFlight = report.inFlight().mean();
    double queued = Math.min(inFlight, orZero(report.queued().mean()));
    double busyShare = inFlight > queued ? (inFlight - queued) / inFlight : 1;
    return latencyNanos > 0 ? latencyNanos * busyShare : Cost.UNKNOWN;
  }

  private int tier(Call call) {
    return Math.max(0, Math.min(queuedNames.length, call.tier()) - 1);
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
