package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.sun.management.ThreadMXBean;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.internal.CompositeReadableBuffer;
import io.grpc.internal.ReadableBuffers;
import io.plumbline.proto.InferRequest;
import io.plumbline.proto.SchedulerServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two readers for servers against the generated class, over all that the wire allows. */
class InferRequestMarshallerTest {
  private static final int MESSAGES = 3000;
  private static final int MUTATIONS_PER_MESSAGE = 8;

  /** The ways in which a message may reach a marshaller. */
  enum Delivery {
    ONE_ARRAY {
      @Override
      InputStream stream(byte[] message, SplittableRandom random) {
        return new ByteArrayInputStream(message);
      }
    },
    /** As gRPC delivers what was compressed. */
    UNKNOWN_LENGTH {
      @Override
      InputStream stream(byte[] message, SplittableRandom random) {
        return new FilterInputStream(new ByteArrayInputStream(message)) {};
      }
    },
    SHORT_READS {
      @Override
      InputStream stream(byte[] message, SplittableRandom random) {
        return new ShortReads(message, random);
      }
    },
    TINY_BUFFERS {
      @Override
      InputStream stream(byte[] message, SplittableRandom random) {
        return LentBuffers.cut(message, 7, random);
      }
    },
    LARGER_BUFFERS {
      @Override
      InputStream stream(byte[] message, SplittableRandom random) {
        return LentBuffers.cut(message, 1000, random);
      }
    };

    abstract InputStream stream(byte[] message, SplittableRandom random);
  }

  private static final class ShortReads extends ByteArrayInputStream implements KnownLength {
    private final SplittableRandom random;

