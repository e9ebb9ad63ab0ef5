package io.plumbline.balancing.grpc;

import io.grpc.LoadBalancerProvider;
import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Policy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of gRPC's policies, with the code that runs in production, as one of ours: for simulators, in
 * their time.
 *
 * <p>Its random numbers are its own, unseeded: figures agree from run to run as distributions, not
 * to the bit.
 */
record GrpcPolicy(LoadBalancerProvider provider, @Nullable Object config, boolean readsReports)
    implements Policy {

  @Override
  public Balancer balancer(Client client) {
    return new GrpcBalancer(client, provider, config);
  }

  @Override
  public Set<Need> needs() {
    return readsReports ? Set.of(Need.REPORTS) : Set.of();
  }
}
