package io.plumbline.loadgen;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a generated stub send bytes that were encoded ahead: the message that the stub is given is a
 * stand-in, and the bytes come with the call's options.
 */
final class PayloadInterceptor implements ClientInterceptor {
  static final CallOptions.Key<Payload> PAYLOAD = CallOptions.Key.create("plumbline-payload");

  /**
   * Bytes on loan from a pool for one call; they go back when gRPC has let go of them. Thread-safe.
   */
  static final class Payload {
    private final WireRequest request;
    private final ByteArrayPool pool;
    private final AtomicBoolean taken = new AtomicBoolean();

    Payload(WireRequest request, ByteArrayPool pool) {
      this.request = request;
      this.pool = pool;
    }

    WireRequest request() {
      return request;
    }

    /** The bytes; asked for once. */
    InputStream stream() {
      if (!taken.compareAndSet(false, true)) {
        throw new IllegalStateException("a payload is sent once; is a retry layer switched on?");
      }
      return new WireStream(request, () -> pool.giveBack(request.bytes()));
    }

    /**
     * Called when the call has been set off: a call that failed at once never asks for its bytes.
     */
    void giveBackIfNotTaken() {
      if (taken.compareAndSet(false, true)) {
        pool.giveBack(request.bytes());
      }
    }
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    Payload payload = Objects.requireNonNull(options.getOption(PAYLOAD), "a call without payload");
    MethodDescriptor.Marshaller<Q> encodedAhead =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(Q standIn) {
            return payload.stream();
          }

          @Override
          public Q parse(InputStream stream) {
            throw new UnsupportedOperationException("a client does not parse requests");
          }
        };
    return next.newCall(
        method.toBuilder(encodedAhead, method.getResponseMarshaller()).build(), options);
  }
}
