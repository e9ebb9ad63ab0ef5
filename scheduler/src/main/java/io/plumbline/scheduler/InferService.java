package io.plumbline.scheduler;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;

/**
 * {@code scheduler.SchedulerService} with requests that are read in another way than protobuf's.
 */
final class InferService {

  private InferService() {}

  /** The service, whose one method is answered by {@code infer}. */
  static <Q> ServerServiceDefinition of(
      MethodDescriptor.Marshaller<Q> requests, ServerCalls.UnaryMethod<Q, InferResponse> infer) {
    MethodDescriptor<Q, InferResponse> method =
        SchedulerServiceGrpc.getInferMethod().toBuilder(
                requests, SchedulerServiceGrpc.getInferMethod().getResponseMarshaller())
            .build();
    // Same name and schema, so reflection still finds it; a definition insists on its own methods.
    ServiceDescriptor original = SchedulerServiceGrpc.getServiceDescriptor();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(original.getName())
            .setSchemaDescriptor(original.getSchemaDescriptor())
            .addMethod(method)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(method, ServerCalls.asyncUnaryCall(infer))
        .build();
  }
}
