package io.plumbline.balancing;

/** Tells another balancer all that it is told itself. */
abstract class WrappedBalancer implements Balancer {
  final Balancer inner;

  WrappedBalancer(Balancer inner) {
    this.inner = inner;
  }

  @Override
  public final void sent(Call call, Endpoint endpoint) {
    inner.sent(call, endpoint);
  }

  @Override
  public final void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
    inner.ended(call, endpoint, ok, latencyNanos);
  }

  @Override
  public final void abandoned(Call call, Endpoint endpoint) {
    inner.abandoned(call, endpoint);
  }

  @Override
  public final void probed(Probe probe) {
    inner.probed(probe);
  }

  @Override
  public final void idle(Endpoint endpoint) {
    inner.idle(endpoint);
  }
}
