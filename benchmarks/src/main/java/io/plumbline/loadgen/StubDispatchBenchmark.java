package io.plumbline.loadgen;

import io.plumbline.proto.InferResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a call cost from hand-over to answer, by stub, transport, TLS, executor and size: how
 * long does one take alone, and how many per second with several outstanding?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar StubDispatchBenchmark} runs the base alone;
 * widen it factor by factor, {@code -p transport=NIO,EPOLL -p size=SMALL,TENSOR}. All factors
 * together are 960 combinations; {@link Suite#quick} varies one at a time. Client, server and
 * network share the machine. The request is encoded ahead, so that encoding is one copy; the
 * scheduler answers at once and unread. The floor, {@code echoByteFloor}, is a byte to another
 * thread and back over a TCP connection, without gRPC. What a machine does not have fails with a
 * message that says so.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {
      ForkArgs.MIN_HEAP,
      ForkArgs.MAX_HEAP,
      ForkArgs.TOUCHED,
      ForkArgs.NO_LEAK_DETECTION
    })
public class StubDispatchBenchmark {

  /** A connection and what is sent over it. */
  @State(Scope.Benchmark)
  public static class Caller {
    @Param({"ASYNC"})
    public DispatchStyle style;

    @Param({"NIO"})
    public CallTransport transport;

    @Param({"PLAINTEXT"})
    public Tls tls;

    @Param({"DIRECT"})
    public CallExecutor executor;

    @Param({"SMALL"})
    public MessageSize size;

    private Connection connection;
    private WireRequest request;

    @Setup
    public void connect() throws IOException, InterruptedException, ExecutionException {
      Stream.of(
              transport.whyNot(),
              tls.whyNot(),
              executor.whyNot(Runtime.version().feature()),
              whyNotTogether(transport, tls))
          .flatMap(Optional::stream)
          .findFirst()
          .ifPresent(
              reason -> {
                throw new IllegalStateException("skipped: " + reason);
              });
      request = size.request();
      connection = new Connection(transport, tls, executor);
      InferResponse response = style.call(connection, request);
      if (!response.getSuccess() || response.getDeadlineNs() != Inputs.DEADLINE_EPOCH_NANOS) {
        throw new IllegalStateException("the scheduler must echo the deadline: " + response);
      }
    }

    @TearDown
    public void disconnect() {
      connection.close();
    }
  }

  /** How many calls may be outstanding at once. */
  @State(Scope.Benchmark)
  public static class Window {
    @Param({"8"})
    public int outstanding;

    private Semaphore free;
    private volatile @Nullable Throwable failure;

    @Setup
    public void open() {
      free = new Semaphore(outstanding);
    }

    private void ended(@Nullable InferResponse response, @Nullable Throwable failed) {
      if (failed != null) {
        failure = failed;
      }
      free.release();
    }

    /** What is still out belongs to the iteration that sent it. */
    @TearDown(Level.Iteration)
    public void drain() throws InterruptedException {
      free.acquire(outstanding);
      free.release(outstanding);
      if (failure != null) {
        throw new IllegalStateException("a call failed", failure);
      }
    }
  }

  /** The other end of a socket, on a thread of its own. */
  @State(Scope.Thread)
  public static class Echo {
    private ServerSocket listener;
    private Socket socket;

    @Setup
    public void connect() throws IOException {
      listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread echo = new Thread(this::serve, "echo");
      echo.setDaemon(true);
      echo.start();
      socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
      socket.setTcpNoDelay(true);
      if (roundTrip(42) != 42) {
        throw new IllegalStateException("the echo must answer what it was sent");
      }
    }

    private void serve() {
      try (Socket accepted = listener.accept()) {
        accepted.setTcpNoDelay(true);
        accepted.getInputStream().transferTo(accepted.getOutputStream());
      } catch (IOException e) {
        throw new UncheckedIOException("the echo broke", e);
      }
    }

    private int roundTrip(int value) throws IOException {
      socket.getOutputStream().write(value);
      return socket.getInputStream().read();
    }

    @TearDown
    public void disconnect() throws IOException {
      socket.close();
      listener.close();
    }
  }

  @Benchmark
  public int echoByteFloor(Echo echo) throws IOException {
    return echo.roundTrip(42);
  }

  /** One call outstanding: its time. */
  @Benchmark
  public InferResponse latency(Caller caller) throws InterruptedException, ExecutionException {
    return caller.style.call(caller.connection, caller.request);
  }

  /**
   * One call started as soon as fewer than the allowed number are outstanding: calls per second.
   */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public Future<InferResponse> throughput(Caller caller, Window window)
      throws InterruptedException {
    window.free.acquire();
    CompletableFuture<InferResponse> answer = new CompletableFuture<>();
    Future<InferResponse> ended = answer.whenComplete(window::ended);
    caller.style.start(caller.connection, caller.request, answer);
    return ended;
  }

  static Optional<String> whyNotTogether(CallTransport transport, Tls tls) {
    return transport == CallTransport.IN_PROCESS && tls != Tls.PLAINTEXT
        ? Optional.of("in-process calls have no wire that " + tls + " could protect")
        : Optional.empty();
  }
}
