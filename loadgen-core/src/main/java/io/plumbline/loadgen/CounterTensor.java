package io.plumbline.loadgen;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Makes any value of any tensor from the tensor's key and the value's index alone.
 *
 * <p>Value {@code i} of key {@code k} starts from the 32-bit counter {@code i * G + low(k')}, where
 * {@code k'} is the key scrambled by {@link SplitMix64#mix} and {@code G} is odd; two rounds of
 * xor-shift and multiplication with {@code high(k')} in between turn it into a word, of which the
 * upper 23 bits, times 2^-23, are the value. Every step is a bijection of 32 bits, so the words of
 * one tensor do not repeat before index 2^32, which no tensor reaches; the key has 64 bits.
 *
 * <p>The form is chosen for the compiler: loops without carried state over short arrays, and bytes
 * moved in bulk. Compilers after JDK 17 vectorise the conversion from int to float (JDK-8275317);
 * for JDK 17's the 23 bits are put under the exponent of [1, 2) and 1 is subtracted. Both are exact
 * and give the same value.
 */
final class CounterTensor implements TensorFiller {
  private static final int CHUNK = 1024;

  private static final int GAMMA = 0x9E3779B9;
  private static final float UNIT = 0x1p-23f;
  private static final int ONE_BITS = Float.floatToRawIntBits(1f);
  private static final boolean CONVERSION_IS_VECTORISED = Runtime.version().feature() > 17;

  /**
   * Counters of the first chunk for key 0; JDK 17 vectorises loads, but not the loop's variable.
   */
  private final int[] counters = new int[CHUNK];

  private final int[] words = new int[CHUNK];
  private final float[] values = new float[CHUNK];
  private final ByteBuffer bytes =
      ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.nativeOrder());
  private final IntBuffer bytesAsInts = bytes.asIntBuffer();
  private final FloatBuffer bytesAsFloats = bytes.asFloatBuffer();

  private final boolean convert;

  CounterTensor() {
    this(CONVERSION_IS_VECTORISED);
  }

  /** In one of the two forms. */
  CounterTensor(boolean convert) {
    this.convert = convert;
    for (int i = 0; i < CHUNK; i++) {
      counters[i] = i * GAMMA;
    }
  }

  @Override
  public void fill(long key, float[] out) {
    long mixed = SplitMix64.mix(key);
    for (int from = 0; from < out.length; from += CHUNK) {
      int count = Math.min(CHUNK, out.length - from);
      makeValues(mixed, from, count);
      System.arraycopy(values, 0, out, from, count);
    }
  }

  @Override
  public void fillWire(long key, byte[] out, int offset, int count) {
    long mixed = SplitMix64.mix(key);
    FloatBuffer target =
        ByteBuffer.wrap(out, offset, count * Float.BYTES)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    for (int from = 0; from < count; from += CHUNK) {
      int length = Math.min(CHUNK, count - from);
      makeValues(mixed, from, length);
      target.put(values, 0, length);
    }
  }

  private void makeValues(long mixedKey, int from, int count) {
    int low = (int) mixedKey + from * GAMMA;
    int high = (int) (mixedKey >>> 32);
    if (convert) {
      makeByConversion(counters, values, low, high, count);
    } else {
      makeUnderExponent(counters, words, low, high, count);
      bytesAsInts.put(0, words, 0, count);
      bytesAsFloats.get(0, values, 0, count);
      subtractOne(values, count);
    }
  }

  /** The 32 bits of one value. The way it is written matters: JDK 17 vectorises few others. */
  private static int scramble(int x, int high) {
    x ^= x >>> 16;
    x *= 0x21F0AAAD;
    x ^= (x >>> 15) ^ high;
    x *= 0x735A2D97;
    return x ^ (x >>> 15);
  }

  private static void makeByConversion(
      int[] counters, float[] values, int low, int high, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = (scramble(counters[i] + low, high) >>> 9) * UNIT;
    }
  }

  private static void makeUnderExponent(int[] counters, int[] words, int low, int high, int count) {
    for (int i = 0; i < count; i++) {
      words[i] = scramble(counters[i] + low, high) >>> 9 | ONE_BITS;
    }
  }

  private static void subtractOne(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] -= 1f;
    }
  }
}
