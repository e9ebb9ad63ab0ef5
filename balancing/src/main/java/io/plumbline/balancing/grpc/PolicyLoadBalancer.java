package io.plumbline.balancing.grpc;

import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.SHUTDOWN;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import io.plumbline.balancing.Policy;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One of our policies as gRPC's: connects to all servers, and chooses among those that are
 * connected.
 *
 * <p>A server is the addresses that it is told by, in whatever order and with whatever attributes;
 * only another set of servers, or another policy in the service config, has the policy begin anew.
 * A server that is no longer told gets nothing more, and answers what it has.
 *
 * <p>The channel is READY as soon as one server is connected. A server that is lost is connected to
 * again; meanwhile the others get its calls. Used in the channel's synchronization context only.
 */
final class PolicyLoadBalancer extends LoadBalancer {
  private static final long WAKE_MILLIS = 1;

  private final Helper helper;
  private final PolicyClient client;
  private final Map<Set<SocketAddress>, Server> servers = new LinkedHashMap<>();
  private @Nullable Chooser chooser;
  private boolean shutdown;

  PolicyLoadBalancer(Helper helper) {
    this.helper = helper;
    this.client =
        new PolicyClient(System::nanoTime, helper.getScheduledExecutorService(), new Waking());
  }

  /**
   * What a service config comes to.
   *
   * @param written the policy as the config has it, by which two of them are told apart
   */
  record Config(Object written, Policy policy, long seed) {
    boolean isLike(Config other) {
      return written.equals(other.written) && seed == other.seed;
    }
  }

  private record Chooser(Config config, RandomGenerator random) {}

  @Override
  public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
    if (resolved.getAddresses().isEmpty()) {
      Status none = Status.UNAVAILABLE.withDescription("there is no server to balance among");
      handleNameResolutionError(none);
      return none;
    }
    if (!(resolved.getLoadBalancingPolicyConfig() instanceof Config told)) {
      Status wrong =
          Status.UNAVAILABLE.withDescription(
              PolicyLoadBalancerProvider.NAME + " needs a service config that names a policy");
      handleNameResolutionError(wrong);
      return wrong;
    }
    Chooser by = chooser;
    boolean otherPolicy = by == null || !told.isLike(by.config());
    if (by == null || otherPolicy) {
      by = new Chooser(told, new SplittableRandom(told.seed()));
      chooser = by;
    }
    boolean otherServers = connect(resolved.getAddresses());
    if (otherPolicy || otherServers) {
      client.restart(by.config().policy(), by.random(), List.copyOf(servers.values()));
      publish();
      servers.values().forEach(server -> server.subchannel.requestConnection());
    }
    return Status.OK;
  }

  /** Has gRPC ask again for the calls that wait. */
  private final class Waking implements PolicyClient.Waker {
    @Override
    public void wake() {
      helper.getSynchronizationContext().execute(PolicyLoadBalancer.this::publish);
    }

    @Override
    public void wakeLater(Runnable task) {
      try {
        var unused =
            helper
                .getSynchronizationContext()
                .schedule(
                    task, WAKE_MILLIS, TimeUnit.MILLISECONDS, helper.getScheduledExecutorService());
      } catch (RejectedExecutionException e) {
        // The channel is closing, and ends by itself what still waits in it.
      }
    }
  }

  /** Returns whether there are other servers now. */
  private boolean connect(List<EquivalentAddressGroup> told) {
    // By its addresses: gRPC may tell of a server twice, and would have two connections to it.
    Map<Set<SocketAddress>, EquivalentAddressGroup> now = new LinkedHashMap<>();
    told.forEach(group -> now.putIfAbsent(Set.copyOf(group.getAddresses()), group));
    boolean same = servers.keySet().equals(now.keySet());
    Map<Set<SocketAddress>, Server> before = new LinkedHashMap<>(servers);
    if (!same) {
      servers.clear();
    }
    now.forEach(
        (addresses, group) -> {
          Server kept = before.remove(addresses);
          if (kept == null) {
            servers.put(addresses, connect(group));
            return;
          }
          servers.put(addresses, kept); // Where it was, unless the order is made anew.
          if (!kept.address.equals(group)) {
            kept.address = group;
            kept.subchannel.updateAddresses(List.of(group));
          }
        });
    for (Server gone : before.values()) {
      gone.is(SHUTDOWN, Status.UNAVAILABLE.withDescription("no longer among the servers"));
      gone.subchannel.shutdown();
    }
    return !same;
  }

  private Server connect(EquivalentAddressGroup address) {
    Subchannel subchannel =
        helper.createSubchannel(CreateSubchannelArgs.newBuilder().setAddresses(address).build());
    Server server =
        new Server(
            address,
            subchannel,
            PolicyClient.endpoint(0, String.valueOf(address.getAddresses().get(0))));
    subchannel.start(state -> changed(server, state));
    return server;
  }

  private void changed(Server server, ConnectivityStateInfo now) {
    if (shutdown || now.getState() == SHUTDOWN || server.state() == SHUTDOWN) {
      return;
    }
    if (now.getState() == IDLE || now.getState() == TRANSIENT_FAILURE) {
      helper.refreshNameResolution();
    }
    if (now.getState() == IDLE) {
      server.subchannel.requestConnection();
    }
    ConnectivityState before = server.state();
    server.is(now.getState(), now.getStatus());
    // A server that fails again may fail for another reason, which calls are told.
    if (server.state() != before || now.getState() == TRANSIENT_FAILURE) {
      publish();
    }
  }

  @Override
  public void handleNameResolutionError(Status error) {
    if (servers.isEmpty()) {
      helper.updateBalancingState(
          TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withError(error)));
    }
  }

  @Override
  public void requestConnection() {
    servers.values().forEach(server -> server.subchannel.requestConnection());
  }

  /** Gives gRPC a picker of what is connected now, which it asks for every call that waits. */
  private void publish() {
    if (shutdown || servers.isEmpty()) {
      return;
    }
    List<Server> ready = new ArrayList<>();
    boolean failed = true;
    for (Server server : servers.values()) {
      if (server.isReady()) {
        ready.add(server);
      }
      failed &= server.state() == TRANSIENT_FAILURE;
    }
    PickResult otherwise =
        failed
            ? PickResult.withError(servers.values().iterator().next().failure())
            : PickResult.withNoResult();
    helper.updateBalancingState(
        ready.isEmpty() ? (failed ? TRANSIENT_FAILURE : CONNECTING) : READY,
        new PolicyPicker(client, client.endpointsOf(ready), otherwise));
  }

  @Override
  public void shutdown() {
    shutdown = true;
    for (Server server : servers.values()) {
      server.is(SHUTDOWN, Status.UNAVAILABLE.withDescription("the channel is closing"));
      server.subchannel.shutdown();
    }
  }
}
