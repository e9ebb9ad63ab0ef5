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
 * <p>With deadlines, any server will do that meets the call's deadline in good time, so among those
 * the one takes it that has the least to do, whatever its speed; loading counts as what could be
 * served meanwhile. That leaves the servers that are done first to those who need them. If no
 * server is expected to be in time, or the call has no deadline, the first to be done takes it.
 *
 * @param tiers how many tiers servers tell their queues of
 * @param loadingNanos how long a server loads a model
 * @param choices how many endpoints are compared
 * @param heedsDeadlines whether deadlines matter
 * @param slack in good time is so many times earlier than necessary: what is expected is a mean
 * @param errors which share of errors is too high
 */
record LeastFinish(
    int tiers,
    double loadingNanos,
    int choices,
    boolean heedsDeadlines,
    double slack,
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
        heedsDeadlines ? settings.number("slack", 2, 1, 1000) : 1,
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
      this.backlog = new Backlog(client, settings.tiers);
      this.errors = new ErrorShares(settings.errors, client.endpoints());
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> {
        double otherNanos = meanServiceNanos();
        if (settings.heedsDeadlines && call.deadlineNanos() != Call.NO_DEADLINE) {
          List<Endpoint> inTime = inTime(call, among, otherNanos);
          if (!inTime.isEmpty()) {
            return least.of(Endpoints.of(inTime), endpoint -> work(endpoint, call, otherNanos));
          }
        }
        return least.of(among, endpoint -> nanos(endpoint, call, otherNanos));
      };
    }

    /** The endpoints that are expected to meet the deadline in good time. */
    private List<Endpoint> inTime(Call call, Endpoints among, double otherNanos) {
      double leftNanos = (double) call.deadlineNanos() - client.clock().nanoTime();
      List<Endpoint> inTime = new ArrayList<>(among.size());
      for (int i = 0; i < among.size(); i++) {
        if (settings.slack * nanos(among.get(i), call, otherNanos) <= leftNanos) {
          inTime.add(among.get(i));
        }
      }
      return inTime;
    }

    private double nanos(Endpoint endpoint, Call call, double otherNanos) {
      double nanos = backlog.nanos(endpoint, call, serviceNanos(endpoint, otherNanos));
      if (errors.tooHigh(endpoint, client.clock().nanoTime())) {
        nanos += SHUNNED_NANOS;
      }
      return mustLoad(endpoint, call) ? nanos + settings.loadingNanos : nanos;
    }

    /** What each worker has to do, and the loading, in services. */
    private double work(Endpoint endpoint, Call call, double otherNanos) {
      double serviceNanos = serviceNanos(endpoint, otherNanos);
      double work = backlog.perWorker(endpoint, serviceNanos);
      return mustLoad(endpoint, call) ? work + settings.loadingNanos / serviceNanos : work;
    }

    private static double serviceNanos(Endpoint endpoint, double otherNanos) {
      double nanos = Backlog.serviceNanos(endpoint);
      return Cost.isKnown(nanos) ? nanos : otherNanos;
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

    /** The mean of the servers' services; 1 while there is none, so that only queues matter. */
    private double meanServiceNanos() {
      double sum = 0;
      int known = 0;
      for (int i = 0; i < client.endpoints().size(); i++) {
        double nanos = Backlog.serviceNanos(client.endpoints().get(i));
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
