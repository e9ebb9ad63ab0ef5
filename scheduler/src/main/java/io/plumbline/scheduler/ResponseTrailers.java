package io.plumbline.scheduler;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * Lets a handler send trailers with any end of its call; a stub alone sends them only with errors.
 *
 * <p>The handler asks for {@link #current()} on the thread that gRPC calls it on, and may fill what
 * it gets until it ends the call, on whatever thread does so.
 */
final class ResponseTrailers implements ServerInterceptor {

  private static final Context.Key<Metadata> TRAILERS = Context.key("plumbline-response-trailers");

  /** The trailers of the call that this thread handles. */
  static Metadata current() {
    return TRAILERS.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Metadata ours = new Metadata();
    ServerCall<Q, R> merging =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            trailers.merge(ours);
            super.close(status, trailers);
          }
        };
    return Contexts.interceptCall(
        Context.current().withValue(TRAILERS, ours), merging, headers, next);
  }
}
