package io.plumbline.loadgen;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One channel to a null scheduler in this process, each with one event loop, set up as a run sets
 * up its own. Thread-safe.
 */
final class Connection implements AutoCloseable {
  /**
   * Sends the same bytes as often as asked to; gRPC has copied them when the call is on its way.
   */
  static final MethodDescriptor<WireRequest, InferResponse> METHOD =
      SchedulerServiceGrpc.getInferMethod().toBuilder(
              new WireMarshaller(), SchedulerServiceGrpc.getInferMethod().getResponseMarshaller())
          .build();

  private static final long RPC_TIMEOUT_SECONDS = 5;
  private static final long CLOSE_SECONDS = 5;

  /** io_uring closes its sockets a little after it was told to. */
  private static final long QUIET_MILLIS = 20;

  private final List<Runnable> closers = new ArrayList<>();
  private final ManagedChannel channel;
  private final ExecutorService callers = Executors.newCachedThreadPool();

  Connection(CallTransport transport, Tls tls, CallExecutor callExecutor) throws IOException {
    Executor executor = callExecutor.open();
    if (executor instanceof ExecutorService service) {
      closers.add(service::shutdownNow);
    }
    closers.add(callers::shutdownNow);
    ManagedChannelBuilder<?> builder =
        transport == CallTransport.IN_PROCESS ? inProcess() : sockets(transport, tls);
    this.channel = builder.executor(executor).disableRetry().build();
    closers.add(this::closeChannel);
  }

  private ManagedChannelBuilder<?> inProcess() throws IOException {
    String name = "plumbline-" + UUID.randomUUID();
    serve(InProcessServerBuilder.forName(name));
    return InProcessChannelBuilder.forName(name);
  }

  private ManagedChannelBuilder<?> sockets(CallTransport transport, Tls tls) throws IOException {
    CallTransport.Sockets sockets = transport.sockets();
    SocketAddress address = transport.anyAddress();
    EventLoopGroup serverLoop = eventLoop(sockets);
    NettyServerBuilder serverBuilder =
        NettyServerBuilder.forAddress(address)
            .bossEventLoopGroup(serverLoop)
            .workerEventLoopGroup(serverLoop)
            .channelType(sockets.server())
            .withChildOption(ChannelOption.ALLOCATOR, LargeMessages.allocator(1));
    if (tls != Tls.PLAINTEXT) {
      serverBuilder.sslContext(tls.serverContext());
    }
    int port = serve(serverBuilder).port();
    if (address instanceof InetSocketAddress inet) {
      address = new InetSocketAddress(inet.getAddress(), port);
    }
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address)
            // As in the certificate.
            .overrideAuthority("localhost")
            .eventLoopGroup(eventLoop(sockets))
            .channelType(sockets.client())
            .withOption(ChannelOption.ALLOCATOR, LargeMessages.allocator(2))
            .withOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                ChannelSettings.waterMark(ChannelSettings.DEFAULT_WRITE_BUFFER_BYTES));
    return tls == Tls.PLAINTEXT ? builder.usePlaintext() : builder.sslContext(tls.clientContext());
  }

  private SchedulerServer serve(ServerBuilder<?> builder) throws IOException {
    SchedulerServer server = SchedulerServer.start(SchedulerSettings.nullServer(), builder);
    closers.add(server::close);
    return server;
  }

  private EventLoopGroup eventLoop(CallTransport.Sockets sockets) {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, sockets.handler());
    closers.add(
        () ->
            loop.shutdownGracefully(
                    QUIET_MILLIS, TimeUnit.SECONDS.toMillis(CLOSE_SECONDS), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly());
    return loop;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Made for each call, because a deadline counts from its making. */
  CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(RPC_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** Threads for those who wait for their answers. */
  Executor callers() {
    return callers;
  }

  @Override
  public void close() {
    // Last opened, first closed: no callback meets an executor that is gone.
    Collections.reverse(closers);
    closers.forEach(Runnable::run);
  }

  private void closeChannel() {
    try {
      channel.shutdownNow().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class WireMarshaller implements MethodDescriptor.Marshaller<WireRequest> {
    @Override
    public InputStream stream(WireRequest request) {
      return new WireStream(request, () -> {});
    }

    @Override
    public WireRequest parse(InputStream stream) {
      throw new UnsupportedOperationException("a client does not parse requests");
    }
  }
}
