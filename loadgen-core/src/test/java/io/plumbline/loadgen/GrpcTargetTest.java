package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc.SchedulerServiceImplBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generated stub against a real server, over a socket and in-process. */
class GrpcTargetTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long DEADLINE = 1_790_000_000_123_456_789L;

  enum Transport {
    NETTY,
    IN_PROCESS
  }

  private record Ended(RequestStatus status, String message) {}

  private @Nullable Server server;
  private @Nullable GrpcTarget target;

  private GrpcTarget serve(
      Transport transport,
      Duration rpcTimeout,
      BiConsumer<InferRequest, StreamObserver<InferResponse>> infer)
      throws IOException, InterruptedException {
    SchedulerServiceImplBase service =
        new SchedulerServiceImplBase() {
          @Override
          public void infer(InferRequest request, StreamObserver<InferResponse> response) {
            infer.accept(request, response);
          }
        };
    String name = InProcessServerBuilder.generateName();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Server started =
        switch (transport) {
          case NETTY ->
              NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
                  .addService(service)
                  .build()
                  .start();
          case IN_PROCESS ->
              InProcessServerBuilder.forName(name).addService(service).build().start();
        };
    server = started;
    GrpcTarget opened =
        switch (transport) {
          case NETTY ->
              GrpcTarget.netty(
                  loopback.getHostAddress(),
                  started.getPort(),
                  PayloadSettings.defaults(),
                  ChannelSettings.defaults(2, rpcTimeout));
          case IN_PROCESS ->
              GrpcTarget.inProcess(
                  name, PayloadSettings.defaults(), ChannelSettings.defaults(2, rpcTimeout));
        };
    target = opened;
    opened.connect(TIMEOUT);
    return opened;
  }

  @AfterEach
  void close() throws InterruptedException {
    if (target != null) {
      target.close();
    }
    if (server != null) {
      server.shutdownNow().awaitTermination();
    }
  }

  private static Ended sendOne(GrpcTarget target) throws InterruptedException {
    Workload balanced = Workload.preset("balanced").orElseThrow();
    RequestClass urgent = balanced.classes().get(3);
    List<Ended> ended = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    target
        .prepare(3, urgent, balanced.models().get(0), 77)
        .send(
            DEADLINE,
            (status, message) -> {
              ended.add(new Ended(status, message));
              done.countDown();
            });
    assertThat(done.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(ended).hasSize(1);
    return ended.get(0);
  }

  private static void answer(
      StreamObserver<InferResponse> response, long deadline, boolean success, String message) {
    response.onNext(
        InferResponse.newBuilder()
            .setDeadlineNs(deadline)
            .setSuccess(success)
            .setMessage(message)
            .build());
    response.onCompleted();
  }

  @ParameterizedTest
  @EnumSource
  void request_carriesEveryFieldAndItsOwnTensor(Transport transport)
      throws IOException, InterruptedException {
    List<InferRequest> received = new CopyOnWriteArrayList<>();
    GrpcTarget opened =
        serve(
            transport,
            TIMEOUT,
            (request, response) -> {
              received.add(request);
              answer(response, request.getDeadlineNs(), true, "");
            });
    assertThat(sendOne(opened)).isEqualTo(new Ended(RequestStatus.OK, ""));
    InferRequest request = received.get(0);
    assertThat(request.getTier()).isEqualTo(2);
    assertThat(request.getDeadlineNs()).isEqualTo(DEADLINE);
    assertThat(request.getModelName()).isEqualTo("resnet50");
    assertThat(request.getInputShapeList()).containsExactly(1, 3, 224, 224);
    byte[] bytes = new byte[4 * 150_528];
    TensorGenerator.COUNTER.newFiller().fillWire(77, bytes, 0, 150_528);
    ByteBuffer tensor = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(request.getInputTensorCount()).isEqualTo(150_528);
    for (float value : request.getInputTensorList()) {
      assertThat(value).isEqualTo(tensor.getFloat());
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalInTheResponse_isRejectedWithItsMessage(Transport transport)
      throws IOException, InterruptedException {
    GrpcTarget opened =
        serve(
            transport,
            TIMEOUT,
            (request, response) -> answer(response, request.getDeadlineNs(), false, "no room"));
    assertThat(sendOne(opened)).isEqualTo(new Ended(RequestStatus.REJECTED, "no room"));
  }

  @ParameterizedTest
  @EnumSource
  void anotherDeadline_isABadEcho(Transport transport) throws IOException, InterruptedException {
    GrpcTarget opened =
        serve(
            transport,
            TIMEOUT,
            (request, response) -> answer(response, request.getDeadlineNs() + 1, true, ""));
    assertThat(sendOne(opened).status()).isEqualTo(RequestStatus.BAD_ECHO);
  }

  @ParameterizedTest
  @EnumSource
  void failure_keepsItsCodeAndDescription(Transport transport)
      throws IOException, InterruptedException {
    GrpcTarget opened =
        serve(
            transport,
            TIMEOUT,
            (request, response) ->
                response.onError(
                    Status.RESOURCE_EXHAUSTED.withDescription("queue full").asRuntimeException()));
    assertThat(sendOne(opened))
        .isEqualTo(new Ended(RequestStatus.RESOURCE_EXHAUSTED, "queue full"));
  }

  @ParameterizedTest
  @EnumSource
  void silence_endsAtTheRpcTimeout(Transport transport) throws IOException, InterruptedException {
    GrpcTarget opened = serve(transport, Duration.ofMillis(200), (request, response) -> {});
    assertThat(sendOne(opened).status()).isEqualTo(RequestStatus.DEADLINE_EXCEEDED);
  }

  @Test
  void noServer_isUnreachableWithinTheTimeout() throws IOException, InterruptedException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    GrpcTarget opened =
        GrpcTarget.netty(
            "127.0.0.1",
            freePort,
            PayloadSettings.defaults(),
            ChannelSettings.defaults(1, TIMEOUT));
    target = opened;
    assertThatThrownBy(() -> opened.connect(Duration.ofMillis(300)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "scheduler 127.0.0.1:" + freePort + " is unreachable: no connection within 300 ms");
  }

  @Test
  void serverLostInMidRun_isARowPerRequestWithItsStatus() throws IOException, InterruptedException {
    GrpcTarget opened =
        serve(
            Transport.NETTY,
            TIMEOUT,
            (request, response) -> answer(response, request.getDeadlineNs(), true, ""));
    Model tiny = new Model("tiny", List.of(4));
    Workload workload =
        new Workload(
            "tiny",
            List.of(
                new RequestClass(
                    1, "slo", 100_000_000, 1, List.of(new RequestClass.ModelShare(tiny, 1)))));
    ArrivalSchedule schedule =
        ArrivalSchedule.of(new LoadPlan(workload, 200, 1_000_000_000, 1, 42, Optional.empty()));
    Driver driver =
        new Driver(
            schedule, opened, RunClock.system(), Driver.Settings.defaults(TIMEOUT.toNanos()));
    Thread killer =
        new Thread(
            () -> {
              while (driver.progress().done() < 50) {
                Thread.onSpinWait();
              }
              Objects.requireNonNull(server).shutdownNow();
            });
    killer.start();
    Recording recording = driver.run(() -> {});
    killer.join();
    int lost = 0;
    for (int i = 0; i < recording.count(); i++) {
      RequestStatus status = recording.status(i);
      assertThat(status).isIn(RequestStatus.OK, RequestStatus.UNAVAILABLE, RequestStatus.CANCELLED);
      lost += status == RequestStatus.OK ? 0 : 1;
    }
    assertThat(recording.sentCount()).isEqualTo(schedule.count());
    assertThat(recording.endedCount()).isEqualTo(schedule.count());
    assertThat(lost).isPositive();
    assertThat(recording.errors()).isNotEmpty();
  }
}
