package io.plumbline.loadgen;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.proto.InferRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One {@code InferRequest} as the bytes that go on the wire, complete but for its deadline.
 *
 * <pre>
 * | free | tier, deadline_ns, model_name, tag and length of input_tensor | values | input_shape |
 *        ^ start, known once the deadline is                            ^ bodyStart            ^ end
 * </pre>
 *
 * <p>Tensor and shape are written ahead. The few bytes before them are written when the deadline is
 * known, so that they end where the tensor begins: whatever the length of the deadline, nothing
 * moves, and the bytes are those that protobuf's own code writes. Not thread-safe; handed from
 * thread to thread.
 */
final class WireRequest {
  /**
   * Tag and value of tier and deadline, tag and length of the model's name, tag and length of the
   * tensor.
   */
  private static final int MAX_HEADER_BYTES_BUT_NAME = (1 + 10) + (1 + 10) + (1 + 5) + (1 + 5);

  private final byte[] bytes;
  private final int tier;
  private final Model model;
  private final int bodyStart;
  private final int end;
  private int start;

  private WireRequest(byte[] bytes, int tier, Model model, int bodyStart, int end) {
    this.bytes = bytes;
    this.tier = tier;
    this.model = model;
    this.bodyStart = bodyStart;
    this.end = end;
    this.start = bodyStart;
  }

  /** The size of the array that a request for {@code model} needs. */
  static int capacityBytes(Model model) {
    return headerCapacityBytes(model) + tensorBytes(model) + shapeFieldBytes(model);
  }

  private static int headerCapacityBytes(Model model) {
    return MAX_HEADER_BYTES_BUT_NAME + nameUtf8(model).length;
  }

  private static byte[] nameUtf8(Model model) {
    return model.name().getBytes(StandardCharsets.UTF_8);
  }

  private static int tensorBytes(Model model) {
    return Math.multiplyExact(Float.BYTES, model.elementCount());
  }

  private static int shapeBytes(Model model) {
    return model.shape().stream().mapToInt(CodedOutputStream::computeInt32SizeNoTag).sum();
  }

  private static int shapeFieldBytes(Model model) {
    int shapeBytes = shapeBytes(model);
    return CodedOutputStream.computeTagSize(InferRequest.INPUT_SHAPE_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(shapeBytes)
        + shapeBytes;
  }

  /**
   * Writes tensor and shape.
   *
   * @param bytes at least {@link #capacityBytes}; overwritten
   */
  static WireRequest prepare(
      byte[] bytes, int tier, Model model, TensorFiller filler, long tensorKey) {
    int bodyStart = headerCapacityBytes(model);
    int tensorBytes = tensorBytes(model);
    filler.fillWire(tensorKey, bytes, bodyStart, model.elementCount());
    int shapeAt = bodyStart + tensorBytes;
    int shapeFieldBytes = shapeFieldBytes(model);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, shapeAt, shapeFieldBytes);
    try {
      out.writeTag(InferRequest.INPUT_SHAPE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(shapeBytes(model));
      for (int dimension : model.shape()) {
        out.writeInt32NoTag(dimension);
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("an array was too small", e);
    }
    return new WireRequest(bytes, tier, model, bodyStart, shapeAt + shapeFieldBytes);
  }

  /** Completes the request; may be repeated. */
  void stamp(long deadlineEpochNanos) {
    int tensorBytes = tensorBytes(model);
    // proto3 leaves a zero out.
    int deadlineBytes =
        deadlineEpochNanos == 0
            ? 0
            : CodedOutputStream.computeInt64Size(
                InferRequest.DEADLINE_NS_FIELD_NUMBER, deadlineEpochNanos);
    int headerBytes =
        CodedOutputStream.computeInt32Size(InferRequest.TIER_FIELD_NUMBER, tier)
            + deadlineBytes
            + CodedOutputStream.computeStringSize(
                InferRequest.MODEL_NAME_FIELD_NUMBER, model.name())
            + CodedOutputStream.computeTagSize(InferRequest.INPUT_TENSOR_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(tensorBytes);
    start = bodyStart - headerBytes;
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, start, headerBytes);
    try {
      out.writeInt32(InferRequest.TIER_FIELD_NUMBER, tier);
      if (deadlineEpochNanos != 0) {
        out.writeInt64(InferRequest.DEADLINE_NS_FIELD_NUMBER, deadlineEpochNanos);
      }
      out.writeString(InferRequest.MODEL_NAME_FIELD_NUMBER, model.name());
      out.writeTag(InferRequest.INPUT_TENSOR_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(tensorBytes);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("a header's length was wrong", e);
    }
  }

  /** The array that holds the request; valid from {@link #start()} to {@link #end()}. */
  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }
}
