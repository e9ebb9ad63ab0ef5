package io.plumbline.scheduler;

import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.proto.SchedulerStats;
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
    builder.directExecutor().addService(definition());
  }

  @Override
  public SchedulerStats stats() {
    long count = answered.sum();
    return SchedulerStats.newBuilder().setReceived(count).setServed(count).build();
  }

  @Override
  public void close() {}

  private ServerServiceDefinition definition() {
    MethodDescriptor<Long, InferResponse> method =
        SchedulerServiceGrpc.getInferMethod().toBuilder(
                new DeadlineMarshaller(),
                SchedulerServiceGrpc.getInferMethod().getResponseMarshaller())
            .build();
    // Same name and schema, so reflection still finds it; a definition insists on its own methods.
    ServiceDescriptor original = SchedulerServiceGrpc.getServiceDescriptor();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(original.getName())
            .setSchemaDescriptor(original.getSchemaDescriptor())
            .addMethod(method)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(method, ServerCalls.asyncUnaryCall(this::answer))
        .build();
  }

  private void answer(Long deadlineNanos, StreamObserver<InferResponse> observer) {
    answered.increment();
    observer.onNext(
        InferResponse.newBuilder().setDeadlineNs(deadlineNanos).setSuccess(true).build());
    observer.onCompleted();
  }
}
