package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No array is used again while its request is on its way out, and all are used again: over real
 * sockets, with a server that compares every tensor it gets with the one that belongs to it.
 *
 * <p>A request's key is its deadline too, so that the server knows what the tensor must be.
 */
@Timeout(60)
class PayloadLifeCycleTest {
  /** 49 KB: a few requests fill every window between client and server. */
  private static final Model MODEL = new Model("m", List.of(3, 64, 64));

  private static final int WINDOW_BYTES = 128 << 10;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long IMPATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Set<byte[]> arrays =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger received = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  /** Decides what becomes of a call when its headers are there; may ask for its message later. */
  private interface Reception {
    void begin(ServerCall<InferRequest, InferResponse> call, Metadata headers);
  }

  private Server serve(Reception reception) throws IOException {
    MethodDescriptor<InferRequest, InferResponse> method = SchedulerServiceGrpc.getInferMethod();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .flowControlWindow(WINDOW_BYTES)
            .addService(
                ServerServiceDefinition.builder("scheduler.SchedulerService")
                    .addMethod(
                        method,
                        (call, headers) -> {
                          reception.begin(call, headers);
                          return new Checking(call);
                        })
                    .build())
            .build()
            .start();
    open.add(() -> server.shutdownNow().awaitTermination());
    return server;
  }

  /** Compares the tensor with its key's, and answers. */
  private final class Checking extends ServerCall.Listener<InferRequest> {
    private final ServerCall<InferRequest, InferResponse> call;

    Checking(ServerCall<InferRequest, InferResponse> call) {
      this.call = call;
    }

    @Override
    public void onMessage(InferRequest request) {
      received.incrementAndGet();
      float[] expected = new float[MODEL.elementCount()];
      TensorGenerator.COUNTER.newFiller().fill(request.getDeadlineNs(), expected);
      boolean equal = request.getInputTensorCount() == expected.length;
      for (int i = 0; equal && i < expected.length; i++) {
        equal = request.getInputTensor(i) == expected[i];
      }
      if (!equal) {
        wrong.add("tensor of request " + request.getDeadlineNs());
      }
      call.sendHeaders(new Metadata());
      call.sendMessage(
          InferResponse.newBuilder()
              .setDeadlineNs(request.getDeadlineNs())
              .setSuccess(true)
              .build());
      call.close(Status.OK, new Metadata());
    }
  }

  private static NettyChannelBuilder channel(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .directExecutor();
  }

  private ManagedChannel opened(NettyChannelBuilder builder) {
    ManagedChannel channel = builder.build();
    open.add(
        () -> {
          channel.shutdownNow();
          channel.awaitTermination(10, TimeUnit.SECONDS);
        });
    return channel;
  }

