package io.plumbline.loadgen;

/**
 * The arrivals of one Poisson process of constant rate, by LoadGen's exact recipe: each gap is
 * truncated to whole nanoseconds; offsets are a running integer sum. Not thread-safe.
 */
final class PoissonStream implements ArrivalStream {
  private final ExponentialGaps gaps;
  private final double ratePerSecond;
  private long offsetNanos;

  private PoissonStream(int seed, double ratePerSecond) {
    this.gaps = new ExponentialGaps(seed);
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

  @Override
  public long offsetNanos() {
    return offsetNanos;
  }

  @Override
  public void advance() {
    double gapSeconds = gaps.next() / ratePerSecond;
    offsetNanos = Math.addExact(offsetNanos, (long) (gapSeconds * 1e9));
  }
}
