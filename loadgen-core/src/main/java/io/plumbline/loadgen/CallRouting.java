package io.plumbline.loadgen;

import io.grpc.CallOptions;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;

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
   * Waits until every channel that was prepared is connected to every place that it connects to of
   * itself; at least one it has. A run that starts earlier would begin with all its load on that.
   *
   * @throws IOException naming the first place without a connection, if time is up
   */
  void awaitConnected(long timeoutNanos) throws IOException, InterruptedException;

  /**
   * Tells a call what it is for.
   *
   * @param sloNanos how long it may take from now on
   */
  CallOptions tell(CallOptions call, int tier, long sloNanos, String model);
}
