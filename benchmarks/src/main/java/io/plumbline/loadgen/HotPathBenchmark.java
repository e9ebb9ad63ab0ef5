package io.plumbline.loadgen;

import io.plumbline.proto.InferRequest;
import java.io.IOException;
import java.io.InputStream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a request cost from nothing to frames, tensor, message, deadline and encoding included,
 * done as is usual and done as well as we can?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar HotPathBenchmark -prof gc}. The usual is
 * JDK_RANDOM with ELEMENT_BY_ELEMENT or BOXED_LIST, ours is COUNTER with BULK; the two beside them
 * tell generator and encoding apart. The floor, {@code copyTensorFloor}, moves the tensor once.
 * Expect what ours allocates per request to grow with the frames, by a few bytes each, and not with
 * the values. Runs on a thread such as Netty's, where a call's frames are cut.
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
      ForkArgs.NO_LEAK_DETECTION,
      "-Djmh.executor=CUSTOM",
      "-Djmh.executor.class=io.plumbline.loadgen.EventLoopThreads"
    })
public class HotPathBenchmark {
  private static final long SLO_NANOS = 500_000_000;

  @Param({"150528"})
  public int floats;

  private Model model;
  private byte[] from;
  private byte[] to;

  /** The way that a request is made. */
  @State(Scope.Thread)
  public static class Way {
    @Param({"JDK_RANDOM", "COUNTER"})
    public TensorGenerator generator;

    @Param({"ELEMENT_BY_ELEMENT", "BULK"})
    public Encoding encoding;

    private final RunClock clock = RunClock.system();
    private RequestEncoder<?> encoder;
    private MessageFrames frames;
    private long tensorKey;

    @Setup
    public void prepare(HotPathBenchmark of) throws IOException {
      encoder = new PayloadSettings(encoding, generator).newEncoder(false);
      frames = new MessageFrames();
      byte[] encoded = encoded(encoder, of.model);
      InferRequest message = InferRequest.parseFrom(encoded);
      if (message.getInputTensorCount() != of.floats || message.getDeadlineNs() != 1) {
        throw new IllegalStateException(
            encoding + " made " + message.getInputTensorCount() + " values of " + of.floats);
      }
      long wireBytes = write(of.model, 1);
      if (wireBytes != MessageFrames.wireBytes(encoded.length)) {
        throw new IllegalStateException(
            encoded.length + " bytes became " + wireBytes + " bytes on the wire");
      }
    }

    private static <Q> byte[] encoded(RequestEncoder<Q> encoder, Model model) throws IOException {
      RequestEncoder.Unstamped<Q> request = encoder.prepare(Inputs.TIER, model, 0);
      byte[] bytes = Inputs.drain(encoder.method().streamRequest(request.stamp(1)));
      request.ended();
      return bytes;
    }

    private long write(Model model, long deadlineEpochNanos) throws IOException {
      return write(encoder, frames, model, tensorKey++, deadlineEpochNanos);
    }

    private static <Q> long write(
        RequestEncoder<Q> encoder,
        MessageFrames frames,
        Model model,
        long tensorKey,
        long deadlineEpochNanos)
        throws IOException {
      RequestEncoder.Unstamped<Q> request = encoder.prepare(Inputs.TIER, model, tensorKey);
      InputStream stream = encoder.method().streamRequest(request.stamp(deadlineEpochNanos));
      long wireBytes = frames.write(stream);
      request.ended();
      return wireBytes;
    }

    @TearDown
    public void close() {
      frames.close();
    }
  }

  @Setup
  public void prepare() {
    model = Inputs.model(floats);
    from = Inputs.wireTensor(model);
    to = new byte[from.length];
  }

  @Benchmark
  public byte[] copyTensorFloor() {
    System.arraycopy(from, 0, to, 0, from.length);
    return to;
  }

  @Benchmark
  public long request(Way way) throws IOException {
    return way.write(model, way.clock.epochNanos() + SLO_NANOS);
  }
}
