package io.plumbline.loadgen;

import io.grpc.CallOptions;
import io.grpc.ManagedChannelBuilder;

/**
 * Where the calls of a {@link GrpcTarget} go, if that is more than one place: it has a part in
 * making the channels and every call, and the target knows nothing more of it. Thread-safe.
 */
public interface CallRouting {

  /** What the channels are opened to, as gRPC writes it. */
  String target();

  /** Whatever a channel needs; called once for each, in their order, before it is built. */
  void prepare(ManagedChannelBuilder<?> channel);

  /**
   * Tells a call what it is for.
   *
   * @param sloNanos how long it may take from now on
   */
  CallOptions tell(CallOptions call, int tier, long sloNanos, String model);
}
