package io.plumbline.loadgen;

import io.grpc.Drainable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Where an encoded message goes. */
public enum WriteTarget {
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
          return message.drainTo(out);
        }

        @Override
        public byte[] taken() {
          return out.toByteArray();
        }
      };
    }
  },

  /** Direct buffers from a pool, to which they return before the next message. */
  NETTY_DIRECT {
    @Override
    Sink open(int capacityBytes) {
      NettyOutput out = new NettyOutput();
      return new Sink() {
        @Override
        public int take(Drainable message, int lengthBytes) throws IOException {
          out.begin(lengthBytes);
          return message.drainTo(out);
        }

        @Override
        public byte[] taken() {
          return out.toByteArray();
        }
      };
    }
  };

  /** Takes messages one after the other. Not thread-safe. */
  interface Sink {
    /** Lets a message write itself; returns how many bytes it says it wrote. */
    int take(Drainable message, int lengthBytes) throws IOException;

    /** The message that was taken last. */
    byte[] taken();
  }

  abstract Sink open(int capacityBytes);
}
