package io.plumbline.loadgen;

import io.grpc.MethodDescriptor;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Makes requests as wire bytes in arrays from a pool; an array goes back when gRPC has let go of
 * it.
 */
final class BulkEncoder implements RequestEncoder<BulkEncoder.Payload> {

  /**
   * Bytes on loan from a pool for one call; they go back when gRPC has let go of them. Thread-safe.
   */
  static final class Payload implements Unstamped<Payload> {
    private final WireRequest request;
    private final ByteArrayPool pool;
    private final AtomicBoolean taken = new AtomicBoolean();

    Payload(WireRequest request, ByteArrayPool pool) {
      this.request = request;
      this.pool = pool;
    }

    @Override
    public Payload stamp(long deadlineEpochNanos) {
      request.stamp(deadlineEpochNanos);
      return this;
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

    /** A call that failed at once never asks for its bytes. */
    @Override
    public void dispatched() {
      if (taken.compareAndSet(false, true)) {
        pool.giveBack(request.bytes());
      }
    }
  }

  private static final MethodDescriptor<Payload, InferResponse> METHOD =
      SchedulerServiceGrpc.getInferMethod().toBuilder(
              new PayloadMarshaller(),
              SchedulerServiceGrpc.getInferMethod().getResponseMarshaller())
          .build();

  private final Pool<TensorFiller> fillers;
  private final ByteArrayPool arrays = new ByteArrayPool();

  BulkEncoder(Supplier<TensorFiller> fillers) {
    this.fillers = new Pool<>(fillers);
  }

  @Override
  public MethodDescriptor<Payload, InferResponse> method() {
    return METHOD;
  }

  @Override
  public Payload prepare(int tier, Model model, long tensorKey) {
    byte[] bytes = arrays.take(WireRequest.capacityBytes(model));
    TensorFiller filler = fillers.take();
    WireRequest request = WireRequest.prepare(bytes, tier, model, filler, tensorKey);
    fillers.giveBack(filler);
    return new Payload(request, arrays);
  }

  @Override
  public long heldBytes(Model model) {
    return WireRequest.capacityBytes(model);
  }

  private static final class PayloadMarshaller implements MethodDescriptor.Marshaller<Payload> {
    @Override
    public InputStream stream(Payload payload) {
      return payload.stream();
    }

    @Override
    public Payload parse(InputStream stream) {
      throw new UnsupportedOperationException("a client does not parse requests");
    }
  }
}
