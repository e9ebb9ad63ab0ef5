package io.plumbline.scheduler;

import static io.plumbline.scheduler.QueueDiscipline.NO_DEADLINE;
import static io.plumbline.scheduler.StationTest.assertConserved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.CallOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.plumbline.loadgen.ServerTimes;
import io.plumbline.proto.GetStatsRequest;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.proto.SchedulerStats;
import io.plumbline.proto.SchedulerStatsServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server on a loopback socket; unless a test says otherwise it lives in virtual time. */
@Timeout(60)
class SchedulerServerTest {

  private static final long SERVICE_NANOS = 8_000_000;

  private final VirtualTime time = new VirtualTime();
  private final List<Runnable> open = new ArrayList<>();

  @AfterEach
  void closeAll() {
    Collections.reverse(open);
    open.forEach(Runnable::run);
  }

  private SchedulerServer server(int workers, int queueCapacity) throws IOException {
    SchedulerSettings settings =
        new SchedulerSettings(
            QueueDiscipline.PRIORITY_EDF,
            workers,
            queueCapacity,
            true,
            Map.of("resnet50", new ServiceTime.Constant(8), "vit", new ServiceTime.Constant(20)),
            1,
            false);
    SchedulerServer server =
        SchedulerServer.start(
            new QueueingBackend(settings, time, time),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            InsecureServerCredentials.create());
    open.add(server::close);
    return server;
  }

  private Client client(SchedulerServer server) {
    Client client = new Client(server);
    open.add(client::close);
    return client;
  }

  private static InferRequest.Builder small(int tier) {
    return InferRequest.newBuilder()
        .setTier(tier)
        .setModelName("resnet50")
        .addInputTensor(0.5f)
        .addInputShape(1);
  }

  private static InferRequest.Builder fullSize() {
    InferRequest.Builder request =
        InferRequest.newBuilder()
            .setTier(1)
            .setModelName("resnet50")
            .addAllInputShape(List.of(1, 3, 224, 224));
    for (int i = 0; i < 150_528; i++) {
      request.addInputTensor(i / 150_528f);
    }
    return request;
  }

  private static void awaitInService(SchedulerServer server, int inService, int queueDepth) {
    Await.until(
        inService + " in service and " + queueDepth + " queued",
        () ->
            server.stats().getInService() == inService
                && server.stats().getQueueDepth() == queueDepth);
  }

  private static Optional<String> trailer(Client.Answer answer, Metadata.Key<String> key) {
    return Optional.ofNullable(answer.trailers().get(key));
  }

  @Test
  void fullTensor_isServedAndTimedInTheTrailers() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    Client.Pending first = client.infer(small(1).build());
    awaitInService(server, 1, 0);
    time.advanceTo(3_000_000);
    long deadline = VirtualTime.EPOCH_NANOS + 100_000_000;
    Client.Pending second = client.infer(fullSize().setDeadlineNs(deadline).build());
    awaitInService(server, 1, 1);
    time.runToTheEnd();

