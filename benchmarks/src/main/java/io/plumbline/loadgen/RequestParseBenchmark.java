package io.plumbline.loadgen;

import io.plumbline.proto.InferRequest;
import io.plumbline.proto.SchedulerServiceGrpc;
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
 * What does reading a request with a full tensor cost a server, by reader and form of delivery?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar RequestParseBenchmark -prof gc}; the floor,
 * {@code copyTensorFloor}, moves the tensor's bytes from one array to another.
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
public class RequestParseBenchmark {
  @Param public RequestDelivery delivery;

  private final InferRequestMarshaller bulk = new InferRequestMarshaller();
  private final InferDeadlineMarshaller deadlineOnly = new InferDeadlineMarshaller();
  private RequestDelivery.Message message;
  private byte[] bytes;
  private byte[] tensor;
  private byte[] copy;

  @Setup
  public void prepare() throws IOException {
    bytes = Inputs.message(Inputs.IMAGE).toByteArray();
    message = delivery.message(bytes);
    tensor = Inputs.wireTensor(Inputs.IMAGE);
    copy = new byte[tensor.length];

    Inputs.checkEqual("generated from array", parseGeneratedFromArray().toByteArray(), bytes);
    Inputs.checkEqual("generated from " + delivery, parseGenerated().toByteArray(), bytes);
    ReceivedRequest received = bulk.parse(message.open());
    Inputs.checkEqual("bulk from " + delivery, generated(received).toByteArray(), bytes);
    received.release();
    if (parseDeadline() != Inputs.DEADLINE_EPOCH_NANOS) {
      throw new IllegalStateException("another deadline from " + delivery + ": " + parseDeadline());
    }
  }

  /** All that was received, as the generated class holds it. */
  private static InferRequest generated(ReceivedRequest received) {
    InferRequest.Builder builder =
        InferRequest.newBuilder()
            .setTier(received.tier())
            .setDeadlineNs(received.deadlineNanos())
            .setModelName(received.modelName());
    for (int i = 0; i < received.tensorCount(); i++) {
      builder.addInputTensor(received.tensor()[i]);
    }
    for (int dimension : received.shape()) {
      builder.addInputShape(dimension);
    }
    return builder.build();
  }

  @Benchmark
  public byte[] copyTensorFloor() {
    System.arraycopy(tensor, 0, copy, 0, tensor.length);
    return copy;
  }

  /** The generated class, spared the stream. */
  @Benchmark
  public InferRequest parseGeneratedFromArray() throws IOException {
    return InferRequest.parseFrom(bytes);
  }

  /** The generated class, as gRPC reads it. */
  @Benchmark
  public InferRequest parseGenerated() throws IOException {
    return SchedulerServiceGrpc.getInferMethod().parseRequest(message.open());
  }

  @Benchmark
  public ReceivedRequest parseBulk() throws IOException {
    ReceivedRequest request = bulk.parse(message.open());
    request.release();
    return request;
  }

  @Benchmark
  public long parseDeadline() throws IOException {
    return deadlineOnly.parse(message.open());
  }
}
