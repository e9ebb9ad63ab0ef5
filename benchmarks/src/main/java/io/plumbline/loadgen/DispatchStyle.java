package io.plumbline.loadgen;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.plumbline.proto.InferResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The ways to make a unary call: what the generated stubs do, and what lies beneath them. */
public enum DispatchStyle {
  /** The caller waits, and runs the callbacks itself. */
  BLOCKING {
    @Override
    InferResponse call(Connection to, WireRequest request) {
      return ClientCalls.blockingUnaryCall(to.channel(), Connection.METHOD, to.options(), request);
    }

    @Override
    void start(Connection to, WireRequest request, CompletableFuture<InferResponse> answer) {
      to.callers()
          .execute(
              () -> {
                try {
                  answer.complete(call(to, request));
                } catch (RuntimeException e) {
                  answer.completeExceptionally(e);
                }
              });
    }
  },

  /** A future. */
  FUTURE {
    @Override
    InferResponse call(Connection to, WireRequest request)
        throws InterruptedException, ExecutionException {
      return future(to, request).get();
    }

    @Override
    void start(Connection to, WireRequest request, CompletableFuture<InferResponse> answer) {
      Futures.addCallback(
          future(to, request),
          new FutureCallback<InferResponse>() {
            @Override
            public void onSuccess(@Nullable InferResponse response) {
              answer.complete(response);
            }

            @Override
            public void onFailure(Throwable failure) {
              answer.completeExceptionally(failure);
            }
          },
          MoreExecutors.directExecutor());
    }

    private ListenableFuture<InferResponse> future(Connection to, WireRequest request) {
      return ClientCalls.futureUnaryCall(
          to.channel().newCall(Connection.METHOD, to.options()), request);
    }
  },

  /** Callbacks: the async stub, as a run uses it. */
  ASYNC {
    @Override
    void start(Connection to, WireRequest request, CompletableFuture<InferResponse> answer) {
      ClientCalls.asyncUnaryCall(
          to.channel().newCall(Connection.METHOD, to.options()),
          request,
          new StreamObserver<InferResponse>() {
            private @Nullable InferResponse response;

            @Override
            public void onNext(InferResponse value) {
              response = value;
            }

            @Override
            public void onError(Throwable failure) {
              answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
              answer.complete(response);
            }
          });
    }
  },

  /** The call without a stub. */
  CLIENT_CALL {
    @Override
    void start(Connection to, WireRequest request, CompletableFuture<InferResponse> answer) {
      ClientCall<WireRequest, InferResponse> call =
          to.channel().newCall(Connection.METHOD, to.options());
      call.start(
          new ClientCall.Listener<InferResponse>() {
            private @Nullable InferResponse response;

            @Override
            public void onMessage(InferResponse message) {
              response = message;
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              if (status.isOk()) {
                answer.complete(response);
              } else {
                answer.completeExceptionally(status.asRuntimeException());
              }
            }
          },
          new Metadata());
      // As the stubs do: the second shows a server that answers twice.
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
    }
  };

  /** Makes a call and waits for its answer. */
  InferResponse call(Connection to, WireRequest request)
      throws InterruptedException, ExecutionException {
    CompletableFuture<InferResponse> answer = new CompletableFuture<>();
    start(to, request, answer);
    return answer.get();
  }

  /** Makes a call; its answer or its failure goes into {@code answer}, on any thread. */
  abstract void start(Connection to, WireRequest request, CompletableFuture<InferResponse> answer);
}
