package io.plumbline.loadgen;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.plumbline.proto.InferRequestTwin;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.util.function.Supplier;

/** Builds the bytes twin of the request around an array of its own; protobuf encodes it. */
final class TwinEncoder implements RequestEncoder<InferRequestTwin> {
  private static final MethodDescriptor<InferRequestTwin, InferResponse> METHOD =
      SchedulerServiceGrpc.getInferMethod().toBuilder(
              ProtoUtils.marshaller(InferRequestTwin.getDefaultInstance()),
              SchedulerServiceGrpc.getInferMethod().getResponseMarshaller())
          .build();

  private final Pool<TensorFiller> fillers;

  TwinEncoder(Supplier<TensorFiller> fillers) {
    this.fillers = new Pool<>(fillers);
  }

  @Override
  public MethodDescriptor<InferRequestTwin, InferResponse> method() {
    return METHOD;
  }

  @Override
  public Unstamped<InferRequestTwin> prepare(int tier, Model model, long tensorKey) {
    // Not from a pool: protobuf does not tell when it is done with the array.
    byte[] tensor = new byte[Math.multiplyExact(Float.BYTES, model.elementCount())];
    TensorFiller filler = fillers.take();
    filler.fillWire(tensorKey, tensor, 0, model.elementCount());
    fillers.giveBack(filler);
    InferRequestTwin.Builder builder =
        InferRequestTwin.newBuilder()
            .setTier(tier)
            .setModelName(model.name())
            .setInputTensor(UnsafeByteOperations.unsafeWrap(tensor))
            .addAllInputShape(model.shape());
    return new Unstamped<>() {
      @Override
      public InferRequestTwin stamp(long deadlineEpochNanos) {
        return builder.setDeadlineNs(deadlineEpochNanos).build();
      }

      @Override
      public void dispatched() {}
    };
  }

  @Override
  public long heldBytes(Model model) {
    return (long) Float.BYTES * model.elementCount();
  }
}
