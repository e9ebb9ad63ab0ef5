package io.plumbline.results.comparison;

/**
 * What kind of number a series holds: its unit, which way is better, and how small a value or a
 * change still means something.
 *
 * @param unit of the values
 * @param lowerIsBetter false where higher is
 * @param minimumEffect whose minimum effect it is judged by
 * @param resolution values below it count as it, in {@code unit}: what is smaller has no meaning; 0
 *     if every value above 0 has
 * @param absoluteFloor a change smaller than this is none, in {@code unit}
 */
public record Quantity(
    String unit,
    boolean lowerIsBetter,
    MinimumEffect minimumEffect,
    double resolution,
    double absoluteFloor) {

  /** Which of a policy's minimum effects applies. */
  public enum MinimumEffect {
    /** Times and rates, which a machine disturbs. */
    SPEED,
    /** Bytes per operation, which it does not. */
    ALLOCATION,
    /** Shares of requests, which cannot be far above what they were. */
    SHARE
  }

  /** A time per operation. One nanosecond is about what a timer resolves. */
  public static final Quantity NANOS_PER_OPERATION =
      new Quantity("ns/op", true, MinimumEffect.SPEED, 0, 1);

  /** Operations per second. */
  public static final Quantity OPERATIONS_PER_SECOND =
      new Quantity("ops/s", false, MinimumEffect.SPEED, 0, 0);

  /** Bytes that one operation allocates; no object is smaller than 16, so 8 are as good as none. */
  public static final Quantity ALLOCATED_BYTES =
      new Quantity("B/op", true, MinimumEffect.ALLOCATION, 8, 8);

  /**
   * A response time. What is closer than the slip that a run on an idle machine may have is no
   * difference.
   */
  public static final Quantity RESPONSE_MILLIS =
      new Quantity("ms", true, MinimumEffect.SPEED, 0, .05);

  /** Requests answered per second. */
  public static final Quantity REQUESTS_PER_SECOND =
      new Quantity("1/s", false, MinimumEffect.SHARE, .01, 0);

  /** A share of the planned requests; none at all counts as one in a thousand. */
  public static final Quantity PERCENT_OF_REQUESTS =
      new Quantity("%", false, MinimumEffect.SHARE, .1, .5);

  /**
   * The relative change that the absolute floor makes of two values that differ by it; of
   * operations per second, the one that the floor of their time makes.
   */
  double floorEffect(double one, double other) {
    return equals(OPERATIONS_PER_SECOND)
        ? NANOS_PER_OPERATION.floorEffect(1e9 / one, 1e9 / other)
        : absoluteFloor / Math.min(one, other);
  }

  public Quantity {
    if (!(resolution >= 0) || !(absoluteFloor >= 0)) {
      throw new IllegalArgumentException(
          "resolution and absoluteFloor must not be negative: "
              + resolution
              + ", "
              + absoluteFloor);
    }
  }
}
