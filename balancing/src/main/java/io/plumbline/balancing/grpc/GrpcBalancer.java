package io.plumbline.balancing.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancerProvider;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Picker;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's balancer behind ours: its channel is {@link SimulatedChannel}, its calls are told it as
 * gRPC would tell it of real ones.
 *
 * <p>Calls to one endpoint cannot be told apart when they end, and need not be: what a policy of
 * gRPC's follows by call is only how many there are, and what their trailers say.
 */
final class GrpcBalancer implements Balancer {
  private static final PickSubchannelArgs ANY_CALL =
      new PickSubchannelArgs() {
        @Override
        public CallOptions getCallOptions() {
          return CallOptions.DEFAULT;
        }

        @Override
        public Metadata getHeaders() {
          return new Metadata();
        }

        @Override
        public MethodDescriptor<?, ?> getMethodDescriptor() {
          return SchedulerServiceGrpc.getInferMethod();
        }
      };

  private static final ClientStreamTracer.StreamInfo STREAM =
      ClientStreamTracer.StreamInfo.newBuilder().build();

  private static final ClientStreamTracer.Factory NOT_FOLLOWED =
      new ClientStreamTracer.Factory() {
        @Override
        public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
          return new ClientStreamTracer() {};
        }
      };

  /** An endpoint of ours as an address: equal to itself alone, even beside one of the same name. */
  private static final class Place extends SocketAddress {
    private static final long serialVersionUID = 1;
    private final transient Endpoint endpoint;

    Place(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public String toString() {
      return endpoint.toString();
    }
  }

  private final SimulatedChannel channel;
  private final List<ArrayDeque<ClientStreamTracer.Factory>> picked = new ArrayList<>();
  private final List<ArrayDeque<ClientStreamTracer>> followed = new ArrayList<>();
  private @Nullable Endpoints connected;

  GrpcBalancer(Client client, LoadBalancerProvider provider, @Nullable Object config) {
    this.channel = new SimulatedChannel(client.clock());
    List<EquivalentAddressGroup> addresses = new ArrayList<>();
    for (int i = 0; i < client.endpoints().size(); i++) {
      addresses.add(new EquivalentAddressGroup(new Place(client.endpoints().get(i))));
      picked.add(new ArrayDeque<>());
      followed.add(new ArrayDeque<>());
    }
    LoadBalancer balancer = provider.newLoadBalancer(channel);
    channel
        .getSynchronizationContext()
        .execute(
            () -> {
              Status accepted =
                  balancer.acceptResolvedAddresses(
                      LoadBalancer.ResolvedAddresses.newBuilder()
                          .setAddresses(addresses)
                          .setAttributes(Attributes.EMPTY)
                          .setLoadBalancingPolicyConfig(config)
                          .build());
              if (!accepted.isOk()) {
                throw new IllegalStateException(
                    provider.getPolicyName() + " refuses its addresses: " + accepted);
              }
            });
    this.connected = client.endpoints();
  }

  @Override
  public Picker take(Call call, Endpoints among) {
    channel.passTime();
    if (among != connected) {
      connect(among);
    }
    return this::pick;
  }

  private void connect(Endpoints among) {
    connected = among;
    BitSet there = new BitSet();
    for (int i = 0; i < among.size(); i++) {
      there.set(among.get(i).index());
    }
    channel.areUp(address -> there.get(((Place) address).endpoint.index()));
  }

  /** Where gRPC would fail a call, as nobody is connected, this waits: the core has no failing. */
  private Choice pick() {
    Subchannel subchannel = picked();
    if (subchannel == null) {
      subchannel = picked(); // Its first answer may be that it is about to connect.
    }
    return subchannel == null ? Choice.WAIT : endpoint(subchannel);
  }

  private @Nullable Subchannel picked() {
    PickResult result = channel.pick(ANY_CALL);
    Subchannel subchannel = result.getSubchannel();
    if (subchannel != null) {
      picked
          .get(endpoint(subchannel).index())
          .add(Objects.requireNonNullElse(result.getStreamTracerFactory(), NOT_FOLLOWED));
    }
    return subchannel;
  }

  private static Endpoint endpoint(Subchannel subchannel) {
    if (!(SimulatedChannel.connectedTo(subchannel) instanceof Place place)) {
      throw new IllegalStateException("picked, and not connected: " + subchannel);
    }
    return place.endpoint;
  }

  @Override
  public void sent(Call call, Endpoint endpoint) {
    ClientStreamTracer.Factory factory = picked.get(endpoint.index()).poll();
    if (factory == null) {
      return; // Not picked here: a policy around this one has chosen otherwise.
    }
    Metadata headers = new Metadata();
    ClientStreamTracer tracer = factory.newClientStreamTracer(STREAM, headers);
    tracer.streamCreated(Attributes.EMPTY, headers);
    followed.get(endpoint.index()).add(tracer);
  }

  @Override
  public void abandoned(Call call, Endpoint endpoint) {
    channel.passTime();
    ClientStreamTracer tracer = followed.get(endpoint.index()).poll();
    if (tracer != null) {
      tracer.streamClosed(Status.CANCELLED);
    }
  }

  @Override
  public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
    channel.passTime();
    ClientStreamTracer tracer = followed.get(endpoint.index()).poll();
    if (tracer == null) {
      return;
    }
    tracer.inboundTrailers(OrcaReports.trailers(endpoint.report()));
    tracer.streamClosed(ok ? Status.OK : Status.UNAVAILABLE);
  }
}
