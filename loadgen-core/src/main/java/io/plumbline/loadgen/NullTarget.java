package io.plumbline.loadgen;

import io.plumbline.proto.InferRequest;
import java.time.Duration;

/**
 * Answers every request at once, without a transport: what is left to measure is ourselves.
 * Thread-safe.
 */
public final class NullTarget implements Target {

  @Override
  public Prepared prepare(int classIndex, RequestClass requestClass, Model model, long tensorKey) {
    InferRequest.Builder request = Payloads.build(requestClass, model, tensorKey);
    return (deadlineEpochNanos, reply) -> {
      InferRequest complete = request.setDeadlineNs(deadlineEpochNanos).build();
      reply.done(
          complete.getDeadlineNs() == deadlineEpochNanos
              ? RequestStatus.OK
              : RequestStatus.BAD_ECHO,
          "");
    };
  }

  @Override
  public long payloadBytes(Model model) {
    return Payloads.bytes(model);
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
