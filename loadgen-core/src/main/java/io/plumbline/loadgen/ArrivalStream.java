package io.plumbline.loadgen;

/** Arrivals, one after the other. Implementations are not thread-safe. */
interface ArrivalStream {
  /** What a stream that has ended gives. */
  long NEVER = Long.MAX_VALUE;

  /** The arrival that is next, in nanoseconds from the start of the run. */
  long offsetNanos();

  /** Moves on to the arrival after it. */
  void advance();

  /** {@code count} arrivals at offset 0, and no more. */
  static ArrivalStream atStart(long count) {
    return new ArrivalStream() {
      private long left = count;

      @Override
      public long offsetNanos() {
        return left > 0 ? 0 : NEVER;
      }

      @Override
      public void advance() {
        left--;
      }
    };
  }
}
