package io.plumbline.loadgen;

import io.grpc.Drainable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Where an encoded message goes. */
public enum Destination {
  /** The same heap array each time. */
  HEAP_ARRAY {
    @Override
    Sink open(int capacityBytes) {
      // Its array is large enough from the start, and kept.
      ByteArrayOutputStream out = new ByteArrayOutputStream(capacityBytes);
      return new Sink() {
        @Override
        public int take(Drainable message, int lengthBytes) throws IOException {
          out.reset();
          message.drainTo(out);
          return out.size();
        }

        @Override
        public byte[] copy(Drainable message, int lengthBytes) throws IOException {
          take(message, lengthBytes);
          return out.toByteArray();
        }
      };
    }
  },

  /** A direct buffer from a pool, to which it returns at once; gRPC takes one per message. */
  NETTY_DIRECT {
    @Override
    Sink open(int capacityBytes) {
      ByteBufAllocator allocator = LargeMessages.allocator(1);
      return new Sink() {
        @Override
        public int take(Drainable message, int lengthBytes) throws IOException {
          ByteBuf buffer = drain(message, lengthBytes);
          int taken = buffer.readableBytes();
          buffer.release();
          return taken;
        }

        @Override
        public byte[] copy(Drainable message, int lengthBytes) throws IOException {
          ByteBuf buffer = drain(message, lengthBytes);
          byte[] bytes = new byte[buffer.readableBytes()];
          buffer.readBytes(bytes).release();
          return bytes;
        }

        private ByteBuf drain(Drainable message, int lengthBytes) throws IOException {
          ByteBuf buffer = allocator.directBuffer(lengthBytes, lengthBytes);
          try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
            message.drainTo(out);
          }
          return buffer;
        }
      };
    }
  };

  /** Takes messages one after the other. Not thread-safe. */
  interface Sink {
    /** Lets the message write itself; returns how many bytes came. */
    int take(Drainable message, int lengthBytes) throws IOException;

    /** The same, and what came. */
    byte[] copy(Drainable message, int lengthBytes) throws IOException;
  }

  abstract Sink open(int capacityBytes);
}
