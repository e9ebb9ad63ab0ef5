package io.plumbline.loadgen;

import io.plumbline.proto.InferRequest;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
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
 * {@code copyTensor}, moves the tensor's bytes from one array to another.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RequestParseBenchmark {
  private static final Model MODEL = new Model("resnet50", List.of(1, 3, 224, 224));
  private static final long DEADLINE = 1_790_000_000_123_456_789L;

  @Param public RequestDelivery delivery;

  private final InferRequestMarshaller bulk = new InferRequestMarshaller();
  private final InferDeadlineMarshaller deadlineOnly = new InferDeadlineMarshaller();
  private RequestDelivery.Message message;
  private byte[] bytes;
  private byte[] tensor;
  private byte[] copy;

  @Setup
  public void prepare() {
    WireRequest request =
        WireRequest.prepare(
            new byte[new WireLayout(MODEL).capacityBytes()],
            1,
            new WireLayout(MODEL),
            TensorGenerator.COUNTER.newFiller(),
            7);
    request.stamp(DEADLINE);
    bytes = Arrays.copyOfRange(request.bytes(), request.start(), request.end());
    message = delivery.message(bytes);
    tensor = new byte[Float.BYTES * MODEL.elementCount()];
    copy = new byte[tensor.length];

    InferRequest expected = parseGenerated();
    ReceivedRequest received = bulk.parse(message.open());
    boolean equal =
        received.deadlineNanos() == DEADLINE
            && received.tensorCount() == expected.getInputTensorCount()
            && parseDeadline() == DEADLINE;
    for (int i = 0; equal && i < received.tensorCount(); i++) {
      equal = received.tensor()[i] == expected.getInputTensor(i);
    }
    if (!equal) {
      throw new IllegalStateException("the readers do not agree on " + delivery);
    }
    received.release();
  }

  @Benchmark
  public byte[] copyTensor() {
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
  public InferRequest parseGenerated() {
    return SchedulerServiceGrpc.getInferMethod().parseRequest(message.open());
  }

  @Benchmark
  public ReceivedRequest parseBulk() {
    ReceivedRequest request = bulk.parse(message.open());
    request.release();
    return request;
  }

  @Benchmark
  public long parseDeadline() {
    return deadlineOnly.parse(message.open());
  }
}
