package io.plumbline.balancing;

/** For policies that go by how many calls are {@link Outstanding}: counts them. */
abstract class CountingBalancer implements Balancer {
  final Outstanding outstanding;

  CountingBalancer(Client client) {
    this.outstanding = new Outstanding(client.endpoints());
  }

  @Override
  public final void sent(Call call, Endpoint endpoint) {
    outstanding.sent(endpoint);
  }

  @Override
  public final void abandoned(Call call, Endpoint endpoint) {
    outstanding.ended(endpoint);
  }

  @Override
  public final void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
    outstanding.ended(endpoint);
    learn(endpoint, ok, latencyNanos);
  }

  /** Takes from an answer what it tells beside that there is one call less. */
  void learn(Endpoint endpoint, boolean ok, double latencyNanos) {}
}
