package io.plumbline.scheduler;

import io.grpc.ServerBuilder;
import io.grpc.stub.StreamObserver;
import io.plumbline.loadgen.InferDeadlineMarshaller;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerStats;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Answers every call of {@code Infer} at once, having read its deadline only: the floor under any
 * measurement, where the server costs as little as gRPC allows.
 */
final class NullBackend implements Backend {

  private final LongAdder answered = new LongAdder();

  @Override
  public void installOn(ServerBuilder<?> builder) {
    // On the network's threads: nothing here takes as long as a change of thread.
    builder
        .directExecutor()
        .addService(InferService.of(new InferDeadlineMarshaller(), this::answer));
  }

  @Override
  public SchedulerStats stats() {
    long count = answered.sum();
    return SchedulerStats.newBuilder().setReceived(count).setServed(count).build();
  }

  @Override
  public Optional<byte[]> loadReport() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  private void answer(Long deadlineNanos, StreamObserver<InferResponse> observer) {
    answered.increment();
    observer.onNext(
        InferResponse.newBuilder().setDeadlineNs(deadlineNanos).setSuccess(true).build());
    observer.onCompleted();
  }
}