    assertThat(first.answer().status().getCode()).isEqualTo(Status.Code.OK);
    Client.Answer answer = second.answer();
    assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(answer.responses())
        .containsExactly(
            InferResponse.newBuilder().setDeadlineNs(deadline).setSuccess(true).build());
    assertThat(trailer(answer, ServerTimes.QUEUED_NANOS))
        .contains(String.valueOf(SERVICE_NANOS - 3_000_000));
    assertThat(trailer(answer, ServerTimes.SERVED_NANOS)).contains(String.valueOf(SERVICE_NANOS));
  }

  @Test
  void trailers_haveTheirPublishedNames() {
    assertThat(ServerTimes.QUEUED_NANOS.name()).isEqualTo("plumbline-queued-ns");
    assertThat(ServerTimes.SERVED_NANOS.name()).isEqualTo("plumbline-served-ns");
  }

  @Test
  void realClocks_serveForAtLeastTheServiceTime() throws IOException {
    SchedulerServer server = SchedulerServer.start(SchedulerSettings.defaults(), "127.0.0.1", 0);
    open.add(server::close);
    Client.Answer answer = client(server).infer(small(1).build()).answer();
    assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(trailer(answer, ServerTimes.SERVED_NANOS).map(Long::parseLong))
        .hasValueSatisfying(nanos -> assertThat(nanos).isGreaterThanOrEqualTo(SERVICE_NANOS));
  }

  @Test
  void invalidRequests_areRefusedByTheValueAtFault() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    Map<String, InferRequest.Builder> requests =
        Map.of(
            "input_tensor has 3 values but input_shape [1, 3, 224, 224] needs 150528",
            small(1)
                .clearInputTensor()
                .addAllInputTensor(List.of(1f, 2f, 3f))
                .clearInputShape()
                .addAllInputShape(List.of(1, 3, 224, 224)),
            "input_shape is empty",
            small(1).clearInputShape(),
            "input_shape [1, 0] has a dimension that is not positive: 0",
            small(1).addInputShape(0),
            "input_shape [-4, 2] has a dimension that is not positive: -4",
            small(1).clearInputShape().addInputShape(-4).addInputShape(2),
            "input_shape [2147483647, 2147483647, 3] multiplies to more than 2^63 - 1",
            small(1)
                .clearInputShape()
                .addAllInputShape(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3)),
            "input_tensor has 1 values but input_shape [1, 1, 1, 1, 1, 1, 1, 1, ... 9 dimensions]"
                + " needs 2",
            small(1).clearInputShape().addAllInputShape(List.of(1, 1, 1, 1, 1, 1, 1, 1, 2)),
            "unknown model_name \"bert\"; known: [resnet50, vit]",
            small(1).setModelName("bert"),
            "unknown model_name \""
                + "x".repeat(64)
                + "... (5000 characters)\"; known:"
                + " [resnet50, vit]",
            small(1).setModelName("x".repeat(5000)),
            "tier must be at least 1: 0",
            small(0));
    requests.forEach(
        (message, request) -> {
          Client.Answer answer = client.infer(request.build()).answer();
          assertThat(answer.status().getCode()).as(message).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(answer.status().getDescription()).isEqualTo(message);
          assertThat(trailer(answer, ServerTimes.QUEUED_NANOS)).isEmpty();
        });
    assertThat(server.stats())
        .isEqualTo(SchedulerStats.newBuilder().setReceived(9).setRefusedInvalid(9).build());
  }

  @Test
  void fullQueue_answersResourceExhaustedWithItsCapacity() throws IOException {
    SchedulerServer server = server(1, 1);
    Client client = client(server);
    Client.Pending served = client.infer(small(1).build());
    awaitInService(server, 1, 0);
    Client.Pending queued = client.infer(small(1).build());
    awaitInService(server, 1, 1);
    Client.Answer refused = client.infer(small(1).build()).answer();
    assertThat(refused.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.status().getDescription()).isEqualTo("the queue is full: capacity 1");
    time.runToTheEnd();
    assertThat(served.answer().status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(queued.answer().status().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void lateRequest_answersDeadlineExceededWithHowLate() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    Client.Pending first = client.infer(small(1).build());
    awaitInService(server, 1, 0);
    long deadline = VirtualTime.EPOCH_NANOS + SERVICE_NANOS - 5;
    Client.Pending late = client.infer(small(1).setDeadlineNs(deadline).build());
    awaitInService(server, 1, 1);
    time.runToTheEnd();
    assertThat(first.answer().status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(late.answer().status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(late.answer().status().getDescription())
        .isEqualTo("deadline_ns " + deadline + " had passed by 5 ns when service would have begun");
    assertThat(trailer(late.answer(), ServerTimes.QUEUED_NANOS))
        .contains(String.valueOf(SERVICE_NANOS));
    assertThat(trailer(late.answer(), ServerTimes.SERVED_NANOS)).isEmpty();
    assertThat(server.stats().getRefusedLate()).isEqualTo(1);
  }

  @Test
  void vip_isServedBeforeWhoWaitedLonger() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    client.infer(small(1).build());
    awaitInService(server, 1, 0);
    Client.Pending free = client.infer(small(3).build());
    awaitInService(server, 1, 1);
    Client.Pending vip = client.infer(small(1).build());
    awaitInService(server, 1, 2);
    time.runToTheEnd();
    assertThat(trailer(vip.answer(), ServerTimes.QUEUED_NANOS))
        .contains(String.valueOf(SERVICE_NANOS));
    assertThat(trailer(free.answer(), ServerTimes.QUEUED_NANOS))
        .contains(String.valueOf(2 * SERVICE_NANOS));
  }

  @Test
  void clientThatGivesUp_leavesTheQueue() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    Client.Pending first = client.infer(small(1).build());
    awaitInService(server, 1, 0);
    Client.Pending second = client.infer(small(1).build());
    awaitInService(server, 1, 1);
    second.giveUp();
    Await.until("cancelled", () -> server.stats().getCancelled() == 1);
    assertThat(server.stats().getQueueDepth()).isZero();
    time.runToTheEnd();
    assertThat(first.answer().status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(server.stats().getServed()).isEqualTo(1);
  }

  @Test
  void rpcDeadline_takesTheRequestOutOfTheQueue() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    client.infer(small(1).build());
    awaitInService(server, 1, 0);
    Client.Pending impatient =
        client.send(
            SchedulerServiceGrpc.getInferMethod(),
            small(1).build(),
            CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS));
    assertThat(impatient.answer().status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    // Whether or not it reached the queue in time, nothing of it stays there.
    Await.until("left the queue", () -> server.stats().getQueueDepth() == 0);
    assertThat(server.stats().getServed()).isZero();
  }

  @Test
  void stats_areToldOverTheWire() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    client.infer(small(1).build());
    awaitInService(server, 1, 0);
    assertThat(
            SchedulerStatsServiceGrpc.newBlockingStub(client.channel)
                .getStats(GetStatsRequest.getDefaultInstance()))
        .isEqualTo(SchedulerStats.newBuilder().setReceived(1).setInService(1).build());
  }

  @Test
  void health_isServingForTheServerAndTheService() throws IOException {
    HealthGrpc.HealthBlockingStub health =
        HealthGrpc.newBlockingStub(client(server(1, 10)).channel);
    for (String service : List.of("", "scheduler.SchedulerService")) {
      assertThat(
              health.check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void reflection_listsTheService() throws IOException {
    assertThat(reflectedServices(client(server(1, 10))))
        .contains("scheduler.SchedulerService", "plumbline.SchedulerStatsService");
  }

  /** Also the case where a health watch stays open, which must not hold up the drain. */
  @Test
  void drain_finishesWhatIsQueuedAndReportsNotServing() throws IOException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    List<ServingStatus> watched = Collections.synchronizedList(new ArrayList<>());
    HealthGrpc.newStub(client.channel)
        .watch(HealthCheckRequest.getDefaultInstance(), into(watched));
    Await.until("SERVING", () -> watched.contains(ServingStatus.SERVING));
    Client.Pending inService = client.infer(small(1).build());
    awaitInService(server, 1, 0);
    Client.Pending queued = client.infer(small(1).build());
    awaitInService(server, 1, 1);

    CompletableFuture<SchedulerStats> drained =
        CompletableFuture.supplyAsync(() -> drain(server, Duration.ofSeconds(50)));
    Await.until("NOT_SERVING", () -> watched.contains(ServingStatus.NOT_SERVING));
    assertThat(drained).isNotDone();
    time.runToTheEnd();

    assertThat(inService.answer().status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(queued.answer().status().getCode()).isEqualTo(Status.Code.OK);
    assertThat(Await.get(drained))
        .isEqualTo(
            SchedulerStats.newBuilder().setReceived(2).setServed(2).setMaxQueueDepth(1).build());
    assertThat(client.infer(small(1).build()).answer().status().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void drain_cutsOffWhatTheLimitDoesNotAllow() throws IOException, InterruptedException {
    SchedulerServer server = server(1, 10);
    Client client = client(server);
    Client.Pending inService = client.infer(small(1).build());
    awaitInService(server, 1, 0);
    Client.Pending queued = client.infer(small(1).build());
    awaitInService(server, 1, 1);
    assertThat(server.drain(Duration.ZERO))
        .isEqualTo(
            SchedulerStats.newBuilder().setReceived(2).setCancelled(2).setMaxQueueDepth(1).build());
    assertThat(inService.answer().status().isOk()).isFalse();
    assertThat(queued.answer().status().isOk()).isFalse();
    server.awaitTermination();
  }

  @Test
  void drain_refusesANegativeLimit() throws IOException {
    SchedulerServer server = server(1, 10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.drain(Duration.ofMillis(-1)))
        .withMessage("limit must not be negative: PT-0.001S");
  }

  @Test
  void start_saysWhichAddressItCannotHave() throws IOException {
    SchedulerServer server = server(1, 10);
    assertThatIOException()
        .isThrownBy(
            () -> SchedulerServer.start(SchedulerSettings.defaults(), "127.0.0.1", server.port()))
        .withMessageContaining(":" + server.port());
    assertThatIOException()
        .isThrownBy(
            () -> SchedulerServer.start(SchedulerSettings.defaults(), "no.such.host.invalid", 0))
        .withMessage("unknown host: no.such.host.invalid");
  }

  @Test
  void manyCallsAtOnce_areAllAnsweredAndCounted() throws IOException, InterruptedException {
    SchedulerServer server =
        SchedulerServer.start(
            new SchedulerSettings(
                QueueDiscipline.PRIORITY_EDF,
                3,
                20,
                true,
                Map.of("resnet50", new ServiceTime.Exponential(0.2)),
                1,
                false),
            "127.0.0.1",
            0);
    open.add(server::close);
    Client client = client(server);
    List<Client.Pending> calls = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      long deadline = i % 3 == 0 ? 1 : NO_DEADLINE;
      Client.Pending call = client.infer(small(1 + i % 3).setDeadlineNs(deadline).build());
      calls.add(call);
      if (i % 7 == 0) {
        call.giveUp();
      }
      if (i % 50 == 0) {
        assertConserved(server.stats());
      }
    }
    calls.forEach(Client.Pending::answer);
    long ok = calls.stream().filter(call -> call.answer().status().isOk()).count();
    SchedulerStats stats = server.drain(Duration.ofSeconds(30));
    assertConserved(stats);
    assertThat(stats.getQueueDepth() + stats.getInService()).isZero();
    // A client may give up what the server has already served, so the server can count more.
    assertThat(stats.getServed()).isBetween(ok, ok + 286);
    assertThat(stats.getMaxQueueDepth()).isLessThanOrEqualTo(20);
  }

  private static SchedulerStats drain(SchedulerServer server, Duration limit) {
    try {
      return server.drain(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static StreamObserver<HealthCheckResponse> into(List<ServingStatus> statuses) {
    return new StreamObserver<>() {
      @Override
      public void onNext(HealthCheckResponse response) {
        statuses.add(response.getStatus());
      }

      @Override
      public void onError(Throwable cause) {}

      @Override
      public void onCompleted() {}
    };
  }

  static List<String> reflectedServices(Client client) {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(client.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable cause) {
                    answer.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<String> names =
        Await.get(answer).getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .toList();
    requests.onCompleted();
    return names;
  }
}
