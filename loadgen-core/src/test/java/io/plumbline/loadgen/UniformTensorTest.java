package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class UniformTensorTest {

  @Test
  void values_areHalvesOfTheWordsOfSplitMix64() {
    // SplittableRandom is SplitMix64 with the same increment and mixer, for any seed.
    SplittableRandom reference = new SplittableRandom(1234);
    float[] tensor = tensor(1234, 5);
    for (int i = 0; i < tensor.length; i += 2) {
      long word = reference.nextLong();
      assertThat(tensor[i]).isEqualTo((word >>> 40) / 16777216f);
      if (i + 1 < tensor.length) {
        assertThat(tensor[i + 1]).isEqualTo(((word >>> 8) & 0xFFFFFF) / 16777216f);
      }
    }
  }

  @Test
  void fill_touchesNothingButItsValues() {
    byte[] bytes = new byte[1 + 4 * 3 + 1];
    Arrays.fill(bytes, (byte) 99);
    UniformTensor.fill(7, bytes, 1, 3);
    assertThat(bytes[0]).isEqualTo((byte) 99);
    assertThat(bytes[13]).isEqualTo((byte) 99);
  }

  @Test
  void tensor_isRemadeFromItsKeyAndDiffersFromItsNeighbours() {
    Seeds seeds = new Seeds(42);
    float[] first = tensor(seeds.tensorKey(7), 150_528);
    assertThat(tensor(seeds.tensorKey(7), 150_528)).isEqualTo(first);
    float[] neighbour = tensor(seeds.tensorKey(8), 150_528);
    int equal = 0;
    for (int i = 0; i < first.length; i++) {
      equal += first[i] == neighbour[i] ? 1 : 0;
    }
    // Two independent tensors share a value at one place with probability 2^-24: 0.009 expected.
    assertThat(equal).isLessThanOrEqualTo(2);
  }

  @Test
  void values_areUniformOnTheUnitInterval() {
    float[] tensor = tensor(new Seeds(42).tensorKey(0), 150_528);
    double[] values = new double[tensor.length];
    Arrays.setAll(values, i -> tensor[i]);
    assertThat(Arrays.stream(values)).allMatch(v -> v >= 0 && v < 1);
    double p = KolmogorovSmirnovTest.withDefaults().test(values, x -> x).getPValue();
    assertThat(p).isGreaterThan(.001);
  }

  private static float[] tensor(long key, int count) {
    byte[] bytes = new byte[4 * count];
    UniformTensor.fill(key, bytes, 0, count);
    float[] tensor = new float[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(tensor);
    return tensor;
  }
}
