package io.plumbline.balancing.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.plumbline.balancing.Call;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives every call of a channel its {@link PendingCall}, and tells that of its end. Thread-safe.
 */
final class RememberingInterceptor implements ClientInterceptor {
  private final ProbeCounts probes;

  RememberingInterceptor(ProbeCounts probes) {
    this.probes = probes;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Call call = Objects.requireNonNullElse(options.getOption(CallKeys.CALL), Call.PLAIN);
    PendingCall pending = new PendingCall(call, next, probes);
    return new SimpleForwardingClientCall<>(
        next.newCall(method, options.withOption(CallKeys.PENDING, pending))) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                pending.close();
                super.onClose(status, trailers);
              }
            },
            headers);
      }

      @Override
      public void cancel(@Nullable String message, @Nullable Throwable cause) {
        pending.giveUp();
        super.cancel(message, cause);
      }
    };
  }
}
