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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One of our policies as gRPC's: connects to all servers, and chooses among those that are
 * connected.
 *
 * <p>The channel is READY as soon as one server is connected. A server that is lost is connected to
 * again; meanwhile the others get its calls. Used in the channel's synchronization context only.
 */
final class PolicyLoadBalancer extends LoadBalancer {
  private static final long WAKE_MILLIS = 1;

  private final Helper helper;
  private final Map<EquivalentAddressGroup, Server> servers = new LinkedHashMap<>();
  private Optional<PolicyClient> client = Optional.empty();
  private boolean shutdown;

  PolicyLoadBalancer(Helper helper) {
    this.helper = helper;
  }

  /** What a service config comes to. */
  record Config(Policy policy, long seed) {}

  @Override
  public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
    if (resolved.getAddresses().isEmpty()) {
      Status none = Status.UNAVAILABLE.withDescription("there is no server to balance among");
      handleNameResolutionError(none);
      return none;
    }
    if (client.isEmpty()) {
      if (!(resolved.getLoadBalancingPolicyConfig() instanceof Config config)) {
        Status wrong =
            Status.UNAVAILABLE.withDescription(
                PolicyLoadBalancerProvider.NAME + " needs a service config that names a policy");
        handleNameResolutionError(wrong);
        return wrong;
      }
      client = Optional.of(client(config));
    }
    // A set: gRPC may tell of a server twice, and two connections to it would be one of two.
    boolean changed = connect(new LinkedHashSet<>(resolved.getAddresses()));
    if (changed) {
      client.get().restart(List.copyOf(servers.values()));
      publish();
      servers.values().forEach(server -> server.subchannel.requestConnection());
    }
    return Status.OK;
  }

  private PolicyClient client(Config config) {
    return new PolicyClient(
        config.policy(),
        new SplittableRandom(config.seed()),
        System::nanoTime,
        helper.getScheduledExecutorService(),
        new PolicyClient.Waker() {
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
                          task,
                          WAKE_MILLIS,
                          TimeUnit.MILLISECONDS,
                          helper.getScheduledExecutorService());
            } catch (RejectedExecutionException e) {
              // The channel is closing, and ends by itself what still waits in it.
            }
          }
        });
  }

  /** Returns whether there are other servers now; their order is nothing that changes. */
  private boolean connect(Set<EquivalentAddressGroup> addresses) {
    if (servers.keySet().equals(addresses)) {
      return false;
    }
    Map<EquivalentAddressGroup, Server> before = new LinkedHashMap<>(servers);
    servers.clear();
    for (EquivalentAddressGroup address : addresses) {
      Server kept = before.remove(address);
      servers.put(address, kept != null ? kept : connect(address));
    }
    for (Server gone : before.values()) {
      gone.is(SHUTDOWN, Status.UNAVAILABLE.withDescription("no longer among the servers"));
      gone.subchannel.shutdown();
    }
    return true;
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
    if (shutdown || servers.isEmpty() || client.isEmpty()) {
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
        new PolicyPicker(client.get(), client.get().endpointsOf(ready), otherwise));
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
