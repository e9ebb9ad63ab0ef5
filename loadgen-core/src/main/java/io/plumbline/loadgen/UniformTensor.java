package io.plumbline.loadgen;

/**
 * Makes the tensor of a request: independent uniform float32 values in [0, 1), from its key alone.
 *
 * <p>Value {@code i} is 24 bits of word {@code i / 2} of the key's {@link SplitMix64} stream, the
 * high half first, times 2^-24: every multiple of 2^-24 below 1 is equally likely. Any part of any
 * tensor can be remade at any time.
 */
public final class UniformTensor {
  private static final float UNIT = 0x1p-24f;

  private UniformTensor() {}

  /** Fills {@code tensor} with the values that belong to {@code key}. */
  public static void fill(long key, float[] tensor) {
    int pairs = tensor.length / 2;
    for (int pair = 0; pair < pairs; pair++) {
      long word = SplitMix64.word(key, pair);
      tensor[2 * pair] = (word >>> 40) * UNIT;
      tensor[2 * pair + 1] = ((word >>> 8) & 0xFFFFFF) * UNIT;
    }
    if ((tensor.length & 1) == 1) {
      tensor[tensor.length - 1] = (SplitMix64.word(key, pairs) >>> 40) * UNIT;
    }
  }
}
