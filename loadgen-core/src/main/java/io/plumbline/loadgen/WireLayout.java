package io.plumbline.loadgen;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.proto.InferRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What all requests for one model have in common on the wire, and where a request's parts stand in
 * its array. Immutable.
 */
final class WireLayout {
  /** Tag and value of tier and of deadline. */
  private static final int MAX_STAMP_BYTES = (1 + 10) + (1 + 10);

  private final int elementCount;
  private final byte[] beforeTensor;
  private final byte[] afterTensor;
  private final int bodyStart;

  WireLayout(Model model) {
    elementCount = model.elementCount();
    int tensorBytes = Math.multiplyExact(Float.BYTES, elementCount);
    beforeTensor =
        written(
            out -> {
              out.writeString(InferRequest.MODEL_NAME_FIELD_NUMBER, model.name());
              out.writeTag(
                  InferRequest.INPUT_TENSOR_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
              out.writeUInt32NoTag(tensorBytes);
            });
    int shapeBytes =
        model.shape().stream().mapToInt(CodedOutputStream::computeInt32SizeNoTag).sum();
    afterTensor =
        written(
            out -> {
              out.writeTag(
                  InferRequest.INPUT_SHAPE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
              out.writeUInt32NoTag(shapeBytes);
              for (int dimension : model.shape()) {
                out.writeInt32NoTag(dimension);
              }
            });
    bodyStart = MAX_STAMP_BYTES + beforeTensor.length;
  }

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an array does not fail", e);
    }
    return bytes.toByteArray();
  }

  int elementCount() {
    return elementCount;
  }

  /** The size of the array that a request needs. */
  int capacityBytes() {
    return end();
  }

  /** Where the tensor's values begin. */
  int bodyStart() {
    return bodyStart;
  }

  /** Behind the last byte of a request. */
  int end() {
    return bodyStart + Float.BYTES * elementCount + afterTensor.length;
  }

  /** Where the name begins: what stands before it must end here. */
  int beforeTensorStart() {
    return MAX_STAMP_BYTES;
  }

  void writeBeforeTensor(byte[] bytes) {
    System.arraycopy(beforeTensor, 0, bytes, MAX_STAMP_BYTES, beforeTensor.length);
  }

  void writeAfterTensor(byte[] bytes) {
    System.arraycopy(afterTensor, 0, bytes, end() - afterTensor.length, afterTensor.length);
  }
}
