package io.plumbline.loadgen;

import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms in which gRPC hands a marshaller a request's bytes. */
public enum RequestDelivery {
  /** One array on the heap, as in-process. */
  ONE_ARRAY {
    @Override
    Message message(byte[] bytes) {
      return () -> new KnownBytes(bytes);
    }
  },

  /** A direct buffer for every DATA frame of 16 KiB, as from a socket. */
  DATA_FRAMES {
    @Override
    Message message(byte[] bytes) {
      List<ByteBuffer> frames = new ArrayList<>();
      // gRPC's own prefix takes five bytes of the first.
      int length = FRAME_BYTES - 5;
      for (int at = 0; at < bytes.length; at += length, length = FRAME_BYTES) {
        length = Math.min(length, bytes.length - at);
        frames.add(ByteBuffer.allocateDirect(length).put(bytes, at, length).flip());
      }
      return () -> new Frames(frames, bytes.length);
    }
  };

  private static final int FRAME_BYTES = 16_384;

  /** A message that can be read again and again. */
  interface Message {
    InputStream open();
  }

  abstract Message message(byte[] bytes);

  private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {
    KnownBytes(byte[] bytes) {
      super(bytes);
    }
  }

  private static final class Frames extends InputStream implements KnownLength, HasByteBuffer {
    private final List<ByteBuffer> frames;
    private int current;
    private ByteBuffer frame;
    private int available;

    Frames(List<ByteBuffer> frames, int bytes) {
      this.frames = frames;
      this.frame = frames.get(0).duplicate();
      this.available = bytes;
    }

    @Override
    public boolean byteBufferSupported() {
      return true;
    }

    @Override
    public @Nullable ByteBuffer getByteBuffer() {
      return available == 0 ? null : frame.slice();
    }

    @Override
    public int available() {
      return available;
    }

    @Override
    public int read() {
      if (available == 0) {
        return -1;
      }
      int value = frame.get() & 0xFF;
      passed(1);
      return value;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
      if (available == 0) {
        return -1;
      }
      int at = offset;
      for (int left = Math.min(length, available); left > 0; ) {
        int count = Math.min(left, frame.remaining());
        frame.get(out, at, count);
        passed(count);
        at += count;
        left -= count;
      }
      return at - offset;
    }

    @Override
    public long skip(long count) {
      int left = (int) Math.min(count, available);
      int skipped = left;
      while (left > 0) {
        int step = Math.min(left, frame.remaining());
        frame.position(frame.position() + step);
        passed(step);
        left -= step;
      }
      return skipped;
    }

    private void passed(int bytes) {
      available -= bytes;
      if (!frame.hasRemaining() && available > 0) {
        frame = frames.get(++current).duplicate();
      }
    }
  }
}