  /** Before this a call is held back, with its array. */
  private static void awaitConnection(ManagedChannel channel) throws InterruptedException {
    for (ConnectivityState state = channel.getState(true);
        state != ConnectivityState.READY;
        state = channel.getState(true)) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      changed.await();
    }
  }

  private BulkEncoder encoder(boolean retries) {
    return new BulkEncoder(() -> new Watched(TensorGenerator.COUNTER.newFiller()), retries);
  }

  /** Remembers every array that a tensor was ever written to. */
  private final class Watched implements TensorFiller {
    private final TensorFiller filler;

    Watched(TensorFiller filler) {
      this.filler = filler;
    }

    @Override
    public void fill(long key, float[] out) {
      filler.fill(key, out);
    }

    @Override
    public void fillWire(long key, byte[] out, int offset, int count) {
      arrays.add(out);
      filler.fillWire(key, out, offset, count);
    }
  }

  private static CompletableFuture<RequestStatus> send(
      BulkEncoder encoder, ManagedChannel channel, long timeoutNanos, long key) {
    CompletableFuture<RequestStatus> end = new CompletableFuture<>();
    GrpcTarget.prepare(encoder, channel, timeoutNanos, 1, MODEL, key)
        .send(key, (status, message) -> end.complete(status));
    return end;
  }

  private static RequestStatus ended(CompletableFuture<RequestStatus> end)
      throws InterruptedException {
    try {
      return end.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertOk(List<CompletableFuture<RequestStatus>> calls)
      throws InterruptedException {
    for (CompletableFuture<RequestStatus> call : calls) {
      assertThat(ended(call)).isEqualTo(RequestStatus.OK);
    }
  }

  @Test
  void steadyState_needsOneArrayHoweverManyRequests() throws IOException, InterruptedException {
    Server server = serve((call, headers) -> call.request(1));
    ManagedChannel channel = opened(channel(server.getPort()).disableRetry());
    BulkEncoder encoder = encoder(false);
    assertThat(ended(send(encoder, channel, PATIENCE_NANOS, 0))).isEqualTo(RequestStatus.OK);
    arrays.clear();
    for (long key = 1; key <= 2000; key++) {
      // Two at a time; each has been copied by the time its sending returns.
      CompletableFuture<RequestStatus> one = send(encoder, channel, PATIENCE_NANOS, key);
      CompletableFuture<RequestStatus> other = send(encoder, channel, PATIENCE_NANOS, -key);
      assertThat(ended(one)).isEqualTo(RequestStatus.OK);
      assertThat(ended(other)).isEqualTo(RequestStatus.OK);
    }
    assertThat(arrays).hasSize(1);
    assertThat(received).hasValue(4001);
    assertThat(wrong).isEmpty();
  }

  @Test
  void slowReader_getsEachTensorAsItWasMade() throws IOException, InterruptedException {
    CompletableFuture<Void> reading = new CompletableFuture<>();
    Server server = serve((call, headers) -> reading.thenRun(() -> call.request(1)).isCancelled());
    ManagedChannel channel = opened(channel(server.getPort()).disableRetry());
    awaitConnection(channel);
    BulkEncoder encoder = encoder(false);
    List<CompletableFuture<RequestStatus>> calls = new ArrayList<>();
    // 20 MB before the server reads a byte, of which the windows let through 128 KiB.
    for (long key = 0; key < 400; key++) {
      calls.add(send(encoder, channel, PATIENCE_NANOS, key));
    }
    assertThat(received).hasValue(0);
    reading.complete(null);
    for (long key = 400; key < 800; key++) {
      calls.add(send(encoder, channel, PATIENCE_NANOS, key));
    }
    assertOk(calls);
    assertThat(received).hasValue(800);
    assertThat(wrong).isEmpty();
  }

  @Test
  void callsCancelledInTheMiddleOfSending_giveTheirArraysBackAndHarmNoOther()
      throws IOException, InterruptedException {
    CompletableFuture<Void> reading = new CompletableFuture<>();
    Server server = serve((call, headers) -> reading.thenRun(() -> call.request(1)).isCancelled());
    ManagedChannel channel = opened(channel(server.getPort()).disableRetry());
    awaitConnection(channel);
    BulkEncoder encoder = encoder(false);
    List<CompletableFuture<RequestStatus>> patient = new ArrayList<>();
    List<CompletableFuture<RequestStatus>> impatient = new ArrayList<>();
    for (long key = 0; key < 100; key++) {
      patient.add(send(encoder, channel, PATIENCE_NANOS, key));
      impatient.add(send(encoder, channel, IMPATIENCE_NANOS, -key));
    }
    for (CompletableFuture<RequestStatus> call : impatient) {
      assertThat(ended(call)).isEqualTo(RequestStatus.DEADLINE_EXCEEDED);
    }
    int made = arrays.size();
    for (long key = 100; key < 200; key++) {
      patient.add(send(encoder, channel, PATIENCE_NANOS, key));
    }
    assertThat(arrays).hasSize(made);
    reading.complete(null);
    assertOk(patient);
    assertThat(wrong).isEmpty();
  }

  @Test
  void callsCancelledBeforeThereIsAConnection_giveTheirArraysBackAndHarmNoOther()
      throws IOException, InterruptedException {
    Server server = serve((call, headers) -> call.request(1));
    Relay relay = new Relay(server.getPort(), 0, 0);
    open.add(relay);
    ManagedChannel channel = opened(channel(relay.port()).disableRetry());
    BulkEncoder encoder = encoder(false);
    List<CompletableFuture<RequestStatus>> patient = new ArrayList<>();
    for (long key = 0; key < 50; key++) {
      patient.add(send(encoder, channel, PATIENCE_NANOS, key));
    }
    assertThat(arrays).as("all held until there is a connection").hasSize(50);
    for (int round = 1; round <= 5; round++) {
      List<CompletableFuture<RequestStatus>> impatient = new ArrayList<>();
      for (long key = 0; key < 50; key++) {
        impatient.add(send(encoder, channel, IMPATIENCE_NANOS, -key));
      }
      for (CompletableFuture<RequestStatus> call : impatient) {
        assertThat(ended(call)).isEqualTo(RequestStatus.DEADLINE_EXCEEDED);
      }
    }
    assertThat(arrays)
        .as("those of the cancelled ones are used again")
        .hasSizeLessThanOrEqualTo(100);
    relay.open();
    assertOk(patient);
    assertThat(received).hasValue(50);
    assertThat(wrong).isEmpty();
  }

  @Test
  void deadConnection_givesArraysBackAndHarmsNoLaterRequest()
      throws IOException, InterruptedException {
    Server server = serve((call, headers) -> call.request(1));
    int resets = 5;
    Relay relay = new Relay(server.getPort(), resets, 1 << 20);
    relay.open();
    open.add(relay);
    ManagedChannel channel = opened(channel(relay.port()).disableRetry());
    BulkEncoder encoder = encoder(false);
    List<CompletableFuture<RequestStatus>> calls = new ArrayList<>();
    int lost = 0;
    long key = 0;
    // A connection is reset after a megabyte: in the middle of these 100 requests.
    for (int round = 0; round < resets; round++) {
      calls.clear();
      for (int i = 0; i < 100; i++) {
        calls.add(send(encoder, channel, PATIENCE_NANOS, key++));
      }
      for (CompletableFuture<RequestStatus> call : calls) {
        RequestStatus status = ended(call);
        assertThat(status)
            .isIn(RequestStatus.OK, RequestStatus.UNAVAILABLE, RequestStatus.CANCELLED);
        lost += status == RequestStatus.OK ? 0 : 1;
      }
      channel.resetConnectBackoff();
    }
    assertThat(lost).isPositive();
    int made = arrays.size();
    while (ended(send(encoder, channel, PATIENCE_NANOS, key++)) != RequestStatus.OK) {
      channel.resetConnectBackoff();
    }
    calls.clear();
    for (int i = 0; i < 100; i++) {
      assertThat(ended(send(encoder, channel, PATIENCE_NANOS, key++))).isEqualTo(RequestStatus.OK);
    }
    assertThat(arrays).hasSize(made);
    assertThat(wrong).isEmpty();
  }

  /** Both ways in which gRPC sends one request more than once. */
  enum Policy {
    RETRY("retryPolicy") {
      @Override
      Map<String, Object> settings() {
        return Map.of(
            "maxAttempts",
            4.0,
            "initialBackoff",
            "0.002s",
            "maxBackoff",
            "0.01s",
            "backoffMultiplier",
            2.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE"));
      }
    },
    HEDGING("hedgingPolicy") {
      @Override
      Map<String, Object> settings() {
        return Map.of("maxAttempts", 3.0, "hedgingDelay", "0.001s");
      }
    };

    private final String key;

    Policy(String key) {
      this.key = key;
    }

    abstract Map<String, Object> settings();

    Map<String, Object> serviceConfig() {
      Map<String, Object> method =
          Map.of("name", List.of(Map.of("service", "scheduler.SchedulerService")), key, settings());
      return Map.of("methodConfig", List.of(method));
    }
  }

  @ParameterizedTest
  @EnumSource
  void retriedCalls_carryTheirOwnTensorInEveryAttempt(Policy policy)
      throws IOException, InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    Server server =
        serve(
            (call, headers) -> {
              // Two first attempts of three are refused, while the request is still on its way.
              if (policy == Policy.RETRY
                  && !headers.containsKey(
                      Metadata.Key.of(
                          "grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER))
                  && begun.incrementAndGet() % 3 != 0) {
                call.close(Status.UNAVAILABLE, new Metadata());
              } else {
                begun.incrementAndGet();
                call.request(1);
              }
            });
    ManagedChannel channel =
        opened(
            channel(server.getPort())
                .enableRetry()
                .maxHedgedAttempts(3)
                .perRpcBufferLimit(64L << 20)
                .retryBufferSize(1L << 30)
                .defaultServiceConfig(policy.serviceConfig()));
    BulkEncoder encoder = encoder(true);
    long key = 0;
    int atOnce = 20;
    for (int round = 0; round < 50; round++) {
      List<CompletableFuture<RequestStatus>> calls = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        calls.add(send(encoder, channel, PATIENCE_NANOS, key++));
      }
      assertOk(calls);
    }
    assertThat(begun.get()).as("attempts").isGreaterThan((int) key);
    assertThat(wrong).isEmpty();
    // One for each call at once, and for those whose losing attempts were still being written.
    assertThat(arrays.size()).isLessThan(3 * atOnce);
  }
}
