package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorGeneratorTest {

  private static float[] read(byte[] wire, int offset, int count) {
    float[] values = new float[count];
    ByteBuffer.wrap(wire, offset, 4 * count)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  @ParameterizedTest
  @EnumSource(names = "THREAD_LOCAL_RANDOM", mode = EnumSource.Mode.EXCLUDE)
  void bothForms_holdTheSameValuesAndNothingBesideThem(TensorGenerator generator) {
    SplittableRandom random = new SplittableRandom(3);
    TensorFiller one = generator.newFiller();
    TensorFiller other = generator.newFiller();
    for (int count : new int[] {0, 1, 2, 3, 1023, 1024, 1025, 4096, 150_528}) {
      long key = random.nextLong();
      int offset = random.nextInt(9);
      float[] values = new float[count];
      one.fill(key, values);
      byte[] wire = new byte[offset + 4 * count + 3];
      Arrays.fill(wire, (byte) 99);
      other.fillWire(key, wire, offset, count);
      assertThat(read(wire, offset, count)).isEqualTo(values);
      for (int i = 0; i < offset; i++) {
        assertThat(wire[i]).isEqualTo((byte) 99);
      }
      assertThat(wire[offset + 4 * count]).isEqualTo((byte) 99);
      // A filler that has made another tensor in between makes this one again.
      one.fill(key + 1, new float[10]);
      float[] again = new float[count];
      one.fill(key, again);
      assertThat(again).isEqualTo(values);
    }
  }

  @ParameterizedTest
  @EnumSource
  void values_areInTheUnitIntervalAndDifferFromKeyToKey(TensorGenerator generator) {
    TensorFiller filler = generator.newFiller();
    float[] first = new float[150_528];
    float[] second = new float[150_528];
    filler.fill(7, first);
    filler.fill(8, second);
    int equal = 0;
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      assertThat(first[i] >= 0 && first[i] < 1).isTrue();
      equal += first[i] == second[i] ? 1 : 0;
      sum += first[i];
    }
    // Independent values with 23 bits agree in 0.018 places on average.
    assertThat(equal).isLessThanOrEqualTo(2);
    // Standard deviation of the mean: 1 / sqrt(12 n) = 0.00074; six of them.
    assertThat(sum / first.length).isBetween(.5 - .0045, .5 + .0045);
  }

  @Test
  void counter_givesTheSameValuesInTheFormForEveryCompiler() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 50; round++) {
      long key = random.nextLong();
      float[] converted = new float[random.nextInt(5000)];
      float[] underExponent = new float[converted.length];
      new CounterTensor(true).fill(key, converted);
      new CounterTensor(false).fill(key, underExponent);
      assertThat(converted).isEqualTo(underExponent);
    }
  }
}
