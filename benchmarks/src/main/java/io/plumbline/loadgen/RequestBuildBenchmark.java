package io.plumbline.loadgen;

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
 * What does making a request of a tensor that already exists cost, by encoding?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar RequestBuildBenchmark -prof gc}; what is
 * measured is the encoder that a run uses, with a generator that only copies, up to the finished
 * and stamped request. The floor, {@code copyTensorFloor}, is that copy; expect ours and the bytes
 * twin near it, and the generated message's forms to follow the number of values.
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
public class RequestBuildBenchmark {
  private byte[] from;
  private byte[] to;

  /** The floor makes no request, so it is run once and not for each encoding. */
  @State(Scope.Thread)
  public static class Making {
    @Param public Encoding encoding;

    private RequestEncoder<?> encoder;

    @Setup
    public void prepare() throws IOException {
      encoder = encoding.newEncoder(() -> new CopyingFiller(Inputs.IMAGE), false);
      byte[] expected = Inputs.message(Inputs.IMAGE).toByteArray();
      // The second request may be made of what the first one left.
      Inputs.checkEqual(encoding + ", first", encoded(encoder), expected);
      Inputs.checkEqual(encoding + ", second", encoded(encoder), expected);
    }
  }

  @Setup
  public void prepare() {
    from = Inputs.wireTensor(Inputs.IMAGE);
    to = new byte[from.length];
  }

  private static <Q> byte[] encoded(RequestEncoder<Q> encoder) throws IOException {
    RequestEncoder.Unstamped<Q> request =
        encoder.prepare(Inputs.TIER, Inputs.IMAGE, Inputs.TENSOR_KEY);
    byte[] bytes =
        Inputs.drain(encoder.method().streamRequest(request.stamp(Inputs.DEADLINE_EPOCH_NANOS)));
    request.ended();
    return bytes;
  }

  @Benchmark
  public byte[] copyTensorFloor() {
    System.arraycopy(from, 0, to, 0, from.length);
    return to;
  }

  @Benchmark
  public Object build(Making making) {
    return build(making.encoder);
  }

  private static <Q> Q build(RequestEncoder<Q> encoder) {
    RequestEncoder.Unstamped<Q> request =
        encoder.prepare(Inputs.TIER, Inputs.IMAGE, Inputs.TENSOR_KEY);
    Q built = request.stamp(Inputs.DEADLINE_EPOCH_NANOS);
    request.ended();
    return built;
  }
}
