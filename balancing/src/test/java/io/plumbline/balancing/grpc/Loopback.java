package io.plumbline.balancing.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.proto.SchedulerStats;
import io.plumbline.scheduler.QueueDiscipline;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import io.plumbline.scheduler.ServiceTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reference schedulers on loopback, and one channel to all of them. */
final class Loopback implements AutoCloseable {
  private static final long BOUND_SECONDS = 30;

  private final List<SchedulerSettings> settings;
  private final List<SchedulerServer> servers = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  /** One worker each, which takes so long for every request; all report their load. */
  Loopback(double... serviceMs) {
    this(Arrays.stream(serviceMs).mapToObj(millis -> server(1, 1_000, millis)).toList());
  }

  Loopback(List<SchedulerSettings> settings) {
    this.settings = List.copyOf(settings);
    for (int i = 0; i < settings.size(); i++) {
      servers.add(start(i, 0));
      addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), servers.get(i).port()));
    }
  }

  /** The same, and none reports its load. */
  static Loopback silent(double... serviceMs) {
    return new Loopback(
        Arrays.stream(serviceMs)
            .mapToObj(millis -> server(1, 1_000, millis).withLoadReports(false))
            .toList());
  }

  /** A server that takes so long for every request, and reports its load. */
  static SchedulerSettings server(int workers, int queueCapacity, double serviceMs) {
    return new SchedulerSettings(
            QueueDiscipline.FIFO,
            workers,
            queueCapacity,
            false,
            Map.of("resnet50", new ServiceTime.Constant(serviceMs)),
            1,
            false)
        .withLoadReports(true);
  }

  private SchedulerServer start(int server, int port) {
    try {
      return SchedulerServer.start(
          settings.get(server), InetAddress.getLoopbackAddress().getHostAddress(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<InetSocketAddress> addresses() {
    return addresses;
  }

  SchedulerStats stats(int server) {
    return servers.get(server).stats();
  }

  void kill(int server) {
    servers.get(server).close();
  }

  void restart(int server) {
    servers.set(server, start(server, addresses.get(server).getPort()));
  }

  ManagedChannel channel(BalancedTargets targets) {
    return channel(targets.target(), targets::prepare);
  }

  ManagedChannel channel(String target, Consumer<ManagedChannelBuilder<?>> prepare) {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target).usePlaintext();
    prepare.accept(builder);
    ManagedChannel channel = builder.directExecutor().build();
    channels.add(channel);
    return channel;
  }

  /** A request under way. */
  record Pending(ClientCall<?, ?> call, CompletableFuture<Status> end) {
    Status status() {
      try {
        return end.get(BOUND_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError(e);
      }
    }
  }

  static Pending infer(ManagedChannel channel) {
    return infer(channel, CallOptions.DEFAULT);
  }

  static Pending infer(ManagedChannel channel, CallOptions options) {
    CompletableFuture<Status> end = new CompletableFuture<>();
    ClientCall<InferRequest, InferResponse> call =
        channel.newCall(SchedulerServiceGrpc.getInferMethod(), options);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(
        InferRequest.newBuilder()
            .setTier(1)
            .setModelName("resnet50")
            .addInputTensor(0.5f)
            .addInputShape(1)
            .build());
    call.halfClose();
    return new Pending(call, end);
  }

  /** Sends until every server has had a request: all are connected then. */
  static void connectAll(ManagedChannel channel, BalancedTargets targets) {
    until(
        "every server has had a request",
        () -> {
          infer(channel).status();
          return targets.sentByTarget().values().stream().allMatch(count -> count > 0);
        });
  }

  static void until(String what, BooleanSupplier condition) {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(BOUND_SECONDS)) {
        throw new AssertionError("not within " + BOUND_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(SchedulerServer::close);
  }
}
