package io.plumbline.balancing.event;

import java.util.random.RandomGenerator;

/**
 * A random stream for every number: what one request draws does not depend on what others drew
 * before it, nor on how many.
 *
 * <p>SplitMix64 (Steele, Lea and Flood, 2014), started anew for each number. Not thread-safe:
 * {@link #of} starts this generator, it makes no other one.
 */
final class KeyedRandom implements RandomGenerator {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long key;
  private long state;

  KeyedRandom(long key) {
    this.key = key;
  }

  /** Starts the stream of this number; a part is another stream of the same number. */
  KeyedRandom of(long number, int part) {
    state = mix(mix(key + number * GOLDEN) + part * GOLDEN);
    return this;
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
