package io.plumbline.loadgen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Drainable;
import io.plumbline.proto.InferRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That all encodings put the same bytes on the wire, as gRPC and foreign code see them. */
class EncodingTest {
  private static final List<Encoding> ENCODINGS = List.of(Encoding.values());

  /** Those that make the same tensor again. */
  private static final List<TensorGenerator> SEEDED =
      List.copyOf(EnumSet.complementOf(EnumSet.of(TensorGenerator.THREAD_LOCAL_RANDOM)));

  private static final long[] DEADLINES = {
    1_790_000_000_123_456_789L, 0, 1, -1, 127, 128, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final String[] NAMES = {
    "resnet50", "m", "modèle-α", "\uD83D\uDE00", "x".repeat(300)
  };

  /** Quiet NaNs of either sign with a payload, both zeros, infinities, denormals, extremes. */
  private static final int[] SPECIAL_BITS = {
    0x7FC00001,
    0xFFC12345,
    0x7FFFFFFF,
    0xFFFFFFFF,
    0x80000000,
    0,
    0x7F800000,
    0xFF800000,
    1,
    0x807FFFFF,
    0x7F7FFFFF,
    0x3F800000
  };

  /** All that a request is made from, but for the encoding. */
  private record Recipe(
      Supplier<TensorFiller> fillers, int tier, Model model, long tensorKey, long deadlineNanos) {

    static Recipe random(SplittableRandom random) {
      List<Integer> shape = new ArrayList<>();
      for (int d = random.nextInt(1, 5); d > 0; d--) {
        shape.add(random.nextInt(1, 7) * (random.nextInt(20) == 0 ? 50 : 1));
      }
      return new Recipe(
          random.nextInt(3) == 0
              ? () -> new ChosenBits(SPECIAL_BITS)
              : SEEDED.get(random.nextInt(SEEDED.size()))::newFiller,
          random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 4),
          new Model(NAMES[random.nextInt(NAMES.length)], shape),
          random.nextLong(),
          random.nextBoolean()
              ? DEADLINES[random.nextInt(DEADLINES.length)]
              : random.nextLong() >> random.nextInt(Long.SIZE));
    }

    /** Drained in one go, as gRPC does, or read in pieces, as it might. */
    byte[] wire(Encoding encoding, boolean drained) throws IOException {
      return wire(encoding.newEncoder(fillers, false), drained);
    }

    private <Q> byte[] wire(RequestEncoder<Q> encoder, boolean drained) throws IOException {
      // The second request of an encoder finds what the first one left in its buffers.
      encoder.prepare(tier, model, ~tensorKey).ended();
      RequestEncoder.Unstamped<Q> request = encoder.prepare(tier, model, tensorKey);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (InputStream stream = encoder.method().streamRequest(request.stamp(deadlineNanos))) {
        if (drained) {
          ((Drainable) stream).drainTo(out);
        } else {
          byte[] piece = new byte[100];
          out.write(stream.read());
          for (int n = stream.read(piece); n >= 0; n = stream.read(piece)) {
            out.write(piece, 0, n);
          }
        }
      }
      request.ended();
      return out.toByteArray();
    }
  }

  @Test
  void quietNansAndMinusZero_areCarriedBitForBit() throws IOException {
    Recipe recipe =
        new Recipe(
            () -> new ChosenBits(SPECIAL_BITS),
            1,
            new Model("m", List.of(SPECIAL_BITS.length)),
            0,
            9);
    for (Encoding encoding : ENCODINGS) {
      byte[] wire = recipe.wire(encoding, true);
      assertThat(InferRequest.parseFrom(wire).getInputTensorList())
          .as("%s", encoding)
          .extracting(Float::floatToRawIntBits)
          .containsExactlyElementsOf(Arrays.stream(SPECIAL_BITS).boxed().toList());
    }
  }

