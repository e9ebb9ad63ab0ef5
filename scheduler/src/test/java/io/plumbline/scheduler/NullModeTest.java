package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.plumbline.loadgen.InferDeadlineMarshaller;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerServiceGrpc;
import io.plumbline.proto.SchedulerStats;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server that reads a request's deadline and nothing else. */
@Timeout(60)
class NullModeTest {

  private static final long DEADLINE = 1_700_000_000_123_456_789L;

  /** What a piece of a message writes. */
  private interface Part {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static Part deadline(long nanos) {
    return out -> out.writeInt64(2, nanos);
  }

  /** Field 4, packed, of a length that is no number of floats. */
  private static final Part GARBAGE_TENSOR = out -> out.writeByteArray(4, new byte[602_111]);

  private static final Part SHAPE = out -> out.writeByteArray(5, new byte[] {1, 3});

  private static final Part UNKNOWN_FIELDS =
      out -> {
        out.writeString(77, "from a newer client");
        out.writeFixed64(78, 1);
        out.writeTag(79, WireFormat.WIRETYPE_START_GROUP);
        out.writeInt64(2, 666); // A field of the group, not the request's deadline.
        out.writeTag(79, WireFormat.WIRETYPE_END_GROUP);
      };

  private static byte[] message(Part... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (Part part : parts) {
      part.writeTo(out);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static long parsed(byte[] message) {
    return new InferDeadlineMarshaller().parse(new ByteArrayInputStream(message));
  }

  @Test
  void marshaller_findsTheDeadlineInAnyOrder() throws IOException {
    assertThat(parsed(message(deadline(DEADLINE), GARBAGE_TENSOR, SHAPE))).isEqualTo(DEADLINE);
    assertThat(parsed(message(GARBAGE_TENSOR, SHAPE, deadline(DEADLINE)))).isEqualTo(DEADLINE);
    assertThat(parsed(message(UNKNOWN_FIELDS, deadline(DEADLINE), UNKNOWN_FIELDS)))
        .isEqualTo(DEADLINE);
  }

  @Test
  void marshaller_letsTheLastDeadlineWin() throws IOException {
    assertThat(parsed(message(deadline(1), GARBAGE_TENSOR, deadline(DEADLINE))))
        .isEqualTo(DEADLINE);
    assertThat(parsed(message(deadline(-1)))).isEqualTo(-1);
  }

  @Test
  void marshaller_readsAMissingDeadlineAsZero() throws IOException {
    assertThat(parsed(message())).isZero();
    assertThat(parsed(message(GARBAGE_TENSOR))).isZero();
  }

  @Test
  void marshaller_agreesWithProtobufOnARealRequest() {
    InferRequest request =
        InferRequest.newBuilder()
            .setTier(2)
            .setDeadlineNs(DEADLINE)
            .setModelName("vit")
            .addAllInputTensor(List.of(1f, 2f, 3f))
            .addAllInputShape(List.of(1, 3))
            .build();
    assertThat(parsed(request.toByteArray())).isEqualTo(DEADLINE);
  }

  @Test
  void marshaller_skipsTheTensorWithoutReadingIt() throws IOException {
    CountingStream stream = new CountingStream(message(GARBAGE_TENSOR, SHAPE, deadline(DEADLINE)));
    assertThat(new InferDeadlineMarshaller().parse(stream)).isEqualTo(DEADLINE);
    assertThat(stream.readBytes).isLessThan(200);
  }

  @Test
  void marshaller_refusesATruncatedMessage() throws IOException {
    byte[] whole = message(GARBAGE_TENSOR);
    assertThatThrownBy(() -> parsed(Arrays.copyOf(whole, whole.length - 1)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
              assertThat(e.getStatus().getDescription())
                  .isEqualTo("Invalid protobuf byte sequence");
            });
  }

  @Test
  void nullServer_echoesTheDeadlineOfARequestItDidNotRead()
      throws IOException, InterruptedException {
    try (SchedulerServer server =
            SchedulerServer.start(SchedulerSettings.nullServer(), "127.0.0.1", 0);
        Client client = new Client(server)) {
      for (byte[] request :
          List.of(
              message(deadline(DEADLINE), GARBAGE_TENSOR, SHAPE),
              message(UNKNOWN_FIELDS, SHAPE, GARBAGE_TENSOR, deadline(DEADLINE)))) {
        Client.Answer answer = client.send(RAW_INFER, request, CallOptions.DEFAULT).answer();
        assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
        assertThat(answer.responses())
            .containsExactly(
                InferResponse.newBuilder().setDeadlineNs(DEADLINE).setSuccess(true).build());
      }
      assertThat(server.drain(Duration.ofSeconds(30)))
          .isEqualTo(SchedulerStats.newBuilder().setReceived(2).setServed(2).build());
    }
  }

  @Test
  void nullServer_isHealthyAndReflected() throws IOException {
    try (SchedulerServer server =
            SchedulerServer.start(SchedulerSettings.nullServer(), "127.0.0.1", 0);
        Client client = new Client(server)) {
      assertThat(
              HealthGrpc.newBlockingStub(client.channel)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
      assertThat(SchedulerServerTest.reflectedServices(client))
          .contains("scheduler.SchedulerService");
    }
  }

  private static final MethodDescriptor<byte[], InferResponse> RAW_INFER =
      SchedulerServiceGrpc.getInferMethod().toBuilder(
              new MethodDescriptor.Marshaller<byte[]>() {
                @Override
                public InputStream stream(byte[] value) {
                  return new ByteArrayInputStream(value);
                }

                @Override
                public byte[] parse(InputStream stream) {
                  throw new UnsupportedOperationException();
                }
              },
              SchedulerServiceGrpc.getInferMethod().getResponseMarshaller())
          .build();

  /** Counts the bytes that were read rather than skipped. */
  private static final class CountingStream extends ByteArrayInputStream {
    long readBytes;

    CountingStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read() {
      readBytes++;
      return super.read();
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      int count = super.read(into, offset, length);
      readBytes += Math.max(0, count);
      return count;
    }
  }
}
