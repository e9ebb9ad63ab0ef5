package io.plumbline.balancing.event;

import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.NanoClock;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.event.Streams.Concern;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Makes a scenario's servers, and clients that are connected to them. */
final class Fleet {
  private static final int LATENCY_WINDOW = 100;

  private Fleet() {}

  static SimulatedServer[] servers(EventScenario scenario, Classes classes, boolean remembers) {
    SimulatedServer[] all = new SimulatedServer[scenario.serverCount()];
    int index = 0;
    for (ServerSpec spec : scenario.servers()) {
      for (int i = 0; i < spec.count(); i++) {
        all[index] =
            new SimulatedServer(
                index, spec, scenario, remembers, classes.models(), classes.tierNames());
        index++;
      }
    }
    return all;
  }

  /**
   * @param prober sends a probe of a client to an endpoint
   */
  static SimulatedClient[] clients(
      EventScenario scenario,
      SimulatedServer[] servers,
      Streams streams,
      NanoClock clock,
      BiFunction<SimulatedClient, Endpoint, Probe> prober) {
    SimulatedClient[] all = new SimulatedClient[scenario.clients()];
    RandomGenerator subsets = streams.of(Concern.SUBSETS);
    int size = scenario.subsetSize() == 0 ? servers.length : scenario.subsetSize();
    int[] order = new int[servers.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int c = 0; c < all.length; c++) {
      Endpoint[] endpoints = new Endpoint[size];
      SimulatedServer[] own = new SimulatedServer[size];
      for (int e = 0; e < size; e++) {
        // The first steps of a shuffle; all clients get an order of their own.
        int other = e + subsets.nextInt(order.length - e);
        int drawn = order[other];
        order[other] = order[e];
        order[e] = drawn;
        SimulatedServer server = servers[drawn];
        own[e] = server;
        endpoints[e] =
            new Endpoint(
                e, "server-" + drawn, LATENCY_WINDOW, () -> server.reportNow(clock.nanoTime()));
      }
      SimulatedClient client = new SimulatedClient(c, endpoints, own);
      for (int e = 0; e < size; e++) {
        own[e].clients.add(client);
        own[e].endpoints.add(endpoints[e]);
      }
      client.balancer =
          scenario
              .policy()
              .balancer(
                  new Client(
                      Endpoints.of(endpoints),
                      streams.of(Concern.POLICIES, c),
                      clock,
                      endpoint -> prober.apply(client, endpoint)));
      all[c] = client;
    }
    return all;
  }
}
