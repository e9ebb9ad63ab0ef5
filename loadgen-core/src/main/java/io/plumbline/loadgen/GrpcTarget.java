package io.plumbline.loadgen;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.plumbline.proto.InferResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends over Netty or in-process what was encoded ahead, the way the generated async stub does.
 *
 * <p>Answers are taken on the transport's own threads, so that no hand-over delays the stamp.
 * Retries are off unless asked for: a retried call hides a failure. Thread-safe.
 */
public final class GrpcTarget implements Target {
  private static final long CLOSE_SECONDS = 5;

  /** Beyond 30 days gRPC never lets a channel go idle; a run should not pay for reconnecting. */
  private static final long NEVER_IDLE_DAYS = 31;

  private final String name;
  private final RequestEncoder<?> encoder;
  private final List<ManagedChannel> channels;
  private final long rpcTimeoutNanos;
  private final Runnable afterClose;
  private final @Nullable CallRouting routing;

  private GrpcTarget(
      String name,
      PayloadSettings payload,
      ChannelSettings settings,
      Supplier<? extends ManagedChannelBuilder<?>> builders,
      Runnable afterClose,
      @Nullable CallRouting routing) {
    this.name = name;
    this.routing = routing;
    this.encoder = payload.newEncoder(settings.retries());
    this.afterClose = afterClose;
    this.rpcTimeoutNanos = settings.rpcTimeout().toNanos();
    this.channels = new ArrayList<>();
    for (int i = 0; i < settings.channels(); i++) {
      ManagedChannelBuilder<?> builder =
          builders.get().directExecutor().idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS);
      if (routing != null) {
        routing.prepare(builder);
      }
      channels.add((settings.retries() ? builder.enableRetry() : builder.disableRetry()).build());
    }
  }

  /** A scheduler behind plaintext HTTP/2. */
  public static GrpcTarget netty(
      String host, int port, PayloadSettings payload, ChannelSettings settings) {
    return netty(
        host + ":" + port,
        () -> NettyChannelBuilder.forAddress(host, port),
        payload,
        settings,
        null);
  }

  /**
   * Schedulers behind plaintext HTTP/2; each channel chooses anew for every call.
   *
   * @param name as failures call them
   */
  public static GrpcTarget netty(
      String name, CallRouting routing, PayloadSettings payload, ChannelSettings settings) {
    return netty(
        name, () -> NettyChannelBuilder.forTarget(routing.target()), payload, settings, routing);
  }

  private static GrpcTarget netty(
      String name,
      Supplier<NettyChannelBuilder> builders,
      PayloadSettings payload,
      ChannelSettings settings,
      @Nullable CallRouting routing) {
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoops(),
            new DefaultThreadFactory("plumbline-io", true),
            settings.transport().handler());
    ByteBufAllocator allocator = LargeMessages.allocator(settings.eventLoops() + 1);
    return new GrpcTarget(
        name,
        payload,
        settings,
        () ->
            builders
                .get()
                .usePlaintext()
                .eventLoopGroup(eventLoops)
                .withOption(ChannelOption.ALLOCATOR, allocator)
                .withOption(
                    ChannelOption.WRITE_BUFFER_WATER_MARK,
                    ChannelSettings.waterMark(settings.writeBufferBytes()))
                .channelType(settings.transport().client()),
        () ->
            eventLoops
                .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS),
        routing);
  }

  /** A scheduler in this process, by the name it was started with; there are no event loops. */
  public static GrpcTarget inProcess(
      String serverName, PayloadSettings payload, ChannelSettings settings) {
    return new GrpcTarget(
        "in-process:" + serverName,
        payload,
        settings,
        () -> InProcessChannelBuilder.forName(serverName),
        () -> {},
        null);
  }

  @Override
  public Prepared prepare(int classIndex, RequestClass requestClass, Model model, long tensorKey) {
    Channel channel = channels.get(channel(classIndex));
    return prepare(
        encoder,
        channel,
        rpcTimeoutNanos,
        requestClass.tier(),
        model,
        tensorKey,
        told(requestClass, model));
  }

  private UnaryOperator<CallOptions> told(RequestClass requestClass, Model model) {
    CallRouting chooses = routing;
    return chooses == null
        ? UnaryOperator.identity()
        : call -> chooses.tell(call, requestClass.tier(), requestClass.sloNanos(), model.name());
  }

  /** A call of an encoder's request on a channel. */
  static <Q> Prepared prepare(
      RequestEncoder<Q> encoder,
      Channel channel,
      long rpcTimeoutNanos,
      int tier,
      Model model,
      long tensorKey) {
    return prepare(
        encoder, channel, rpcTimeoutNanos, tier, model, tensorKey, UnaryOperator.identity());
  }

  private static <Q> Prepared prepare(
      RequestEncoder<Q> encoder,
      Channel channel,
      long rpcTimeoutNanos,
      int tier,
      Model model,
      long tensorKey,
      UnaryOperator<CallOptions> told) {
    return new PreparedCall<>(
        encoder, channel, rpcTimeoutNanos, encoder.prepare(tier, model, tensorKey), told);
  }

  /** One call, which is made when it is sent. */
  private static final class PreparedCall<Q> implements Prepared {
    private final RequestEncoder<Q> encoder;
    private final Channel channel;
    private final long rpcTimeoutNanos;
    private final RequestEncoder.Unstamped<Q> request;
    private final UnaryOperator<CallOptions> told;
    private volatile @Nullable ClientCall<Q, InferResponse> call;

    PreparedCall(
        RequestEncoder<Q> encoder,
        Channel channel,
        long rpcTimeoutNanos,
        RequestEncoder.Unstamped<Q> request,
        UnaryOperator<CallOptions> told) {
      this.encoder = encoder;
      this.channel = channel;
      this.rpcTimeoutNanos = rpcTimeoutNanos;
      this.request = request;
      this.told = told;
    }

    @Override
    public void send(long deadlineEpochNanos, Reply reply) {
      ClientCall<Q, InferResponse> made =
          ServerTimes.telling(
              reply,
              channel.newCall(
                  encoder.method(),
                  told.apply(
                      CallOptions.DEFAULT.withDeadlineAfter(
                          rpcTimeoutNanos, TimeUnit.NANOSECONDS))));
      call = made;
      ClientCalls.asyncUnaryCall(
          made, request.stamp(deadlineEpochNanos), new Answer(deadlineEpochNanos, request, reply));
    }

    @Override
    public void discard() {
      request.ended();
    }

    @Override
    public void cancel() {
      ClientCall<Q, InferResponse> made = call;
      if (made != null) {
        made.cancel("cancelled as planned", null);
      }
    }
  }

  @Override
  public long payloadBytes(Model model) {
    return encoder.heldBytes(model);
  }

  @Override
  public int channel(int classIndex) {
    return classIndex % channels.size();
  }

  @Override
  public void connect(Duration timeout) throws IOException, InterruptedException {
    long giveUpAtNanos = System.nanoTime() + timeout.toNanos();
    for (ManagedChannel channel : channels) {
      for (ConnectivityState state = channel.getState(true);
          state != ConnectivityState.READY;
          state = channel.getState(true)) {
        CountDownLatch changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        if (!changed.await(giveUpAtNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new IOException(
              "scheduler "
                  + name
                  + " is unreachable: no connection within "
                  + timeout.toMillis()
                  + " ms");
        }
      }
    }
    CallRouting chooses = routing;
    if (chooses != null) {
      chooses.awaitConnected(timeout.toNanos());
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    boolean interrupted = false;
    for (ManagedChannel channel : channels) {
      try {
        channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    afterClose.run();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the one response and the status after it; the last of the two ends the request. */
  private static final class Answer implements StreamObserver<InferResponse> {
    private final long deadlineEpochNanos;
    private final RequestEncoder.Unstamped<?> request;
    private final Target.Reply reply;
    private RequestStatus status = RequestStatus.INTERNAL;
    private String message = "the call ended without a response";

    Answer(long deadlineEpochNanos, RequestEncoder.Unstamped<?> request, Target.Reply reply) {
      this.deadlineEpochNanos = deadlineEpochNanos;
      this.request = request;
      this.reply = reply;
    }

    @Override
    public void onNext(InferResponse response) {
      if (!response.getSuccess()) {
        status = RequestStatus.REJECTED;
        message = response.getMessage();
      } else if (response.getDeadlineNs() != deadlineEpochNanos) {
        status = RequestStatus.BAD_ECHO;
        // The numbers differ in every request; one message keeps them in one group.
        message = "deadline_ns came back changed";
      } else {
        status = RequestStatus.OK;
        message = "";
      }
    }

    @Override
    public void onError(Throwable failure) {
      request.ended();
      Status grpc = Status.fromThrowable(failure);
      String description = grpc.getDescription();
      reply.done(RequestStatus.of(grpc.getCode()), description == null ? "" : description);
    }

    @Override
    public void onCompleted() {
      request.ended();
      reply.done(status, message);
    }
  }
}
