package io.plumbline.balancing.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Answers gRPC's question where a call goes: a probe where it was told to, all else where the
 * policy says. Immutable; any thread may ask, at the same time as others.
 */
final class PolicyPicker extends SubchannelPicker {
  private final PolicyClient client;
  private final PolicyClient.@Nullable Connected connected;
  private final PickResult otherwise;

  /**
   * @param connected null if none is
   * @param otherwise the answer then
   */
  PolicyPicker(
      PolicyClient client, PolicyClient.@Nullable Connected connected, PickResult otherwise) {
    this.client = client;
    this.connected = connected;
    this.otherwise = otherwise;
  }

  @Override
  public PickResult pickSubchannel(PickSubchannelArgs args) {
    Server probed = args.getCallOptions().getOption(CallKeys.PROBED);
    if (probed != null) {
      return probed.isReady()
          ? PickResult.withSubchannel(probed.subchannel)
          : PickResult.withDrop(Status.UNAVAILABLE.withDescription("not connected: no probe"));
    }
    if (connected == null) {
      return otherwise;
    }
    PendingCall pending = args.getCallOptions().getOption(CallKeys.PENDING);
    if (pending == null) {
      return PickResult.withDrop(
          Status.INTERNAL.withDescription(
              "a channel with the policy "
                  + PolicyLoadBalancerProvider.NAME
                  + " needs the interceptor that BalancedTargets puts there"));
    }
    PolicyClient.Chosen chosen = client.choose(pending, connected);
    if (chosen == null) {
      return PickResult.withNoResult();
    }
    return PickResult.withSubchannel(
        chosen.server().subchannel,
        new ClientStreamTracer.Factory() {
          @Override
          public ClientStreamTracer newClientStreamTracer(
              ClientStreamTracer.StreamInfo info, Metadata headers) {
            return client.follow(pending, chosen);
          }
        });
  }
}
