package io.plumbline.balancing.grpc;

import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import io.plumbline.balancing.Endpoint;

/**
 * One server of a channel: the connection, and what the policy knows of it.
 *
 * <p>The channel's synchronization context writes the address and the connection's state; {@link
 * PolicyClient}'s lock guards the endpoint.
 */
final class Server {
  /** How gRPC was told of it last. */
  EquivalentAddressGroup address;

  final Subchannel subchannel;

  /** Anybody may read it. */
  private volatile ConnectivityState state = ConnectivityState.IDLE;

  private Status failure = Status.UNAVAILABLE;

  Endpoint endpoint;

  Server(EquivalentAddressGroup address, Subchannel subchannel, Endpoint endpoint) {
    this.address = address;
    this.subchannel = subchannel;
    this.endpoint = endpoint;
  }

  /** Its connection is in another state; failing ends only by success, as gRPC's own do it. */
  void is(ConnectivityState now, Status status) {
    if (state == ConnectivityState.TRANSIENT_FAILURE
        && (now == ConnectivityState.CONNECTING || now == ConnectivityState.IDLE)) {
      return;
    }
    state = now;
    failure = status;
  }

  ConnectivityState state() {
    return state;
  }

  boolean isReady() {
    return state == ConnectivityState.READY;
  }

  /** Why it failed, if it did. */
  Status failure() {
    return failure;
  }
}