    ShortReads(byte[] message, SplittableRandom random) {
      super(message);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] out, int offset, int length) {
      return super.read(out, offset, Math.min(length, random.nextInt(1, 9)));
    }
  }

  /** All fields, with values as bits, so that equality is bit for bit. */
  private record Seen(
      int tier, long deadlineNanos, String modelName, List<Integer> tensor, List<Integer> shape) {

    static Seen of(InferRequest request) {
      return new Seen(
          request.getTier(),
          request.getDeadlineNs(),
          request.getModelName(),
          request.getInputTensorList().stream().map(Float::floatToRawIntBits).toList(),
          request.getInputShapeList());
    }

    static Seen of(ReceivedRequest request) {
      float[] tensor = request.tensor();
      Integer[] bits = new Integer[request.tensorCount()];
      Arrays.setAll(bits, i -> Float.floatToRawIntBits(tensor[i]));
      return new Seen(
          request.tier(),
          request.deadlineNanos(),
          request.modelName(),
          List.of(bits),
          Arrays.stream(request.shape()).boxed().toList());
    }
  }

  private final InferRequestMarshaller marshaller = new InferRequestMarshaller();

  private static byte[] request(Model model, long tensorKey) {
    WireRequest request =
        WireRequest.prepare(
            new byte[new WireLayout(model).capacityBytes()],
            1,
            new WireLayout(model),
            TensorGenerator.COUNTER.newFiller(),
            tensorKey);
    request.stamp(1_790_000_000_123_456_789L);
    return Arrays.copyOfRange(request.bytes(), request.start(), request.end());
  }

  /** What a reader made of a message; nothing if it refused it as gRPC refuses what is invalid. */
  private static <T> Optional<T> parsed(Function<InputStream, T> reader, InputStream stream) {
    try {
      return Optional.of(reader.apply(stream));
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(e.getStatus().getDescription()).isEqualTo("Invalid protobuf byte sequence");
      return Optional.empty();
    }
  }

  /** As gRPC's own marshaller reads it. */
  private static Optional<Seen> byGrpc(byte[] message) {
    return parsed(
        stream -> Seen.of(SchedulerServiceGrpc.getInferMethod().parseRequest(stream)),
        new ShortReads(message, new SplittableRandom(0)));
  }

  /**
   * By the generated class from a buffer of nine bytes. With more at hand, protobuf's reader takes
   * the first ten bytes of a longer varint for a number, which it otherwise refuses.
   */
  private static Optional<Seen> byProtobuf(byte[] message) {
    try {
      CodedInputStream input = CodedInputStream.newInstance(new ByteArrayInputStream(message), 9);
      InferRequest request = InferRequest.parseFrom(input);
      input.checkLastTagWas(0);
      return Optional.of(Seen.of(request));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Seen> byUs(InputStream stream) {
    return parsed(
        bytes -> {
          ReceivedRequest request = marshaller.parse(bytes);
          Seen seen = Seen.of(request);
          request.release();
          return seen;
        },
        stream);
  }

  private static Optional<Long> deadlineByUs(InputStream stream) {
    return parsed(new InferDeadlineMarshaller()::parse, stream);
  }

  @Test
  void request_isReadFieldByField() {
    byte[] message = {
      0x08,
      2, // tier
      0x10,
      (byte) 0x96,
      1, // deadline_ns: 22 + 1 * 128
      0x1A,
      3,
      'v',
      'i',
      't', // model_name
      0x22,
      8,
      0,
      0,
      (byte) 0x80,
      0x3F,
      0,
      0,
      0,
      (byte) 0x80, // input_tensor: 1, -0
      0x2A,
      2,
      1,
      2, // input_shape
    };
    ReceivedRequest request = marshaller.parse(new ByteArrayInputStream(message));
    assertThat(request.tier()).isEqualTo(2);
    assertThat(request.deadlineNanos()).isEqualTo(150);
    assertThat(request.modelName()).isEqualTo("vit");
    assertThat(request.shape()).containsExactly(1, 2);
    assertThat(request.tensorCount()).isEqualTo(2);
    assertThat(request.tensor()).startsWith(1f, -0f);
    assertThat(new InferDeadlineMarshaller().parse(new ByteArrayInputStream(message)))
        .isEqualTo(150);
  }

  @Test
  void emptyBuffers_arePassedOverWhereverTheyStand() {
    byte[] message = request(new Model("vit", List.of(2, 3)), 1);
    Optional<Seen> expected = byProtobuf(message);
    for (int at = 0; at <= message.length; at++) {
      for (int empty = 1; empty <= 3; empty++) {
        assertThat(byUs(withEmptyBuffers(message, at, empty)))
            .as("%s empty buffers at %s", empty, at)
            .isEqualTo(expected);
        assertThat(deadlineByUs(withEmptyBuffers(message, at, empty)))
            .as("%s empty buffers at %s", empty, at)
            .isEqualTo(expected.map(Seen::deadlineNanos));
      }
    }
  }

  private static InputStream withEmptyBuffers(byte[] message, int at, int empty) {
    CompositeReadableBuffer chain = new CompositeReadableBuffer();
    chain.addBuffer(ReadableBuffers.wrap(ByteBuffer.wrap(message, 0, at)));
    for (int i = 0; i < empty; i++) {
      chain.addBuffer(ReadableBuffers.wrap(ByteBuffer.allocateDirect(0)));
    }
    chain.addBuffer(ReadableBuffers.wrap(ByteBuffer.wrap(message, at, message.length - at)));
    return ReadableBuffers.openStream(chain, true);
  }

  @ParameterizedTest
  @EnumSource
  void anyMessage_isReadAsProtobufReadsIt(Delivery delivery) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = WireWriter.message(random);
      Optional<Seen> expected = byProtobuf(message);
      assertThat(expected).as("the writer writes what is valid").isPresent();
      assertThat(byGrpc(message)).isEqualTo(expected);
      assertThat(byUs(delivery.stream(message, random))).as("message %s", i).isEqualTo(expected);
      assertThat(deadlineByUs(delivery.stream(message, random)))
          .isEqualTo(expected.map(Seen::deadlineNanos));
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedMessage_isRefusedExactlyIfProtobufRefusesIt(Delivery delivery) {
    SplittableRandom random = new SplittableRandom(2);
    int refused = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = WireWriter.message(random);
      for (int j = 0; j < MUTATIONS_PER_MESSAGE && message.length > 0; j++) {
        byte[] damaged = damaged(message, random);
        Optional<Seen> expected = byProtobuf(damaged);
        assertThat(byUs(delivery.stream(damaged, random)))
            .as("message %s, %s", i, Arrays.toString(damaged))
            .isEqualTo(expected);
        Optional<Long> deadline = deadlineByUs(delivery.stream(damaged, random));
        if (expected.isPresent()) {
          assertThat(byGrpc(damaged)).isEqualTo(expected);
          assertThat(deadline).isEqualTo(expected.map(Seen::deadlineNanos));
        }
        refused += expected.isPresent() ? 0 : 1;
      }
    }
    // Otherwise one of the two kinds is hardly tested.
    assertThat(refused).isBetween(MESSAGES, MESSAGES * (MUTATIONS_PER_MESSAGE - 1));
  }

  private static byte[] damaged(byte[] message, SplittableRandom random) {
    int at = random.nextInt(message.length);
    byte[] damaged =
        switch (random.nextInt(4)) {
          case 0 -> Arrays.copyOf(message, at);
          case 1 -> Arrays.copyOfRange(message, at, message.length);
          case 2 -> {
            byte[] longer = Arrays.copyOf(message, message.length + 1);
            System.arraycopy(message, at, longer, at + 1, message.length - at);
            longer[at] = (byte) random.nextInt(256);
            yield longer;
          }
          default -> message.clone();
        };
    for (int flips = random.nextInt(3); flips > 0 && damaged.length > 0; flips--) {
      // Early bytes more often: most of a message is the values, where damage only changes them.
      int bound = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 30);
      damaged[random.nextInt(bound)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  @Test
  void everyTruncation_isRefusedExactlyIfProtobufRefusesIt() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      byte[] message = WireWriter.message(random);
      for (int length = 0; length < Math.min(message.length, 500); length++) {
        byte[] truncated = Arrays.copyOf(message, length);
        assertThat(byUs(LentBuffers.cut(truncated, 9, random))).isEqualTo(byProtobuf(truncated));
      }
    }
  }

  @Test
  void groups_nestAsDeepAsProtobufLetsThem() {
    for (int depth = 95; depth < 105; depth++) {
      WireWriter writer = new WireWriter(new SplittableRandom(1));
      writer.nestedGroups(depth);
      byte[] message = writer.bytes();
      Optional<Seen> expected = byProtobuf(message);
      assertThat(expected.isPresent()).as("depth %s", depth).isEqualTo(depth <= 100);
      assertThat(byUs(new ByteArrayInputStream(message))).isEqualTo(expected);
      assertThat(deadlineByUs(new ByteArrayInputStream(message)).isPresent())
          .isEqualTo(depth <= 100);
    }
  }

  @Test
  void deadlineReader_skipsWhatItWouldNotUnderstand() {
    WireWriter writer = new WireWriter(new SplittableRandom(1));
    writer.delimited(4, new byte[7]);
    writer.delimited(3, new byte[] {(byte) 0xFF});
    writer.varintField(2, 99);
    assertThat(byUs(new ByteArrayInputStream(writer.bytes()))).isEmpty();
    assertThat(deadlineByUs(new ByteArrayInputStream(writer.bytes()))).contains(99L);
  }

  @Test
  void promisedLength_isNotAllocatedBeforeItsBytesAreThere() {
    // A gigabyte each of values, name, dimensions and of something unknown; none of it comes.
    for (int number = 3; number <= 6; number++) {
      byte[] message = {
        (byte) (number << 3 | 2), (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4, 0, 0, 0, 0
      };
      long before = allocatedBytes();
      assertThat(byUs(new ByteArrayInputStream(message))).isEmpty();
      assertThat(byUs(Delivery.UNKNOWN_LENGTH.stream(message, new SplittableRandom(1)))).isEmpty();
      assertThat(allocatedBytes() - before).isLessThan(1 << 20);
    }
  }

  @Test
  void tensorsArray_isUsedAgainOnceReleased() {
    byte[] message = request(new Model("m", List.of(1000)), 1);
    ReceivedRequest first = marshaller.parse(new ByteArrayInputStream(message));
    float[] array = first.tensor();
    ReceivedRequest second = marshaller.parse(new ByteArrayInputStream(message));
    assertThat(second.tensor()).as("the first is still in use").isNotSameAs(array);
    first.release();
    first.release();
    assertThat(first.tensor()).isEmpty();
    assertThat(marshaller.parse(new ByteArrayInputStream(message)).tensor()).isSameAs(array);
    assertThat(marshaller.parse(new ByteArrayInputStream(message)).tensor())
        .as("given back once")
        .isNotSameAs(array);
  }

  @Test
  void arrayOfARefusedMessage_isUsedAgain() {
    byte[] message = request(new Model("m", List.of(1000)), 1);
    ReceivedRequest first = marshaller.parse(new ByteArrayInputStream(message));
    float[] array = first.tensor();
    first.release();
    byte[] damaged = Arrays.copyOf(message, message.length + 1); // A tag of 0.
    assertThat(byUs(new ByteArrayInputStream(damaged))).isEmpty();
    assertThat(marshaller.parse(new ByteArrayInputStream(message)).tensor()).isSameAs(array);
  }

  @Test
  void tensorsOfDifferentSizes_takeTheirOwnArraysAgain() {
    List<byte[]> messages = new ArrayList<>();
    for (int values : new int[] {1, 150_528, 7, 1000, 3 * 299 * 299}) {
      messages.add(request(new Model("m", List.of(values)), 1));
    }
    Set<float[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int round = 0; round < 3; round++) {
      for (byte[] message : messages) {
        ReceivedRequest request = marshaller.parse(new ByteArrayInputStream(message));
        assertThat(request.tensor().length)
            .isBetween(request.tensorCount(), 1 + request.tensorCount() * 5 / 4);
        arrays.add(request.tensor());
        request.release();
      }
    }
    assertThat(arrays).hasSameSizeAs(messages);
  }

  @Test
  void steadyState_allocatesNothingThatGrowsWithTheTensor() {
    byte[] message = request(new Model("resnet50", List.of(1, 3, 224, 224)), 1);
    assertThat(byUs(new ByteArrayInputStream(message))).isEqualTo(byProtobuf(message));
    int rounds = 200;
    long before = allocatedBytes();
    for (int i = 0; i < rounds; i++) {
      marshaller.parse(new ByteArrayInputStream(message)).release();
    }
    // The tensor has 602,112 bytes; the chunk in which it is read 8,192.
    assertThat((allocatedBytes() - before) / rounds).isLessThan(32_768);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
