package io.plumbline.loadgen;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Drainable;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferRequestTwin;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does writing a finished request as bytes cost, by form, number of values and destination?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar RequestSerializationBenchmark -p
 * floats=1,1000,150528,1505280 -p destination=HEAP_ARRAY,NETTY_DIRECT}; the floor, {@code
 * copyBytesFloor}, moves as many bytes from array to array. The {@code write...} methods do what
 * gRPC does with the stream that a marshaller gives it. Expect the generated message to cost a
 * multiple of the others, which copy. {@code -Dplumbline.inject=1.10} in the fork slows {@code
 * writeBulk} by that factor.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
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
public class RequestSerializationBenchmark {
  private static final MethodDescriptor.Marshaller<InferRequest> GENERATED =
      ProtoUtils.marshaller(InferRequest.getDefaultInstance());
  private static final MethodDescriptor.Marshaller<InferRequestTwin> TWIN =
      ProtoUtils.marshaller(InferRequestTwin.getDefaultInstance());

  @Param({"150528"})
  public int floats;

  private InferRequest message;
  private InferRequestTwin twin;
  private WireRequest wire;
  private byte[] from;
  private byte[] to;

  /** Only what writes to a destination is measured for each. */
  @State(Scope.Thread)
  public static class Output {
    @Param({"NETTY_DIRECT"})
    public WriteTarget destination;

    private WriteTarget.Sink sink;
    private Injection injection = new Injection(1);

    @Setup
    public void prepare(RequestSerializationBenchmark requests) throws IOException {
      sink = destination.open(requests.from.length);
      injection = Injection.ofThisJvm();
      checkCopy("generated", requests.generatedStream(), requests.from);
      checkCopy("twin", requests.twinStream(), requests.from);
      checkCopy("bulk", requests.bulkStream(), requests.from);
    }

    private void checkCopy(String form, Drainable stream, byte[] expected) throws IOException {
      sink.take(stream, expected.length);
      Inputs.checkEqual(form + " to " + destination, sink.taken(), expected);
    }
  }

  @Setup
  public void prepare() {
    Model model = Inputs.model(floats);
    message = Inputs.message(model);
    twin =
        InferRequestTwin.newBuilder()
            .setTier(Inputs.TIER)
            .setDeadlineNs(Inputs.DEADLINE_EPOCH_NANOS)
            .setModelName(model.name())
            .setInputTensor(UnsafeByteOperations.unsafeWrap(Inputs.wireTensor(model)))
            .addAllInputShape(model.shape())
            .build();
    wire = Inputs.wireRequest(model);
    from = message.toByteArray();
    to = new byte[from.length];
    Inputs.checkEqual("twin", twin.toByteArray(), from);
  }

  @Benchmark
  public byte[] copyBytesFloor() {
    System.arraycopy(from, 0, to, 0, from.length);
    return to;
  }

  @Benchmark
  public byte[] generatedToByteArray() {
    return message.toByteArray();
  }

  @Benchmark
  public byte[] twinToByteArray() {
    return twin.toByteArray();
  }

  @Benchmark
  public int writeGenerated(Output output) throws IOException {
    return output.sink.take(generatedStream(), from.length);
  }

  @Benchmark
  public int writeTwin(Output output) throws IOException {
    return output.sink.take(twinStream(), from.length);
  }

  @Benchmark
  public int writeBulk(Output output) throws IOException {
    int taken = 0;
    for (int i = output.injection.times(); i > 0; i--) {
      taken = output.sink.take(bulkStream(), from.length);
    }
    return taken;
  }

  private Drainable generatedStream() {
    return (Drainable) GENERATED.stream(message);
  }

  private Drainable twinStream() {
    return (Drainable) TWIN.stream(twin);
  }

  private Drainable bulkStream() {
    return new WireStream(wire, () -> {});
  }
}
