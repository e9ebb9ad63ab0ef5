package io.plumbline.scheduler;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/**
 * Counts the calls of one method that are open on the wire, from their first byte to their last.
 *
 * <p>Draining waits for exactly them: a server's own termination would also wait for a health watch
 * that never ends, and a count in the handlers would miss what still waits for a thread.
 *
 * <p>Thread-safe.
 */
final class OpenCalls extends ServerStreamTracer.Factory {

  private static final ServerStreamTracer NOT_COUNTED = new ServerStreamTracer() {};

  private final String countedMethod;
  private long open;

  /**
   * @param fullMethodName as in {@link io.grpc.MethodDescriptor#getFullMethodName()}
   */
  OpenCalls(String fullMethodName) {
    this.countedMethod = fullMethodName;
  }

  /** Waits until no call is open, or this long by the machine's clock. */
  synchronized void awaitNone(long limitNanos) throws InterruptedException {
    long startNanos = System.nanoTime();
    while (open > 0) {
      long leftNanos = limitNanos - (System.nanoTime() - startNanos);
      if (leftNanos <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    if (!fullMethodName.equals(countedMethod)) {
      return NOT_COUNTED;
    }
    add(1);
    return new ServerStreamTracer() {
      @Override
      public void streamClosed(Status status) {
        add(-1);
      }
    };
  }

  private synchronized void add(int calls) {
    open += calls;
    if (open == 0) {
      notifyAll();
    }
  }
}
