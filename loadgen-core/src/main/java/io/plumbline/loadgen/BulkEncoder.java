package io.plumbline.loadgen;

import io.grpc.MethodDescriptor;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Makes requests as wire bytes in arrays from a pool; an array goes back when gRPC has let go of
 * it.
 *
 * <p>gRPC asks for a request's bytes as a stream and closes it when it has copied them or has given
 * the call up. Without retries it asks once, so the array is free with that: at once, and still
 * warm. With retries it may ask again, and for several streams at a time, until the call is over;
 * then the array is free once the call is over and every stream has been closed. An array whose
 * stream is never closed is left to the garbage collector.
 */
final class BulkEncoder implements RequestEncoder<BulkEncoder.Payload> {

  /** Bytes on loan from a pool for one call. Thread-safe. */
  static final class Payload implements Unstamped<Payload> {
    private final WireRequest request;
    private final ArrayPool<byte[]> pool;
    private final boolean retries;
    private int openStreams;
    private boolean streamed;
    private boolean ended;
    private boolean givenBack;

    Payload(WireRequest request, ArrayPool<byte[]> pool, boolean retries) {
      this.request = request;
      this.pool = pool;
      this.retries = retries;
    }

    @Override
    public Payload stamp(long deadlineEpochNanos) {
      request.stamp(deadlineEpochNanos);
      return this;
    }

    WireRequest request() {
      return request;
    }

    /**
     * The bytes; nothing once the call is over, when gRPC may still ask but sends none of it.
     *
     * @throws IllegalStateException if asked for again while the call goes on, without retries
     */
    synchronized InputStream stream() {
      if (ended) {
        return InputStream.nullInputStream();
      }
      if (streamed && !retries) {
        throw new IllegalStateException("a payload is sent once; is a retry layer switched on?");
      }
      streamed = true;
      openStreams++;
      return new WireStream(request, this::closed);
    }

    private synchronized void closed() {
      openStreams--;
      giveBackIfDone();
    }

    @Override
    public synchronized void ended() {
      ended = true;
      giveBackIfDone();
    }

    private void giveBackIfDone() {
      boolean mayBeAskedFor = !ended && (retries || !streamed);
      if (openStreams == 0 && !mayBeAskedFor && !givenBack) {
        givenBack = true;
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
  private final ArrayPool<byte[]> arrays = ArrayPool.ofBytes(maxFreeBytes());
  private final ConcurrentMap<Model, WireLayout> layouts = new ConcurrentHashMap<>();
  private final boolean retries;

  /** An eighth of the heap, and 256 MiB at most, over four hundred tensors of 224 by 224. */
  private static long maxFreeBytes() {
    return Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * @param retries whether the channel may send a request again
   */
  BulkEncoder(Supplier<TensorFiller> fillers, boolean retries) {
    this.fillers = new Pool<>(fillers);
    this.retries = retries;
  }

  @Override
  public MethodDescriptor<Payload, InferResponse> method() {
    return METHOD;
  }

  @Override
  public Payload prepare(int tier, Model model, long tensorKey) {
    WireLayout layout = layout(model);
    byte[] bytes = arrays.take(layout.capacityBytes());
    TensorFiller filler = fillers.take();
    WireRequest request = WireRequest.prepare(bytes, tier, layout, filler, tensorKey);
    fillers.giveBack(filler);
    return new Payload(request, arrays, retries);
  }

  @Override
  public long heldBytes(Model model) {
    return layout(model).capacityBytes();
  }

  private WireLayout layout(Model model) {
    return layouts.computeIfAbsent(model, WireLayout::new);
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
