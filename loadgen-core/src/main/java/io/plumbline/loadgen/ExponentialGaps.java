package io.plumbline.loadgen;

/**
 * Exponential gaps by LoadGen's exact recipe: two 32-bit draws, low word first, make a uniform u in
 * [0, 1), and -ln(1 - u) is the gap. {@code StrictMath.log} gives the same bits on every JVM. Not
 * thread-safe.
 */
final class ExponentialGaps implements UnitGaps {
  private static final double TWO_POW_32 = 0x1p32;
  private static final double TWO_POW_64 = 0x1p64;

  private final MersenneTwister random;

  ExponentialGaps(int seed) {
    this.random = new MersenneTwister(seed);
  }

  @Override
  public double next() {
    double low = random.nextUnsignedInt();
    double high = random.nextUnsignedInt();
    // The sum rounds once, here, as LoadGen's does; it can round up to 2^64.
    double u = Math.min((low + high * TWO_POW_32) / TWO_POW_64, Math.nextDown(1.0));
    return -StrictMath.log(1 - u);
  }
}
