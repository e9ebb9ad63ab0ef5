package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Takes the endpoint where the call is expected to be done first, by {@link Backlog}; a server that
 * would have to load the call's model first is later by the time that this takes. So a resident
 * model draws calls until the wait there is longer than loading it elsewhere. A server whose share
 * of errors is too high is later than any other: failing fast is not being fast.
 *
 * <p>It compares a few drawn of all, and as many of those that have the model. To compare all would
 * send every client to the same server, by the same old reports.
 *
 * <p>With deadlines, any server will do that meets the call's deadline in good time, so among those
 * the one takes it that has the least to do, whatever its speed; loading counts as what could be
 * served meanwhile. That leaves the servers that are done first to those who need them. If no
 * server is expected to be in time, or the call has no deadline, the first to be done takes it.
 *
 * @param tiers how many tiers servers tell their queues of
 * @param loadingNanos how long a server loads a model
 * @param choices how many endpoints are compared, of all and of those that have the model
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

  /** A second: so long that reports do not age meanwhile. */
  private static final double GUESSED_SERVICE_NANOS = 1e9;

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
        settings.integer("choices", 2, 1, 1_000_000),
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
      this.errors = new ErrorShares(settings.errors, client);
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> {
        double otherNanos = meanServiceNanos();
        if (settings.heedsDeadlines && call.deadlineNanos() != Call.NO_DEADLINE) {
          List<Endpoint> inTime = inTime(call, among, otherNanos);
          if (!inTime.isEmpty()) {
            return choose(call, Endpoints.of(inTime), endpoint -> work(endpoint, call, otherNanos));
          }
        }
        return choose(call, among, endpoint -> nanos(endpoint, call, otherNanos));
      };
    }

    private Endpoint choose(Call call, Endpoints among, ToDoubleFunction<Endpoint> cost) {
      Endpoint ofAll = least.of(among, cost);
      List<Endpoint> resident = new ArrayList<>();
      for (int i = 0; i < among.size(); i++) {
        if (residency(among.get(i), call) == 1) {
          resident.add(among.get(i));
        }
      }
      if (resident.isEmpty()) {
        return ofAll;
      }
      Endpoint ofResident = least.of(Endpoints.of(resident), cost);
      return cost.applyAsDouble(ofAll) < cost.applyAsDouble(ofResident) ? ofAll : ofResident;
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

    private static boolean mustLoad(Endpoint endpoint, Call call) {
      return residency(endpoint, call) == 0;
    }

    /** Whether the server has the model, 1 or 0; NaN if it tells nothing of it. */
    private static double residency(Endpoint endpoint, Call call) {
      ServerReport report = endpoint.report();
      return report == null || call.model().isEmpty()
          ? Double.NaN
          : report.named().getOrDefault(ServerReport.RESIDENT_PREFIX + call.model(), Double.NaN);
    }

    /**
     * The mean of the servers' services; a guess while there is none, so that only queues matter.
     */
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
      return known == 0 ? GUESSED_SERVICE_NANOS : sum / known;
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
