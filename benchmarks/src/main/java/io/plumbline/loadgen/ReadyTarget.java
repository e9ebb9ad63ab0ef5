package io.plumbline.loadgen;

import java.time.Duration;

/**
 * Sends nothing, needs no payload and answers at once: what is left is the driver alone.
 * Thread-safe.
 */
final class ReadyTarget implements Target {
  private static final Prepared READY =
      (deadlineEpochNanos, reply) -> reply.done(RequestStatus.OK, "");

  @Override
  public Prepared prepare(int classIndex, RequestClass requestClass, Model model, long tensorKey) {
    return READY;
  }

  @Override
  public long payloadBytes(Model model) {
    return 0;
  }

  @Override
  public int channel(int classIndex) {
    return 0;
  }

  @Override
  public void connect(Duration timeout) {}

  @Override
  public void close() {}
}
