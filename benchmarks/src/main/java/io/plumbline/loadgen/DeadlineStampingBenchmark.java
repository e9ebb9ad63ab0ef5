package io.plumbline.loadgen;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.plumbline.proto.InferRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does giving a request its deadline cost: reading a clock, writing it into the request,
 * telling gRPC, and keeping a timer?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar DeadlineStampingBenchmark}; the floor,
 * {@code nanoTimeFloor}, is the cheapest clock there is. Timers are set for later than any request
 * waits and cancelled at once, as those of answered calls are; what the timer's own thread does
 * about it shows only as far as it holds the caller up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class DeadlineStampingBenchmark {
  private static final long TIMEOUT_SECONDS = 5;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private WireRequest wire;
  private InferRequest.Builder builder;
  private long anchorNanos;
  private long deadlineEpochNanos;

  /** Threads that keep timers; only what uses them starts them. */
  @State(Scope.Thread)
  public static class Timers {
    private ScheduledThreadPoolExecutor jdk;
    private EventLoopGroup eventLoop;

    @Setup
    public void start() {
      jdk = new ScheduledThreadPoolExecutor(1);
      jdk.setRemoveOnCancelPolicy(true);
      eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    @TearDown
    public void stop() {
      jdk.shutdownNow();
      eventLoop.shutdownGracefully(0, TIMEOUT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Setup
  public void prepare() throws IOException {
    wire = Inputs.wireRequest(Inputs.IMAGE);
    builder = Inputs.message(Inputs.IMAGE).toBuilder();
    anchorNanos = epochNanos(Instant.now()) - System.nanoTime();
    deadlineEpochNanos = epochNanos(Instant.now());
    wire.stamp(deadlineEpochNanos);
    Inputs.checkEqual(
        "patched request",
        Inputs.drain(new WireStream(wire, () -> {})),
        builder.setDeadlineNs(deadlineEpochNanos).build().toByteArray());
    long apartNanos = Math.abs(anchoredNanoTime() - instantNow());
    if (apartNanos > SECOND_NANOS) {
      throw new IllegalStateException("clocks must agree within 1 s: " + apartNanos + " ns apart");
    }
  }

  private static long epochNanos(Instant instant) {
    return instant.getEpochSecond() * SECOND_NANOS + instant.getNano();
  }

  @Benchmark
  public long nanoTimeFloor() {
    return System.nanoTime();
  }

  @Benchmark
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Benchmark
  public long instantNow() {
    return epochNanos(Instant.now());
  }

  /** Cheaper than the wall clock, and drifts from it. */
  @Benchmark
  public long anchoredNanoTime() {
    return anchorNanos + System.nanoTime();
  }

  /** The clock that a run uses. */
  @Benchmark
  public long runClock() {
    return RunClock.system().epochNanos();
  }

  @Benchmark
  public WireRequest patchPrepared() {
    wire.stamp(deadlineEpochNanos++);
    return wire;
  }

  @Benchmark
  public InferRequest setAndBuild() {
    return builder.setDeadlineNs(deadlineEpochNanos++).build();
  }

  @Benchmark
  public CallOptions withDeadlineAfter() {
    return CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Benchmark
  public boolean contextDeadline(Timers timers) {
    return Context.current()
        .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS, timers.jdk)
        .cancel(null);
  }

  @Benchmark
  public boolean jdkTimer(Timers timers) {
    Future<?> timer = timers.jdk.schedule(() -> {}, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    return timer.cancel(false);
  }

  @Benchmark
  public boolean eventLoopTimer(Timers timers) {
    Future<?> timer = timers.eventLoop.schedule(() -> {}, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    return timer.cancel(false);
  }
}
