package io.plumbline.loadgen;

/**
 * The arrivals of one Poisson process, one after the other, by LoadGen's exact recipe.
 *
 * <p>Two 32-bit draws, low word first, make a uniform u in [0, 1); the gap is -ln(1 - u) / rate,
 * truncated to whole nanoseconds; offsets are a running integer sum. {@code StrictMath.log} gives
 * the same bits on every JVM. Not thread-safe.
 */
final class PoissonStream {
  private static final double TWO_POW_32 = 0x1p32;
  private static final double TWO_POW_64 = 0x1p64;

  private final MersenneTwister random;
  private final double ratePerSecond;
  private long offsetNanos;

  private PoissonStream(int seed, double ratePerSecond) {
    this.random = new MersenneTwister(seed);
    this.ratePerSecond = ratePerSecond;
  }

  /** A process whose first arrival comes one exponential gap after the start. */
  static PoissonStream stationary(int seed, double ratePerSecond) {
    PoissonStream stream = new PoissonStream(seed, ratePerSecond);
    stream.advance();
    return stream;
  }

  /** LoadGen's process: the first arrival is at 0. Only the low 32 bits of its seed matter. */
  static PoissonStream startingAtZero(long seed, double ratePerSecond) {
    return new PoissonStream((int) seed, ratePerSecond);
  }

  /** The arrival that is next, in nanoseconds from the start of the run. */
  long offsetNanos() {
    return offsetNanos;
  }

  /** Moves on to the arrival after it. */
  void advance() {
    double low = random.nextUnsignedInt();
    double high = random.nextUnsignedInt();
    // The sum rounds once, here, as LoadGen's does; it can round up to 2^64.
    double u = Math.min((low + high * TWO_POW_32) / TWO_POW_64, Math.nextDown(1.0));
    double gapSeconds = -StrictMath.log(1 - u) / ratePerSecond;
    offsetNanos = Math.addExact(offsetNanos, (long) (gapSeconds * 1e9));
  }
}
