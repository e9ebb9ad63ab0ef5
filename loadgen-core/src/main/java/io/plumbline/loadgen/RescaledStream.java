package io.plumbline.loadgen;

/**
 * A stationary or time-varying process, made from unit gaps by a change of time.
 *
 * <p>Gaps are summed as they are; only an arrival's instant, which is the sum taken back through
 * the integrated rate, is rounded to a nanosecond. So nothing drifts, and a constant gap gives the
 * grid index / rate. Not thread-safe.
 */
final class RescaledStream implements ArrivalStream {
  private final UnitGaps gaps;
  private final double ratePerSecond;
  private final RateProfile profile;
  private double sum;
  private long offsetNanos;

  RescaledStream(UnitGaps gaps, double ratePerSecond, RateProfile profile) {
    this.gaps = gaps;
    this.ratePerSecond = ratePerSecond;
    this.profile = profile;
    advance();
  }

  @Override
  public long offsetNanos() {
    return offsetNanos;
  }

  @Override
  public void advance() {
    sum += gaps.next();
    offsetNanos = Math.round(profile.nanosOf(sum * 1e9 / ratePerSecond));
  }
}
