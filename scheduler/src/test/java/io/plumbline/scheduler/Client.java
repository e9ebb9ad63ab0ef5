package io.plumbline.scheduler;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client over a real socket, which keeps all that a call brought back. */
final class Client implements AutoCloseable {

  /** How a call ended. */
  record Answer(List<InferResponse> responses, Status status, Metadata trailers) {}

  /** A call under way. */
  record Pending(ClientCall<?, ?> call, CompletableFuture<Answer> future) {

    Answer answer() {
      return Await.get(future);
    }

    void giveUp() {
      call.cancel("the test gives up", null);
    }
  }

  final ManagedChannel channel;

  Client(SchedulerServer server) {
    this.channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                InsecureChannelCredentials.create())
            .build();
  }

  Pending infer(InferRequest request) {
    return send(SchedulerServiceGrpc.getInferMethod(), request, CallOptions.DEFAULT);
  }

  <T> Pending send(MethodDescriptor<T, InferResponse> method, T request, CallOptions options) {
    CompletableFuture<Answer> future = new CompletableFuture<>();
    ClientCall<T, InferResponse> call = channel.newCall(method, options);
    call.start(
        new ClientCall.Listener<>() {
          private final List<InferResponse> responses = new ArrayList<>();

          @Override
          public void onMessage(InferResponse response) {
            responses.add(response);
          }

          @Override
          public void onClose(Status status, @Nullable Metadata trailers) {
            future.complete(
                new Answer(responses, status, trailers == null ? new Metadata() : trailers));
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    return new Pending(call, future);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
