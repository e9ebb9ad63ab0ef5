package io.plumbline.balancing.event;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client: its policy at work, its connections, and what its policy has not decided yet. */
final class SimulatedClient {
  final int index;
  final Endpoint[] endpoints;

  /** Of each endpoint, by its index. */
  final SimulatedServer[] servers;

  final List<Job> undecided = new ArrayList<>();

  @Nullable Balancer balancer;

  /** Those that are connected; null if none is. */
  @Nullable Endpoints connected;

  boolean polling;
  boolean pollAgain;
  boolean timerSet;

  SimulatedClient(int index, Endpoint[] endpoints, SimulatedServer[] servers) {
    this.index = index;
    this.endpoints = endpoints;
    this.servers = servers;
    this.connected = Endpoints.of(endpoints);
  }

  /** Finds out anew which servers there are. */
  void reconnect() {
    List<Endpoint> up = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      if (!servers[endpoint.index()].down) {
        up.add(endpoint);
      }
    }
    connected = up.isEmpty() ? null : Endpoints.of(up);
  }

  Balancer balancer() {
    if (balancer == null) {
      throw new IllegalStateException("client " + index + " has no balancer yet");
    }
    return balancer;
  }
}
