package io.plumbline.loadgen;

import io.grpc.Drainable;
import io.plumbline.proto.InferRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** What the benchmarks send, and how they see that it is right. */
final class Inputs {
  static final int TIER = 1;
  static final long TENSOR_KEY = 7;

  /** A deadline of our days: its varint has nine bytes. */
  static final long DEADLINE_EPOCH_NANOS = 1_700_000_000_000_000_000L;

  /** The workload's own: 150,528 values. */
  static final Model IMAGE = new Model("resnet50", Model.IMAGE_SHAPE);

  private Inputs() {}

  /** A model of another size. */
  static Model model(int floats) {
    return new Model("resnet50", List.of(floats));
  }

  static float[] tensor(Model model) {
    float[] tensor = new float[model.elementCount()];
    TensorGenerator.COUNTER.newFiller().fill(TENSOR_KEY, tensor);
    return tensor;
  }

  /** The tensor as protobuf packs it. */
  static byte[] wireTensor(Model model) {
    byte[] tensor = new byte[Float.BYTES * model.elementCount()];
    TensorGenerator.COUNTER.newFiller().fillWire(TENSOR_KEY, tensor, 0, model.elementCount());
    return tensor;
  }

  /** The request that every encoding has to come to. */
  static InferRequest message(Model model) {
    InferRequest.Builder builder =
        InferRequest.newBuilder()
            .setTier(TIER)
            .setDeadlineNs(DEADLINE_EPOCH_NANOS)
            .setModelName(model.name())
            .addAllInputShape(model.shape());
    for (float value : tensor(model)) {
      builder.addInputTensor(value);
    }
    return builder.build();
  }

  /** Our form of the same request. */
  static WireRequest wireRequest(Model model) {
    WireRequest request =
        WireRequest.prepare(
            new byte[new WireLayout(model).capacityBytes()],
            TIER,
            new WireLayout(model),
            TensorGenerator.COUNTER.newFiller(),
            TENSOR_KEY);
    request.stamp(DEADLINE_EPOCH_NANOS);
    return request;
  }

  /** All that a marshaller's stream writes; closes it. */
  static byte[] drain(InputStream stream) throws IOException {
    try (stream) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ((Drainable) stream).drainTo(bytes);
      return bytes.toByteArray();
    }
  }

  /** Fails a set-up whose subject does not do what is measured. */
  static void checkEqual(String what, byte[] actual, byte[] expected) {
    int at = Arrays.mismatch(actual, expected);
    if (at >= 0) {
      throw new IllegalStateException(
          what
              + " has "
              + actual.length
              + " bytes, expected "
              + expected.length
              + "; the first difference is at "
              + at);
    }
  }
}
