package io.plumbline.loadgen;

import io.grpc.internal.MessageFramer;
import io.grpc.internal.StatsTraceContext;
import io.grpc.internal.WritableBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2FrameWriter;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into DATA frames with the classes that gRPC's Netty transport uses, and lets go of
 * them where its socket would be.
 *
 * <p>gRPC's {@link MessageFramer} writes the five-byte prefix and the message into buffers of at
 * most 1 MiB, Netty's frame writer cuts these into frames of 16 KiB without copying. Left out are
 * flow control, the change to the event loop's thread, and the socket. Not thread-safe.
 */
final class MessageFrames implements AutoCloseable {
  static final int PREFIX_BYTES = 5;
  static final int FRAME_HEADER_BYTES = 9;
  static final int MAX_FRAME_BYTES = 1 << 14;

  // As gRPC's Netty transport has them.
  private static final int MIN_BUFFER_BYTES = 4096;
  private static final int MAX_BUFFER_BYTES = 1 << 20;

  private static final int STREAM_ID = 3;

  private final ByteBufAllocator allocator = LargeMessages.allocator(1);
  private final SocketEnd socket = new SocketEnd();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(socket, new ChannelHandlerAdapter() {});
  private final ChannelHandlerContext context = channel.pipeline().lastContext();
  private final Http2FrameWriter writer = new DefaultHttp2FrameWriter();

  MessageFrames() {
    channel.config().setAllocator(allocator);
  }

  /** Frames a stream's one message and returns how many bytes would be on the wire. */
  long write(InputStream message) throws IOException {
    long before = socket.writtenBytes;
    MessageFramer framer = new MessageFramer(this::deliver, this::allocate, StatsTraceContext.NOOP);
    try (message) {
      framer.writePayload(message);
    }
    framer.close();
    return socket.writtenBytes - before;
  }

  /** What {@link #write} returns for a message of this length. */
  static long wireBytes(int messageBytes) {
    // Each buffer but the last holds a whole number of frames.
    long framedBytes = PREFIX_BYTES + (long) messageBytes;
    long frames = (framedBytes + MAX_FRAME_BYTES - 1) / MAX_FRAME_BYTES;
    return framedBytes + frames * FRAME_HEADER_BYTES;
  }

  private WritableBuffer allocate(int capacityHintBytes) {
    int bytes = Math.min(MAX_BUFFER_BYTES, Math.max(MIN_BUFFER_BYTES, capacityHintBytes));
    return new Buffer(allocator.directBuffer(bytes, bytes));
  }

  private void deliver(
      @Nullable WritableBuffer frame, boolean endOfStream, boolean flush, int messages) {
    if (frame instanceof Buffer buffer
        && !writer
            .writeData(context, STREAM_ID, buffer.bytes, 0, endOfStream, context.newPromise())
            .isSuccess()) {
      throw new IllegalStateException("frames must be written at once");
    }
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }

  private static final class SocketEnd extends ChannelOutboundHandlerAdapter {
    private long writtenBytes;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ByteBuf bytes = (ByteBuf) message;
      writtenBytes += bytes.readableBytes();
      bytes.release();
      promise.setSuccess();
    }
  }

  private static final class Buffer implements WritableBuffer {
    private final ByteBuf bytes;

    Buffer(ByteBuf bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes.writeBytes(source, offset, length);
    }

    @Override
    public void write(byte value) {
      bytes.writeByte(value);
    }

    @Override
    public int writableBytes() {
      return bytes.writableBytes();
    }

    @Override
    public int readableBytes() {
      return bytes.readableBytes();
    }

    @Override
    public void release() {
      bytes.release();
    }
  }
}
