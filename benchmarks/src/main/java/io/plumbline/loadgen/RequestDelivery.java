package io.plumbline.loadgen;

import io.grpc.KnownLength;
import io.grpc.internal.CompositeReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The forms in which gRPC hands a marshaller a request's bytes. */
public enum RequestDelivery {
  /** One array on the heap, as in-process. */
  ONE_ARRAY {
    @Override
    Message message(byte[] bytes) {
      return () -> new KnownBytes(bytes);
    }
  },

  /** A direct buffer for every DATA frame of 16 KiB, in gRPC's own chain, as from a socket. */
  DATA_FRAMES {
    @Override
    Message message(byte[] bytes) {
      CompositeReadableBuffer frames = new CompositeReadableBuffer();
      int length = MessageFrames.MAX_FRAME_BYTES - MessageFrames.PREFIX_BYTES;
      for (int at = 0; at < bytes.length; at += length, length = MessageFrames.MAX_FRAME_BYTES) {
        length = Math.min(length, bytes.length - at);
        ByteBuffer frame = ByteBuffer.allocateDirect(length).put(bytes, at, length).flip();
        frames.addBuffer(ReadableBuffers.wrap(frame));
      }
      InputStream stream = ReadableBuffers.openStream(frames, true);
      stream.mark(bytes.length);
      return () -> {
        // The chain is built once: on a server the transport builds it, not the reader.
        stream.reset();
        return stream;
      };
    }
  };

  /** A message that can be read again and again, by one reader at a time. */
  interface Message {
    InputStream open() throws IOException;
  }

  abstract Message message(byte[] bytes);

  private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {
    KnownBytes(byte[] bytes) {
      super(bytes);
    }
  }
}
