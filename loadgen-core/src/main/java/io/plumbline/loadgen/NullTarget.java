package io.plumbline.loadgen;

import io.grpc.Drainable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Answers every request at once, without a transport: what is left to measure is ourselves,
 * encoding included. Thread-safe.
 */
public final class NullTarget implements Target {
  private final RequestEncoder<?> encoder;

  public NullTarget(PayloadSettings payload) {
    this.encoder = payload.newEncoder(false);
  }

  @Override
  public Prepared prepare(int classIndex, RequestClass requestClass, Model model, long tensorKey) {
    return prepare(encoder, requestClass.tier(), model, tensorKey);
  }

  private static <Q> Prepared prepare(RequestEncoder<Q> to, int tier, Model model, long tensorKey) {
    RequestEncoder.Unstamped<Q> request = to.prepare(tier, model, tensorKey);
    return new Prepared() {
      @Override
      public void send(long deadlineEpochNanos, Reply reply) {
        try (InputStream stream = to.method().streamRequest(request.stamp(deadlineEpochNanos))) {
          // As gRPC reads what its marshallers make.
          ((Drainable) stream).drainTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          throw new UncheckedIOException("a request could not be encoded", e);
        } finally {
          request.ended();
        }
        reply.done(RequestStatus.OK, "");
      }

      @Override
      public void discard() {
        request.ended();
      }
    };
  }

  @Override
  public long payloadBytes(Model model) {
    return encoder.heldBytes(model);
  }

  @Override
  public int channel(int classIndex) {
    return 0;
  }

  @Override
  public void connect(Duration timeout) {}

  @Override
  public void close() {}
}
