package io.plumbline.loadgen;

import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.plumbline.proto.InferRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads {@code InferRequest}s on a server, with the tensor moved from the network's buffers in
 * bulk.
 *
 * <p>Accepts and refuses what the generated class does, with the same status, and yields the same
 * fields; unknown ones are passed over. Thread-safe.
 */
public final class InferRequestMarshaller implements MethodDescriptor.Marshaller<ReceivedRequest> {
  private static final int TIER = InferRequest.TIER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int NAME =
      InferRequest.MODEL_NAME_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int PACKED_VALUES =
      InferRequest.INPUT_TENSOR_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int ONE_VALUE =
      InferRequest.INPUT_TENSOR_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED32;
  private static final int PACKED_DIMENSIONS =
      InferRequest.INPUT_SHAPE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int ONE_DIMENSION =
      InferRequest.INPUT_SHAPE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

  /** Written by one read from the stream, then read while the cache still holds it. */
  private static final int CHUNK_BYTES = 8192;

  /** 64 MiB: a hundred tensors of 224 by 224. */
  private static final long MAX_FREE_BYTES = 64L << 20;

  private final ArrayPool<float[]> arrays;

  public InferRequestMarshaller() {
    this(ArrayPool.ofFloats(MAX_FREE_BYTES));
  }

  InferRequestMarshaller(ArrayPool<float[]> arrays) {
    this.arrays = arrays;
  }

  @Override
  public ReceivedRequest parse(InputStream stream) {
    Fields fields = new Fields(arrays);
    try {
      WireInput input = new WireInput(stream, CHUNK_BYTES);
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        fields.read(tag, input);
      }
    } catch (IOException e) {
      fields.toRequest().release();
      throw invalid(e);
    }
    return fields.toRequest();
  }

  /** What gRPC's own protobuf marshaller throws. */
  static RuntimeException invalid(IOException cause) {
    return Status.INTERNAL
        .withDescription("Invalid protobuf byte sequence")
        .withCause(cause)
        .asRuntimeException();
  }

  @Override
  public InputStream stream(ReceivedRequest request) {
    throw new UnsupportedOperationException("a server does not send requests");
  }

  /** The fields read so far. Of a scalar the last one wins; what is repeated is put together. */
  private static final class Fields {
    private final ArrayPool<float[]> arrays;
    private int tier;
    private long deadlineNanos;
    private String modelName = "";
    private float[] tensor = {};
    private int tensorCount;
    private int[] shape = {};
    private int dimensions;

    Fields(ArrayPool<float[]> arrays) {
      this.arrays = arrays;
    }

    void read(int tag, WireInput input) throws IOException {
      switch (tag) {
        case TIER -> tier = input.readVarint32();
        case InferDeadlineMarshaller.DEADLINE -> deadlineNanos = input.readVarint64();
        case NAME -> modelName = input.readString();
        case PACKED_VALUES -> readPackedValues(input);
        case ONE_VALUE -> readValues(input, 1);
        case PACKED_DIMENSIONS -> readPackedDimensions(input);
        case ONE_DIMENSION -> readDimension(input);
        default -> input.skipField(tag);
      }
    }

    private void readPackedValues(WireInput input) throws IOException {
      int bytes = input.readLength();
      if (bytes % Float.BYTES != 0) {
        throw new IOException("packed values end in the middle of one");
      }
      readValues(input, bytes / Float.BYTES);
    }

    private void readValues(WireInput input, int count) throws IOException {
      int needed = tensorCount + count;
      if (needed > tensor.length) {
        // By half, for a tensor in many pieces; one in one piece begins with nothing.
        float[] larger = arrays.take(capacity(Math.max(needed, tensorCount + tensorCount / 2)));
        System.arraycopy(tensor, 0, larger, 0, tensorCount);
        if (tensor.length > 0) {
          arrays.giveBack(tensor);
        }
        tensor = larger;
      }
      input.readFloats(tensor, tensorCount, count);
      tensorCount = needed;
    }

    /**
     * A length of at least {@code count}: one of four to each doubling, so that the pool has to do
     * with few whatever clients send, and no array is a quarter longer than it need be.
     */
    private static int capacity(int count) {
      int step = Math.max(1, Integer.highestOneBit(count) / 4);
      return (count + step - 1) / step * step;
    }

    private void readPackedDimensions(WireInput input) throws IOException {
      int bytes = input.readLength();
      int behind = input.remaining() - bytes;
      while (input.remaining() > behind) {
        readDimension(input);
      }
      if (input.remaining() < behind) {
        throw new IOException("packed dimensions end in the middle of one");
      }
    }

    private void readDimension(WireInput input) throws IOException {
      if (dimensions == shape.length) {
        shape = Arrays.copyOf(shape, Math.max(4, 2 * dimensions));
      }
      shape[dimensions++] = input.readVarint32();
    }

    ReceivedRequest toRequest() {
      return new ReceivedRequest(
          tier,
          deadlineNanos,
          modelName,
          dimensions == shape.length ? shape : Arrays.copyOf(shape, dimensions),
          tensor,
          tensorCount,
          arrays);
    }
  }
}
