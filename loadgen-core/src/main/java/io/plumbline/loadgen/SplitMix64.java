package io.plumbline.loadgen;

/**
 * Random words addressed by key and position: no state, so any word can be had again, in any order,
 * on any thread.
 *
 * <p>The output function and the increment are those of SplitMix64 (Steele, Lea, Flood: "Fast
 * Splittable Pseudorandom Number Generators", OOPSLA 2014; variant 13 of the mixer by Stafford).
 * Word {@code n} of key {@code k} is the n-th output of that generator seeded with {@code k}; the
 * period is 2^64 words.
 */
final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** Scrambles 64 bits; a bijection. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Scrambles 32 bits; a bijection, so that distinct inputs give distinct seeds (MurmurHash3's
   * finaliser).
   */
  static int mix32(int z) {
    z = (z ^ (z >>> 16)) * 0x85EBCA6B;
    z = (z ^ (z >>> 13)) * 0xC2B2AE35;
    return z ^ (z >>> 16);
  }

  /** The word at {@code position} (from 0) of the stream of {@code key}. */
  static long word(long key, long position) {
    return mix(key + (position + 1) * GOLDEN_GAMMA);
  }

  /** The word at {@code position} as a double in [0, 1), 53 bits. */
  static double unit(long key, long position) {
    return (word(key, position) >>> 11) * 0x1p-53;
  }
}
