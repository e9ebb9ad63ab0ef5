package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.proto.InferRequest;
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
      byte[] bytes = new byte[new WireLayout(model).capacityBytes()];
      random.nextBytes(bytes);
      WireRequest request =
          WireRequest.prepare(
              bytes, tier, new WireLayout(model), TensorGenerator.COUNTER.newFiller(), key);
      for (long deadline : DEADLINES) {
        request.stamp(deadline);
        assertThat(wire(request)).isEqualTo(generated(tier, deadline, model, key).toByteArray());
      }
    }
  }
}
