package io.plumbline.balancing.grpc;

import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.LoadBalancer.SubchannelStateListener;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.plumbline.balancing.NanoClock;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The channel that a balancer of gRPC's believes to be in: its connections stand as soon as it asks
 * for them and one of their addresses is up, its timers run by a clock that is handed in, and
 * nothing is ever sent.
 *
 * <p>Not thread-safe: all runs on the thread that calls.
 */
final class SimulatedChannel extends LoadBalancer.Helper {
  private static final String NAME = "simulated";
  private static final Attributes.Key<SocketAddress> CONNECTED_TO =
      Attributes.Key.create("plumbline-connected-to");

  private final SynchronizationContext context =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new IllegalStateException("a policy of gRPC's failed", failure);
          });

  private final SimulatedTimers timers;
  private final List<Connection> connections = new ArrayList<>();
  private Predicate<SocketAddress> isUp = address -> true;
  private @Nullable SubchannelPicker picker;

  SimulatedChannel(NanoClock clock) {
    this.timers = new SimulatedTimers(clock);
  }

  /** Runs what has become due. */
  void passTime() {
    timers.passTime();
  }

  /** Asks the balancer's latest picker. */
  PickResult pick(LoadBalancer.PickSubchannelArgs call) {
    return picker == null ? PickResult.withNoResult() : picker.pickSubchannel(call);
  }

  /**
   * From now on these addresses are up. A connection to another is lost; one that failed is tried
   * again at once, as a real one is after a while.
   */
  void areUp(Predicate<SocketAddress> up) {
    isUp = up;
    for (Connection connection : List.copyOf(connections)) {
      connection.look();
    }
  }

  /** The address that a connection stands to, or stood last. */
  static @Nullable SocketAddress connectedTo(Subchannel subchannel) {
    return subchannel.getConnectedAddressAttributes().get(CONNECTED_TO);
  }

  @Override
  public Subchannel createSubchannel(CreateSubchannelArgs args) {
    Connection connection = new Connection(args);
    connections.add(connection);
    return connection;
  }

  @Override
  public void updateBalancingState(ConnectivityState state, SubchannelPicker newPicker) {
    picker = newPicker;
  }

  @Override
  public SynchronizationContext getSynchronizationContext() {
    return context;
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return timers;
  }

  @Override
  public String getAuthority() {
    return NAME;
  }

  @Override
  public String getChannelTarget() {
    return NAME;
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return new ChannelLogger() {
      @Override
      public void log(ChannelLogLevel level, String message) {}

      @Override
      public void log(ChannelLogLevel level, String messageFormat, Object... args) {}
    };
  }

  @Override
  public void refreshNameResolution() {}

  @Override
  public ManagedChannel createOobChannel(EquivalentAddressGroup address, String authority) {
    throw new UnsupportedOperationException("nothing is sent in a simulation");
  }

  /** A connection, which is asked for and then stands or has failed. */
  private final class Connection extends Subchannel {
    private final CreateSubchannelArgs args;
    private List<EquivalentAddressGroup> addresses;
    private @Nullable SubchannelStateListener listener;
    private ConnectivityStateInfo state = ConnectivityStateInfo.forNonError(ConnectivityState.IDLE);
    private Attributes connectedAttributes = Attributes.EMPTY;

    Connection(CreateSubchannelArgs args) {
      this.args = args;
      this.addresses = args.getAddresses();
    }

    @Override
    public void start(SubchannelStateListener newListener) {
      listener = newListener;
      context.execute(() -> newListener.onSubchannelState(state));
    }

    @Override
    public void requestConnection() {
      if (state.getState() == ConnectivityState.IDLE) {
        context.execute(this::tryAll);
      }
    }

    /** As a real one: the addresses in their order, until there is one that answers. */
    private void tryAll() {
      is(ConnectivityStateInfo.forNonError(ConnectivityState.CONNECTING));
      for (EquivalentAddressGroup group : addresses) {
        for (SocketAddress address : group.getAddresses()) {
          if (isUp.test(address)) {
            connectedAttributes =
                group.getAttributes().toBuilder().set(CONNECTED_TO, address).build();
            is(ConnectivityStateInfo.forNonError(ConnectivityState.READY));
            return;
          }
        }
      }
      is(
          ConnectivityStateInfo.forTransientFailure(
              Status.UNAVAILABLE.withDescription("not among those that may be chosen")));
    }

    /** Something has changed at the other side. */
    void look() {
      switch (state.getState()) {
        case READY -> {
          SocketAddress address = connectedTo(this);
          if (address != null && !isUp.test(address)) {
            is(ConnectivityStateInfo.forNonError(ConnectivityState.IDLE));
          }
        }
        case TRANSIENT_FAILURE -> {
          if (addresses.stream().flatMap(group -> group.getAddresses().stream()).anyMatch(isUp)) {
            context.execute(this::tryAll);
          }
        }
        case IDLE, CONNECTING, SHUTDOWN -> {}
      }
    }

    private void is(ConnectivityStateInfo now) {
      SubchannelStateListener told = listener;
      if (told == null
          || state.getState() == ConnectivityState.SHUTDOWN
          || state.getState() == now.getState()) {
        return;
      }
      state = now;
      context.execute(() -> told.onSubchannelState(now));
    }

    @Override
    public void shutdown() {
      is(ConnectivityStateInfo.forNonError(ConnectivityState.SHUTDOWN));
      connections.remove(this);
    }

    @Override
    public List<EquivalentAddressGroup> getAllAddresses() {
      return addresses;
    }

    @Override
    public void updateAddresses(List<EquivalentAddressGroup> newAddresses) {
      addresses = List.copyOf(newAddresses);
    }

    @Override
    public Attributes getAttributes() {
      return args.getAttributes();
    }

    @Override
    public Attributes getConnectedAddressAttributes() {
      return connectedAttributes;
    }

    @Override
    public ChannelLogger getChannelLogger() {
      return SimulatedChannel.this.getChannelLogger();
    }
  }
}