  @Test
  void everyEncoding_putsTheSameBytesOnTheWire() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      Recipe recipe = Recipe.random(random);
      byte[] expected = recipe.wire(Encoding.BULK, true);
      for (Encoding encoding : ENCODINGS) {
        assertThat(recipe.wire(encoding, true))
            .as("%s of %s", encoding, recipe)
            .isEqualTo(expected);
        assertThat(recipe.wire(encoding, false))
            .as("%s of %s", encoding, recipe)
            .isEqualTo(expected);
      }
      assertThat(InferRequest.parseFrom(expected).toByteArray()).isEqualTo(expected);
    }
  }

  @Test
  void pythonsProtobuf_readsAndWritesTheSame(@TempDir Path folder)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(2);
    List<byte[]> sent = new ArrayList<>();
    Path requests = folder.resolve("requests");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(requests))) {
      for (int i = 0; i < 300; i++) {
        Encoding encoding = ENCODINGS.get(i % ENCODINGS.size());
        byte[] wire = Recipe.random(random).wire(encoding, true);
        sent.add(wire);
        out.writeInt(wire.length);
        out.write(wire);
      }
    }
    Path answers = folder.resolve("answers");
    runPython(folder, requests, answers);
    InferRequestMarshaller marshaller = new InferRequestMarshaller();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(answers))) {
      for (byte[] wire : sent) {
        assertSeen(in, InferRequest.parseFrom(wire));
        byte[] written = in.readNBytes(in.readInt());
        assertThat(written).isEqualTo(wire);
        ReceivedRequest received = marshaller.parse(new ByteArrayInputStream(written));
        assertReceived(received, wire);
        received.release();
      }
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /** One record of what Python read, in the form in which the script writes it. */
  private static void assertSeen(DataInputStream in, InferRequest request) throws IOException {
    assertThat(in.readInt()).isEqualTo(request.getTier());
    assertThat(in.readLong()).isEqualTo(request.getDeadlineNs());
    assertThat(new String(in.readNBytes(in.readInt()), UTF_8)).isEqualTo(request.getModelName());
    assertThat(in.readInt()).isEqualTo(request.getInputShapeCount());
    for (int dimension : request.getInputShapeList()) {
      assertThat(in.readInt()).isEqualTo(dimension);
    }
    assertThat(in.readInt()).isEqualTo(request.getInputTensorCount());
    for (float value : request.getInputTensorList()) {
      assertThat(in.readInt()).isEqualTo(Float.floatToRawIntBits(value));
    }
  }

  private static void assertReceived(ReceivedRequest received, byte[] wire)
      throws InvalidProtocolBufferException {
    InferRequest request = InferRequest.parseFrom(wire);
    assertThat(received.tier()).isEqualTo(request.getTier());
    assertThat(received.deadlineNanos()).isEqualTo(request.getDeadlineNs());
    assertThat(received.modelName()).isEqualTo(request.getModelName());
    assertThat(received.shape())
        .containsExactly(request.getInputShapeList().toArray(Integer[]::new));
    assertThat(received.tensorCount()).isEqualTo(request.getInputTensorCount());
    for (int i = 0; i < received.tensorCount(); i++) {
      assertThat(Float.floatToRawIntBits(received.tensor()[i]))
          .isEqualTo(Float.floatToRawIntBits(request.getInputTensor(i)));
    }
  }

  private static void runPython(Path folder, Path requests, Path answers)
      throws IOException, InterruptedException {
    String missing =
        "needs Python with google.protobuf, and protoc, on the PATH:"
            + " Debian's python3-protobuf and protobuf-compiler";
    String python = "/usr/bin/python3";
    assumeTrue(succeeds(folder, python, "-c", "import google.protobuf"), missing);
    assumeTrue(succeeds(folder, "protoc", "--version"), missing);
    Path protos = Path.of("..", "proto", "src", "main", "protobuf").toAbsolutePath().normalize();
    assertThat(
            succeeds(folder, "protoc", "--python_out=" + folder, "-I" + protos, "scheduler.proto"))
        .isTrue();
    boolean succeeded =
        succeeds(
            folder, python, script(), folder.toString(), requests.toString(), answers.toString());
    assertThat(succeeded).as("%s", Files.readString(folder.resolve("log"))).isTrue();
  }

  private static String script() {
    try {
      return Path.of(
              Objects.requireNonNull(EncodingTest.class.getResource("/python/read_requests.py"))
                  .toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean succeeds(Path folder, String... command) throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      return false; // There is no such program.
    }
    try {
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
