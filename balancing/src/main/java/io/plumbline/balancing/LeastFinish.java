package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the endpoint where the call is expected to be done first, by {@link Backlog}; a server that
 * would have to load the call's model first is later by the time that this takes. So a resident
 * model draws calls until the wait there is longer than loading it elsewhere. A server whose share
 * of errors is too high is later than any other: failing fast is not being fast.
 *
 * <p>With deadlines, and fewer choices than endpoints, the choices are drawn from those that are
 * expected to meet the call's deadline, if any are. That spreads calls of clients that read the
 * same old reports, and lets no call miss a deadline that one of the servers can meet.
 *
 * @param tiers how many tiers servers tell their queues of
 * @param loadingNanos how long a server loads a model
 * @param choices how many endpoints are compared
 * @param heedsDeadlines whether deadlines matter
 * @param errors which share of errors is too high
 */
record LeastFinish(
    int tiers,
    double loadingNanos,
    int choices,
    boolean heedsDeadlines,
    ErrorShares.Settings errors)
    implements Policy {

  /** Eleven days: above any wait. */
  private static final double SHUNNED_NANOS = 1e15;

  static LeastFinish deadlineAware(PolicySettings settings) {
    return from(settings, 0, true);
  }

  static LeastFinish resident(PolicySettings settings) {
    return from(settings, 500, false);
  }

  private static LeastFinish from(
      PolicySettings settings, double loadingMillis, boolean heedsDeadlines) {
    return new LeastFinish(
        settings.integer("tiers", 3, 1, Backlog.MOST_TIERS),
        settings.durationNanos("loading-ms", loadingMillis, 0, 1e9),
        Least.choices(settings),
        heedsDeadlines,
        ErrorShares.Settings.from(settings));
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.REPORTS);
  }

  @Override
  public Balancer balancer(Client client) {
    return new Expecting(this, client);
  }

  private static final class Expecting implements Balancer {
    private final LeastFinish settings;
    private final Client client;
    private final Least least;
    private final Backlog backlog;
    private final ErrorShares errors;

    Expecting(LeastFinish settings, Client client) {
      this.settings = settings;
      this.client = client;
      this.least = new Least(settings.choices, client.random());
      this.backlog = new Backlog(client.endpoints(), settings.tiers);
      this.errors = new ErrorShares(settings.errors, client.endpoints());
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> {
        double otherNanos = meanLatencyNanos();
        return least.of(
            settings.heedsDeadlines && settings.choices != Least.ALL
                ? inTime(call, among, otherNanos)
                : among,
            endpoint -> nanos(endpoint, call, otherNanos));
      };
    }

    /** The endpoints that are expected to meet the deadline, or all if none is. */
    private Endpoints inTime(Call call, Endpoints among, double otherNanos) {
      double leftNanos = (double) call.deadlineNanos() - client.clock().nanoTime();
      List<Endpoint> inTime = new ArrayList<>(among.size());
      for (int i = 0; i < among.size(); i++) {
        if (nanos(among.get(i), call, otherNanos) <= leftNanos) {
          inTime.add(among.get(i));
        }
      }
      return inTime.isEmpty() ? among : Endpoints.of(inTime);
    }

    private double nanos(Endpoint endpoint, Call call, double otherNanos) {
      double nanos = backlog.nanos(endpoint, call, otherNanos);
      if (errors.tooHigh(endpoint, client.clock().nanoTime())) {
        nanos += SHUNNED_NANOS;
      }
      return mustLoad(endpoint, call) ? nanos + settings.loadingNanos : nanos;
    }

    /** A server that tells nothing of the model is taken to have it. */
    private static boolean mustLoad(Endpoint endpoint, Call call) {
      ServerReport report = endpoint.report();
      if (report == null || call.model().isEmpty()) {
        return false;
      }
      Double resident = report.named().get(ServerReport.RESIDENT_PREFIX + call.model());
      return resident != null && resident == 0;
    }

    /** The mean of the reported latencies; 1 while there is none, so that only queues matter. */
    private double meanLatencyNanos() {
      double sum = 0;
      int known = 0;
      for (int i = 0; i < client.endpoints().size(); i++) {
        double nanos = Backlog.latencyNanos(client.endpoints().get(i));
        if (Cost.isKnown(nanos)) {
          sum += nanos;
          known++;
        }
      }
      return known == 0 ? 1 : sum / known;
    }

    @Override
    public void sent(Call call, Endpoint endpoint) {
      backlog.sent(call, endpoint);
    }

    @Override
    public void abandoned(Call call, Endpoint endpoint) {
      backlog.ended(call, endpoint);
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      backlog.ended(call, endpoint);
      errors.ended(endpoint, ok, client.clock().nanoTime());
    }
  }
}
