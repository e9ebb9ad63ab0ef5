package io.plumbline.scheduler;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.plumbline.loadgen.LargeMessages;
import io.plumbline.loadgen.ServerTimes;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.proto.SchedulerStats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A running reference scheduler: {@code scheduler.SchedulerService} on a port, with its counters,
 * health and reflection beside it.
 *
 * <table>
 * <caption>How a call of {@code Infer} ends</caption>
 * <tr><th>status</th><th>when</th><th>trailers</th></tr>
 * <tr><td>OK, {@code success}, {@code deadline_ns} echoed</td><td>served</td>
 *     <td>{@link ServerTimes#QUEUED_NANOS}, {@link ServerTimes#SERVED_NANOS}</td></tr>
 * <tr><td>INVALID_ARGUMENT, naming the value</td><td>it could not be inferred at all</td>
 *     <td></td></tr>
 * <tr><td>RESOURCE_EXHAUSTED, naming the capacity</td><td>the queue was full</td><td></td></tr>
 * <tr><td>DEADLINE_EXCEEDED, naming how late</td><td>{@code deadline_ns} had passed when service
 *     would have begun</td><td>{@link ServerTimes#QUEUED_NANOS}</td></tr>
 * </table>
 *
 * <p>With {@link SchedulerSettings#loadReports()} every answer that a queue stands behind, and
 * every answer of {@code GetStats}, carries {@link LoadReports#TRAILER} as well.
 *
 * <p>A call that its client gives up, or whose RPC deadline passes, leaves the queue. The null mode
 * of {@link SchedulerSettings} only ever answers OK, without trailers.
 *
 * <p>Thread-safe. Its threads are daemons: a program that should live while it serves waits in
 * {@link #awaitTermination()}.
 */
public final class SchedulerServer implements AutoCloseable {

  /** Hears of every valid request, once it has entered; called by any thread. */
  public interface EntryListener {

    /**
     * A request has entered.
     *
     * @param deadlineEpochNanos what the request came with
     * @param sequence its place in the order of entry; unique
     */
    void entered(long deadlineEpochNanos, long sequence);
  }

  private static final int MAX_REQUEST_BYTES = 64 << 20;

  private final Server server;
  private final Backend backend;
  private final HealthStatusManager health;
  private final OpenCalls openCalls;
  private final Runnable afterStop;

  private SchedulerServer(
      Server server,
      Backend backend,
      HealthStatusManager health,
      OpenCalls openCalls,
      Runnable afterStop) {
    this.server = server;
    this.backend = backend;
    this.health = health;
    this.openCalls = openCalls;
    this.afterStop = afterStop;
  }

  /**
   * Listens in plaintext and serves from the moment this returns.
   *
   * @param host the local address to listen on, by name or number
   * @param port 0 for any free one, which {@link #port()} tells
   * @throws IOException if the address is unknown or taken
   */
  public static SchedulerServer start(SchedulerSettings settings, String host, int port)
      throws IOException {
    return start(
        backend(settings), new InetSocketAddress(host, port), InsecureServerCredentials.create());
  }

  /**
   * The same, telling in which order requests enter.
   *
   * @throws IllegalArgumentException if the settings ask for the null mode, which has no order
   */
  public static SchedulerServer start(
      SchedulerSettings settings, String host, int port, EntryListener entries) throws IOException {
    if (settings.nullMode()) {
      throw new IllegalArgumentException("the null mode has no order of entry");
    }
    SchedulerClock clock = SchedulerClock.system();
    return start(
        new QueueingBackend(settings, clock, new TimerThread(clock), entries),
        new InetSocketAddress(host, port),
        InsecureServerCredentials.create());
  }

  /**
   * Serves callers in this process, who find it by {@code name}; it has no port.
   *
   * @throws IOException if the name is taken
   */
  public static SchedulerServer startInProcess(SchedulerSettings settings, String name)
      throws IOException {
    return start(settings, InProcessServerBuilder.forName(name));
  }

  /**
   * Listens where and how a builder says, which has everything but services.
   *
   * @throws IOException if the address is unknown or taken
   */
  public static SchedulerServer start(SchedulerSettings settings, ServerBuilder<?> builder)
      throws IOException {
    return start(backend(settings), builder, () -> {});
  }

  private static Backend backend(SchedulerSettings settings) {
    SchedulerClock clock = SchedulerClock.system();
    return settings.nullMode()
        ? new NullBackend()
        : new QueueingBackend(settings, clock, new TimerThread(clock));
  }

  /** The same with everything handed in; the backend is closed when the server stops. */
  static SchedulerServer start(
      Backend backend, InetSocketAddress address, ServerCredentials credentials)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("unknown host: " + address.getHostString());
    }
    int eventLoops = Runtime.getRuntime().availableProcessors();
    // Named, because gRPC's own choice depends on which natives are on the class path.
    EventLoopGroup threads =
        new MultiThreadIoEventLoopGroup(
            eventLoops,
            new DefaultThreadFactory("plumbline-scheduler-io", true),
            NioIoHandler.newFactory());
    return start(
        backend,
        NettyServerBuilder.forAddress(address, credentials)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(threads)
            .workerEventLoopGroup(threads)
            .withChildOption(ChannelOption.ALLOCATOR, LargeMessages.allocator(eventLoops)),
        () -> {
          var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
  }

  private static SchedulerServer start(
      Backend backend, ServerBuilder<?> builder, Runnable afterStop) throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(SchedulerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    OpenCalls openCalls = new OpenCalls(SchedulerServiceGrpc.getInferMethod().getFullMethodName());
    builder
        .maxInboundMessageSize(MAX_REQUEST_BYTES)
        .addStreamTracerFactory(openCalls)
        .addService(ServerInterceptors.intercept(new StatsService(backend), new ResponseTrailers()))
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance());
    backend.installOn(builder);
    try {
      return new SchedulerServer(builder.build().start(), backend, health, openCalls, afterStop);
    } catch (IOException e) {
      backend.close();
      afterStop.run();
      throw e;
    }
  }

  /** The port that it listens on; -1 if its address has none. */
  public int port() {
    return server.getPort();
  }

  /**
   * The counters at this instant; {@code scheduler_stats.proto} has their identity. The null mode
   * counts {@code received} and {@code served} only.
   */
  public SchedulerStats stats() {
    return backend.stats();
  }

  /** The same counters as one line of {@code name=value} pairs. */
  public String describeStats() {
    SchedulerStats stats = stats();
    return SchedulerStats.getDescriptor().getFields().stream()
        .map(field -> field.getName() + "=" + stats.getField(field))
        .collect(Collectors.joining(" "));
  }

  /**
   * Stops for good: reports NOT_SERVING, takes no new connection or call, lets the calls that are
   * queued or in service finish, and cuts off what is left after the limit.
   *
   * @return the final counters; what was cut off is among the cancelled
   * @throws IllegalArgumentException if the limit is negative
   * @throws InterruptedException if interrupted while waiting; {@link #close()} is then still due
   */
  public SchedulerStats drain(Duration limit) throws InterruptedException {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("limit must not be negative: " + limit);
    }
    if (!server.isShutdown()) {
      health.enterTerminalState(); // Complains of a second time.
    }
    server.shutdown();
    openCalls.awaitNone(TimeUnit.NANOSECONDS.convert(limit));
    stop();
    return stats();
  }

  /** Waits until the server has been drained or closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Stops for good and at once; harmless after a drain. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      backend.close();
      Thread.currentThread().interrupt();
    }
  }

  private void stop() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination();
    backend.close();
    afterStop.run();
  }
}
