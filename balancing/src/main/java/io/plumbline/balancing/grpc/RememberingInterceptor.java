package io.plumbline.balancing.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.plumbline.balancing.Call;
import java.util.Objects;

/** Gives every call of a channel its {@link PendingCall}. Thread-safe. */
final class RememberingInterceptor implements ClientInterceptor {
  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Call call = Objects.requireNonNullElse(options.getOption(CallKeys.CALL), Call.PLAIN);
    return next.newCall(method, options.withOption(CallKeys.PENDING, new PendingCall(call, next)));
  }
}
