package io.plumbline.loadgen;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.proto.SchedulerServiceGrpc.SchedulerServiceBlockingStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The closed loop as one writes it who has read gRPC's tutorial, for comparison: channels with
 * gRPC's own settings, the generated blocking stub, a thread for every outstanding call, {@code
 * addInputTensor} value by value from {@link Random}. Used by one thread.
 */
public final class StubLoop {
  private final String host;
  private final int port;
  private final Model model;
  private final Duration rpcTimeout;

  public StubLoop(String host, int port, Model model, Duration rpcTimeout) {
    this.host = host;
    this.port = port;
    this.model = model;
    this.rpcTimeout = rpcTimeout;
  }

  /**
   * Sends for a while on {@code channels} connections with {@code outstanding} calls each.
   *
   * @throws ExecutionException if a call fails
   */
  public PeerLoop.Throughput run(int channels, int outstanding, Duration length)
      throws InterruptedException, ExecutionException {
    List<ManagedChannel> open = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(channels * outstanding);
    try {
      List<SchedulerServiceBlockingStub> stubs = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        ManagedChannel channel =
            ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        open.add(channel);
        stubs.add(SchedulerServiceGrpc.newBlockingStub(channel));
      }
      long startNanoTime = System.nanoTime();
      long endNanoTime = startNanoTime + length.toNanos();
      List<Callable<Long>> lanes = new ArrayList<>();
      for (int k = 0; k < channels * outstanding; k++) {
        SchedulerServiceBlockingStub stub = stubs.get(k % channels);
        Random random = new Random(k);
        lanes.add(() -> send(stub, random, endNanoTime));
      }
      long ok = 0;
      for (Future<Long> lane : threads.invokeAll(lanes)) {
        ok += lane.get();
      }
      return new PeerLoop.Throughput(ok, length.toNanos(), ok, 0);
    } finally {
      threads.shutdownNow();
      open.forEach(ManagedChannel::shutdownNow);
    }
  }

  private long send(SchedulerServiceBlockingStub stub, Random random, long endNanoTime) {
    long inTime = 0;
    while (System.nanoTime() < endNanoTime) {
      InferRequest.Builder request =
          InferRequest.newBuilder()
              .setTier(1)
              .setDeadlineNs(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 100))
              .setModelName(model.name())
              .addAllInputShape(model.shape());
      for (int i = model.elementCount(); i > 0; i--) {
        request.addInputTensor(random.nextFloat());
      }
      InferResponse response =
          stub.withDeadlineAfter(rpcTimeout.toNanos(), TimeUnit.NANOSECONDS).infer(request.build());
      if (!response.getSuccess()) {
        throw new IllegalStateException("the scheduler refused a request");
      }
      inTime += System.nanoTime() < endNanoTime ? 1 : 0;
    }
    return inTime;
  }
}
