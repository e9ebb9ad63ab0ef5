package io.plumbline.loadgen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a message's bytes in direct buffers from a pool, as gRPC's Netty transport does: one for
 * all of it, or several of 1 MiB. Not thread-safe.
 */
final class NettyOutput extends OutputStream {
  private static final int MAX_BUFFER_BYTES = 1 << 20;

  private final ByteBufAllocator allocator = LargeMessages.allocator(1);
  private final List<ByteBuf> buffers = new ArrayList<>();
  private int remainingBytes;

  /** Begins a message of known length; the buffers of the one before go back to their pool. */
  void begin(int lengthBytes) {
    buffers.forEach(ByteBuf::release);
    buffers.clear();
    remainingBytes = lengthBytes;
  }

  @Override
  public void write(int value) {
    writable().writeByte(value);
    remainingBytes--;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at < end; ) {
      ByteBuf buffer = writable();
      int count = Math.min(buffer.writableBytes(), end - at);
      buffer.writeBytes(bytes, at, count);
      remainingBytes -= count;
      at += count;
    }
  }

  private ByteBuf writable() {
    if (buffers.isEmpty() || !buffers.get(buffers.size() - 1).isWritable()) {
      int bytes = Math.min(MAX_BUFFER_BYTES, remainingBytes);
      buffers.add(allocator.directBuffer(bytes, bytes));
    }
    return buffers.get(buffers.size() - 1);
  }

  int size() {
    return buffers.stream().mapToInt(ByteBuf::readableBytes).sum();
  }

  byte[] toByteArray() {
    byte[] bytes = new byte[size()];
    int at = 0;
    for (ByteBuf buffer : buffers) {
      int count = buffer.readableBytes();
      buffer.getBytes(buffer.readerIndex(), bytes, at, count);
      at += count;
    }
    return bytes;
  }
}
