package io.plumbline.loadgen;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * How long a request was where inside the scheduler, as the scheduler tells in its trailers if it
 * likes to.
 */
public final class ServerTimes {
  /** Trailer: nanoseconds from the request's admission to the start of its service, or refusal. */
  public static final Metadata.Key<String> QUEUED_NANOS =
      Metadata.Key.of("plumbline-queued-ns", Metadata.ASCII_STRING_MARSHALLER);

  /** Trailer: nanoseconds from the start of the request's service to its end, as measured. */
  public static final Metadata.Key<String> SERVED_NANOS =
      Metadata.Key.of("plumbline-served-ns", Metadata.ASCII_STRING_MARSHALLER);

  private ServerTimes() {}

  /** The call, which tells {@code reply} the times before it ends. */
  static <Q, A> ClientCall<Q, A> telling(Target.Reply reply, ClientCall<Q, A> call) {
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                reply.server(nanos(trailers, QUEUED_NANOS), nanos(trailers, SERVED_NANOS));
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  /** What is no count of nanoseconds is as good as nothing. */
  static long nanos(Metadata trailers, Metadata.Key<String> key) {
    String text = trailers.get(key);
    if (text == null) {
      return Recorder.UNKNOWN;
    }
    try {
      long nanos = Long.parseLong(text);
      return nanos >= 0 ? nanos : Recorder.UNKNOWN;
    } catch (NumberFormatException e) {
      return Recorder.UNKNOWN;
    }
  }
}
