package io.plumbline.scheduler;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.plumbline.proto.InferRequest;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads an {@code InferRequest}'s deadline and nothing else.
 *
 * <p>Everything but field 2 is skipped in the stream, whatever it is and wherever it stands, so a
 * tensor is neither parsed nor copied, and need not even be one. As in protobuf the last value
 * wins, and a missing one is 0.
 */
final class DeadlineMarshaller implements MethodDescriptor.Marshaller<Long> {

  private static final int DEADLINE_TAG =
      InferRequest.DEADLINE_NS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

  // Small, so that a tensor is skipped in the stream rather than read ahead into a buffer.
  private static final int BUFFER_BYTES = 64;

  @Override
  public Long parse(InputStream stream) {
    try {
      CodedInputStream input = CodedInputStream.newInstance(stream, BUFFER_BYTES);
      long deadlineNanos = 0;
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        if (tag == DEADLINE_TAG) {
          deadlineNanos = input.readInt64();
        } else if (!input.skipField(tag)) {
          throw new IOException("a group ends that never began, tag " + tag);
        }
      }
      return deadlineNanos;
    } catch (IOException e) {
      // What gRPC's own protobuf marshaller answers.
      throw Status.INTERNAL
          .withDescription("Invalid protobuf byte sequence")
          .withCause(e)
          .asRuntimeException();
    }
  }

  @Override
  public InputStream stream(Long deadlineNanos) {
    throw new UnsupportedOperationException("a server does not send requests");
  }
}
