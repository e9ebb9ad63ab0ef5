package io.plumbline.loadgen;

import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.plumbline.proto.InferRequest;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads an {@code InferRequest}'s deadline on a server, and nothing else.
 *
 * <p>Everything but field 2 is skipped in the stream, whatever it is and wherever it stands, so a
 * tensor is neither parsed nor copied, and need not even be one. As in protobuf the last value
 * wins, and a missing one is 0. Thread-safe.
 */
public final class InferDeadlineMarshaller implements MethodDescriptor.Marshaller<Long> {
  static final int DEADLINE =
      InferRequest.DEADLINE_NS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

  /** Small, so that a tensor is skipped in the stream rather than read ahead into a buffer. */
  private static final int CHUNK_BYTES = 64;

  @Override
  public Long parse(InputStream stream) {
    try {
      WireInput input = new WireInput(stream, CHUNK_BYTES);
      long deadlineNanos = 0;
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        if (tag == DEADLINE) {
          deadlineNanos = input.readVarint64();
        } else {
          input.skipField(tag);
        }
      }
      return deadlineNanos;
    } catch (IOException e) {
      throw InferRequestMarshaller.invalid(e);
    }
  }

  @Override
  public InputStream stream(Long deadlineNanos) {
    throw new UnsupportedOperationException("a server does not send requests");
  }
}
