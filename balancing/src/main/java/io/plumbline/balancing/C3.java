package io.plumbline.balancing;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the endpoint with the least R - 1/mu + q^3/mu, where R is the latency that the client
 * feels, 1/mu the server's mean service as it reports it, and q = 1 + the client's own outstanding
 * calls times the number of clients + the requests in flight that the server reports. All but the
 * own calls are exponentially weighted averages over answers.
 *
 * <p>Source: Suresh et al., "C3: cutting tail latency in cloud data stores via adaptive replica
 * selection", NSDI 2015, without its rate control. Failures tell nothing of latency, so a server
 * that only fails draws traffic. While nothing is known of a server, it has the mean service of the
 * others, no latency beyond that, and nothing in flight. For a server that does not report its
 * service, 1/mu is the latency that it reports, or else the one that the client feels. Both have
 * the wait in them: there a queue counts more than published.
 *
 * @param clients how many clients share the servers
 * @param choices how many endpoints are compared
 * @param ewmaWeight of the newest value in the averages
 */
record C3(int clients, int choices, double ewmaWeight) implements Policy {

  static C3 from(PolicySettings settings) {
    return new C3(
        settings.integer("clients", 1, 1, 1_000_000),
        Least.choices(settings),
        settings.number("ewma-weight", 0.9, 0.001, 1));
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.REPORTS);
  }

  /** The formula itself. */
  static double score(
      double responseNanos, double serviceNanos, int outstanding, int clients, double inFlight) {
    double q = 1 + (double) outstanding * clients + inFlight;
    return responseNanos - serviceNanos + q * q * q * serviceNanos;
  }

  @Override
  public Balancer balancer(Client client) {
    return new Scoring(this, client);
  }

  private static final class Scoring extends CountingBalancer {
    private final C3 settings;
    private final Least least;
    private final Known responseNanos;
    private final Known serviceNanos;
    private final Known inFlight;

    Scoring(C3 settings, Client client) {
      super(client);
      this.settings = settings;
      this.least = new Least(settings.choices, client.random());
      int n = client.endpoints().size();
      this.responseNanos = new Known(n);
      this.serviceNanos = new Known(n);
      this.inFlight = new Known(n);
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> {
        // While nothing is known of any latency, only the order of the queues matters.
        double otherServiceNanos = serviceNanos.meanOr(1);
        return least.of(among, endpoint -> score(endpoint, otherServiceNanos));
      };
    }

    private double score(Endpoint endpoint, double otherServiceNanos) {
      int i = endpoint.index();
      double service = serviceNanos.getOr(i, otherServiceNanos);
      return C3.score(
          responseNanos.getOr(i, service),
          service,
          outstanding.at(endpoint),
          settings.clients,
          inFlight.getOr(i, 0));
    }

    @Override
    void learn(Endpoint endpoint, boolean ok, double latencyNanos) {
      int i = endpoint.index();
      double feltNanos = ok ? latencyNanos : Cost.UNKNOWN;
      ServerReport report = endpoint.report();
      responseNanos.move(i, feltNanos, settings.ewmaWeight);
      serviceNanos.move(i, serviceNanos(report, feltNanos), settings.ewmaWeight);
      if (report != null) {
        inFlight.move(i, report.inFlight().latest(), settings.ewmaWeight);
      }
    }

    private static double serviceNanos(@Nullable ServerReport report, double feltNanos) {
      if (report == null) {
        return feltNanos;
      }
      double told = report.serviceNanos();
      double latency = Cost.isKnown(told) ? told : report.latencyNanos().latest();
      return Cost.isKnown(latency) ? latency : feltNanos;
    }
  }
}
