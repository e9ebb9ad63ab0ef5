package io.plumbline.loadgen;

import io.grpc.internal.CompositeReadableBuffer;
import io.grpc.internal.ForwardingReadableBuffer;
import io.grpc.internal.ReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A message as gRPC's Netty transport delivers it: in gRPC's own chain of buffers, which are lent
 * one after the other. An empty DATA frame leaves an empty one. Each is scribbled over once gRPC
 * has let go of it, which it does when the reader has skipped it.
 */
final class LentBuffers {
  private LentBuffers() {}

  /** Cuts a message into pieces of 0 to {@code maxBytes} bytes, some direct and some not. */
  static InputStream cut(byte[] message, int maxBytes, SplittableRandom random) {
    CompositeReadableBuffer chain = new CompositeReadableBuffer();
    for (int at = 0; at < message.length; ) {
      int length = Math.min(random.nextInt(maxBytes + 1), message.length - at);
      ByteBuffer piece =
          random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      chain.addBuffer(scribbledOverWhenClosed(piece.put(message, at, length).flip()));
      at += length;
    }
    return ReadableBuffers.openStream(chain, true);
  }

  private static ReadableBuffer scribbledOverWhenClosed(ByteBuffer piece) {
    return new ForwardingReadableBuffer(ReadableBuffers.wrap(piece)) {
      @Override
      public void close() {
        super.close();
        byte[] scribble = new byte[piece.clear().remaining()];
        Arrays.fill(scribble, (byte) 0xA5);
        piece.put(scribble);
      }
    };
  }
}
