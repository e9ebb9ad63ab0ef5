package io.plumbline.loadgen;

import io.grpc.MethodDescriptor;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Builds the generated message; gRPC encodes it with protobuf's own code when it is sent.
 *
 * <p>Builders are used again, so that a setter may find the list of an earlier request in one.
 */
final class GeneratedEncoder implements RequestEncoder<InferRequest> {

  /** A way to get an array of values into a message, in place of those that it held. */
  interface TensorSetter {
    void set(InferRequest.Builder builder, float[] tensor);
  }

  private final TensorSetter setter;
  private final Pool<TensorFiller> fillers;
  private final Pool<InferRequest.Builder> builders = new Pool<>(InferRequest::newBuilder);

  GeneratedEncoder(Supplier<TensorFiller> fillers, TensorSetter setter) {
    this.setter = setter;
    this.fillers = new Pool<>(fillers);
  }

  @Override
  public MethodDescriptor<InferRequest, InferResponse> method() {
    return SchedulerServiceGrpc.getInferMethod();
  }

  @Override
  public Unstamped<InferRequest> prepare(int tier, Model model, long tensorKey) {
    float[] tensor = new float[model.elementCount()];
    TensorFiller filler = fillers.take();
    filler.fill(tensorKey, tensor);
    fillers.giveBack(filler);
    InferRequest.Builder builder = builders.take();
    builder
        .setTier(tier)
        .setModelName(model.name())
        .clearInputShape()
        .addAllInputShape(model.shape());
    setter.set(builder, tensor);
    return new Unstamped<>() {
      @Override
      public InferRequest stamp(long deadlineEpochNanos) {
        return builder.setDeadlineNs(deadlineEpochNanos).build();
      }

      @Override
      public void dispatched() {
        builders.giveBack(builder);
      }
    };
  }

  @Override
  public long heldBytes(Model model) {
    // The message's list; what it grew from is garbage by then.
    return (long) Float.BYTES * model.elementCount();
  }

  static void addBoxedList(InferRequest.Builder builder, float[] tensor) {
    List<Float> boxed = new ArrayList<>(tensor.length);
    for (float value : tensor) {
      boxed.add(value);
    }
    builder.clearInputTensor().addAllInputTensor(boxed);
  }

  static void addEach(InferRequest.Builder builder, float[] tensor) {
    builder.clearInputTensor();
    for (float value : tensor) {
      builder.addInputTensor(value);
    }
  }

  /** The list of the last message is copied by protobuf in one piece and overwritten. */
  static void setEach(InferRequest.Builder builder, float[] tensor) {
    if (builder.getInputTensorCount() != tensor.length) {
      addEach(builder, tensor);
      return;
    }
    for (int i = 0; i < tensor.length; i++) {
      builder.setInputTensor(i, tensor[i]);
    }
  }
}
