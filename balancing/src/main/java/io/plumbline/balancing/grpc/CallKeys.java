package io.plumbline.balancing.grpc;

import io.grpc.CallOptions;
import io.plumbline.balancing.Call;

/** What a call carries to the picker; nothing else gets there. */
final class CallKeys {
  /** What it is for; a call without is {@link Call#PLAIN}. */
  static final CallOptions.Key<Call> CALL = CallOptions.Key.create("plumbline-call");

  /** What its picker has to remember, as gRPC asks afresh each time. */
  static final CallOptions.Key<PendingCall> PENDING = CallOptions.Key.create("plumbline-pending");

  /** The server that it has to go to, because it is a probe. */
  static final CallOptions.Key<Server> PROBED = CallOptions.Key.create("plumbline-probed");

  private CallKeys() {}
}
