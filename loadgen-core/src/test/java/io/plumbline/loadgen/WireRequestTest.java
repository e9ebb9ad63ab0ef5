package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.BulkEncoder.Payload;
import io.plumbline.proto.InferRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WireRequestTest {
  private static final long[] DEADLINES = {
    1_790_000_000_123_456_789L, 0, 1, 127, 128, Long.MAX_VALUE, -1, Long.MIN_VALUE
  };

  private static byte[] wire(WireRequest request) {
    return Arrays.copyOfRange(request.bytes(), request.start(), request.end());
  }

  /** The same request, written by protobuf's own code. */
  private static InferRequest generated(int tier, long deadline, Model model, long tensorKey) {
    byte[] tensor = new byte[4 * model.elementCount()];
    TensorGenerator.COUNTER.newFiller().fillWire(tensorKey, tensor, 0, model.elementCount());
    InferRequest.Builder builder =
        InferRequest.newBuilder()
            .setTier(tier)
            .setDeadlineNs(deadline)
            .setModelName(model.name())
            .addAllInputShape(model.shape());
    ByteBuffer values = ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      builder.addInputTensor(values.getFloat());
    }
    return builder.build();
  }

  @Test
  void request_isByteForByteWhatProtobufWrites() {
    SplittableRandom random = new SplittableRandom(1);
    String[] names = {"resnet50", "m", "modèle-α", "x".repeat(300)};
    for (int round = 0; round < 200; round++) {
      List<Integer> shape = new ArrayList<>();
      for (int d = random.nextInt(1, 5); d > 0; d--) {
        shape.add(random.nextInt(1, 7) * (random.nextInt(20) == 0 ? 50 : 1));
      }
      Model model = new Model(names[random.nextInt(names.length)], shape);
      int tier = random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 4);
      long key = random.nextLong();
      // A used array: whatever an earlier request left in it must not show.
      byte[] bytes = new byte[WireRequest.capacityBytes(model)];
      random.nextBytes(bytes);
      WireRequest request =
          WireRequest.prepare(bytes, tier, model, TensorGenerator.COUNTER.newFiller(), key);
      for (long deadline : DEADLINES) {
        request.stamp(deadline);
        assertThat(wire(request)).isEqualTo(generated(tier, deadline, model, key).toByteArray());
      }
    }
  }

  @Test
  void stream_isReadOnceAndGivesItsArrayBackWhenClosed() throws IOException {
    ByteArrayPool pool = new ByteArrayPool();
    Model model = new Model("m", List.of(8));
    byte[] bytes = pool.take(WireRequest.capacityBytes(model));
    Payload payload =
        new Payload(
            WireRequest.prepare(bytes, 1, model, TensorGenerator.COUNTER.newFiller(), 5), pool);
    payload.request().stamp(9);
    byte[] expected = wire(payload.request());
    InputStream stream = payload.stream();
    payload.dispatched();
    assertThat(pool.take(bytes.length)).as("still being read").isNotSameAs(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(((WireStream) stream).drainTo(out)).isEqualTo(expected.length);
    assertThat(out.toByteArray()).isEqualTo(expected);
    stream.close();
    stream.close();
    assertThat(pool.take(bytes.length)).as("closed, so free").isSameAs(bytes);
    assertThat(pool.take(bytes.length)).as("given back once").isNotSameAs(bytes);
    assertThatThrownBy(payload::stream)
        .hasMessage("a payload is sent once; is a retry layer switched on?");
  }

  @Test
  void streamThatWasClosedUnread_showsNothingOfTheNextRequest() throws IOException {
    ByteArrayPool pool = new ByteArrayPool();
    Model model = new Model("m", List.of(8));
    byte[] bytes = pool.take(WireRequest.capacityBytes(model));
    Payload payload =
        new Payload(
            WireRequest.prepare(bytes, 1, model, TensorGenerator.COUNTER.newFiller(), 5), pool);
    payload.request().stamp(9);
    InputStream stream = payload.stream();
    stream.close();
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.available()).isZero();
  }

  @Test
  void payloadThatNobodyTook_isGivenBack() {
    ByteArrayPool pool = new ByteArrayPool();
    Model model = new Model("m", List.of(8));
    byte[] bytes = pool.take(WireRequest.capacityBytes(model));
    new Payload(WireRequest.prepare(bytes, 1, model, TensorGenerator.COUNTER.newFiller(), 5), pool)
        .dispatched();
    assertThat(pool.take(bytes.length)).isSameAs(bytes);
  }
}
