package io.plumbline.loadgen;

import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A message as gRPC's Netty transport delivers it: in buffers lent one after the other, each of
 * which is scribbled over once the reader has skipped it.
 */
final class LentBuffers extends InputStream implements KnownLength, HasByteBuffer {
  private final Deque<ByteBuffer> buffers = new ArrayDeque<>();

  /** Cuts a message into pieces of 0 to {@code maxBytes} bytes, some direct and some not. */
  static LentBuffers cut(byte[] message, int maxBytes, SplittableRandom random) {
    LentBuffers stream = new LentBuffers();
    for (int at = 0; at < message.length; ) {
      int length = Math.min(random.nextInt(maxBytes + 1), message.length - at);
      ByteBuffer buffer =
          random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      buffer.put(message, at, length).flip();
      if (length > 0) {
        stream.buffers.add(buffer);
      }
      at += length;
    }
    return stream;
  }

  @Override
  public boolean byteBufferSupported() {
    return true;
  }

  @Override
  public @Nullable ByteBuffer getByteBuffer() {
    ByteBuffer first = buffers.peek();
    return first == null ? null : first.slice();
  }

  @Override
  public int available() {
    return buffers.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  @Override
  public long skip(long count) {
    long skipped = 0;
    while (skipped < count && !buffers.isEmpty()) {
      read();
      skipped++;
    }
    return skipped;
  }

  @Override
  public int read() {
    ByteBuffer first = buffers.peek();
    if (first == null) {
      return -1;
    }
    int value = first.get() & 0xFF;
    if (!first.hasRemaining()) {
      buffers.remove();
      first.clear();
      byte[] scribble = new byte[first.remaining()];
      Arrays.fill(scribble, (byte) 0xA5);
      first.put(scribble);
    }
    return value;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    int count = 0;
    while (count < length && !buffers.isEmpty()) {
      out[offset + count++] = (byte) read();
    }
    return count == 0 && length > 0 ? -1 : count;
  }
}
