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
import io.grpc.SynchronizationContext;
import io.plumbline.balancing.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The channel that a balancer of gRPC's believes to be in: its connections stand as soon as it asks
 * for them, its timers run by a clock that is handed in, and nothing is ever sent.
 *
 * <p>Not thread-safe: all runs on the thread that calls.
 */
final class SimulatedChannel extends LoadBalancer.Helper {
  private static final String NAME = "simulated";

  private final SynchronizationContext context =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new IllegalStateException("a policy of gRPC's failed", failure);
          });

  private final SimulatedTimers timers;
  private final List<Connection> connections = new ArrayList<>();
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

  /** From now on every connection that stands, or could, is in the state that is told for it. */
  void subchannelsAre(Function<Subchannel, ConnectivityStateInfo> states) {
    for (Connection connection : List.copyOf(connections)) {
      connection.is(states.apply(connection));
    }
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

  /** A connection, which is asked for and stands. */
  private final class Connection extends Subchannel {
    private final CreateSubchannelArgs args;
    private List<EquivalentAddressGroup> addresses;
    private @Nullable SubchannelStateListener listener;
    private ConnectivityStateInfo state = ConnectivityStateInfo.forNonError(ConnectivityState.IDLE);

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
        is(ConnectivityStateInfo.forNonError(ConnectivityState.CONNECTING));
        is(ConnectivityStateInfo.forNonError(ConnectivityState.READY));
      }
    }

    void is(ConnectivityStateInfo now) {
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
      return addresses.get(0).getAttributes();
    }

    @Override
    public ChannelLogger getChannelLogger() {
      return SimulatedChannel.this.getChannelLogger();
    }
  }
}
