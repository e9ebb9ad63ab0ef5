package io.plumbline.balancing;

/** The score of {@link C3}, of what probes told instead of what answers told. */
final class CubicRule extends SignalRule {
  private final int clients;
  private final double ewmaWeight;
  private final Outstanding outstanding;
  private final Known responseNanos;

  CubicRule(int clients, double ewmaWeight, Client client) {
    this.clients = clients;
    this.ewmaWeight = ewmaWeight;
    this.outstanding = new Outstanding(client.endpoints());
    this.responseNanos = new Known(client.endpoints().size());
  }

  @Override
  int compare(Signal a, Signal b) {
    return Double.compare(score(a), score(b));
  }

  private double score(Signal signal) {
    Endpoint endpoint = signal.endpoint();
    double latencyNanos = signal.latencyNanos();
    return C3.score(
        responseNanos.getOr(endpoint.index(), latencyNanos),
        latencyNanos,
        outstanding.at(endpoint),
        clients,
        signal.rif());
  }

  @Override
  void sent(Endpoint endpoint) {
    outstanding.sent(endpoint);
  }

  @Override
  void ended(Endpoint endpoint, boolean ok, double latencyNanos) {
    outstanding.ended(endpoint);
    if (ok) {
      responseNanos.move(endpoint.index(), latencyNanos, ewmaWeight);
    }
  }
}
