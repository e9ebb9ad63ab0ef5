package io.plumbline.loadgen;

import java.time.Duration;

/**
 * Answers every request at once, without a transport: what is left to measure is ourselves,
 * encoding included. Thread-safe.
 */
public final class NullTarget implements Target {
  private final ByteArrayPool pool = new ByteArrayPool();

  @Override
  public Prepared prepare(int classIndex, RequestClass requestClass, Model model, long tensorKey) {
    byte[] bytes = pool.take(WireRequest.capacityBytes(model));
    WireRequest request = WireRequest.prepare(bytes, requestClass.tier(), model, tensorKey);
    return (deadlineEpochNanos, reply) -> {
      request.stamp(deadlineEpochNanos);
      pool.giveBack(bytes);
      reply.done(RequestStatus.OK, "");
    };
  }

  @Override
  public long payloadBytes(Model model) {
    return WireRequest.capacityBytes(model);
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
