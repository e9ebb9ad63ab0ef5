package io.plumbline.balancing.grpc;

import io.grpc.Attributes;
import io.grpc.ClientTransportFilter;
import io.grpc.Grpc;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** To which servers one channel is connected. Thread-safe. */
final class Connections extends ClientTransportFilter {
  private final List<SocketAddress> servers;

  /** How many stand, by server; a new one may come before the old one's end is told. */
  private final Map<SocketAddress, Integer> standing = new HashMap<>();

  Connections(Set<SocketAddress> servers) {
    this.servers = List.copyOf(servers);
  }

  @Override
  public synchronized Attributes transportReady(Attributes transport) {
    SocketAddress server = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    if (server != null) {
      standing.merge(server, 1, Integer::sum);
      notifyAll();
    }
    return transport;
  }

  @Override
  public synchronized void transportTerminated(Attributes transport) {
    SocketAddress server = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    if (server != null) {
      standing.computeIfPresent(server, (any, count) -> count == 1 ? null : count - 1);
    }
  }

  /**
   * Waits until all stand; returns the first that does not if time is up, by the system's clock.
   */
  synchronized Optional<SocketAddress> await(long giveUpAtNanos) throws InterruptedException {
    while (true) {
      Optional<SocketAddress> missing =
          servers.stream().filter(server -> !standing.containsKey(server)).findFirst();
      long leftNanos = giveUpAtNanos - System.nanoTime();
      if (missing.isEmpty() || leftNanos <= 0) {
        return missing;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, leftNanos));
    }
  }
}
