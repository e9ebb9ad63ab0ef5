package io.plumbline.loadgen;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A request's bytes as gRPC wants them: of known length, so that it takes one buffer, and drained
 * in one write.
 *
 * <p>gRPC closes it when it has copied the bytes or has given the call up; {@code onClosed} then
 * runs, once.
 */
final class WireStream extends ByteArrayInputStream implements Drainable, KnownLength {
  private final Runnable onClosed;
  private boolean closed;

  WireStream(WireRequest request, Runnable onClosed) {
    super(request.bytes(), request.start(), request.end() - request.start());
    this.onClosed = onClosed;
  }

  @Override
  public synchronized int drainTo(OutputStream target) throws IOException {
    int length = count - pos;
    target.write(buf, pos, length);
    pos = count;
    return length;
  }

  @Override
  public synchronized void close() {
    // Whatever is left must not be read after its array has gone to another request.
    pos = count;
    if (!closed) {
      closed = true;
      onClosed.run();
    }
  }
}
