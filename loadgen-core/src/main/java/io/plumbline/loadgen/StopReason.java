package io.plumbline.loadgen;

/**
 * Which limit was reached, by what, and how much it stops.
 *
 * @param limit the limit's name, such as {@code error_rate_recent}
 * @param value what was found, in {@code unit}
 * @param bound what was allowed, or asked for, in {@code unit}
 * @param unit of value and bound; {@code 1} for counts and ratios
 * @param message the same in one line for people
 * @param scope what it stops
 */
record StopReason(
    String limit, double value, double bound, String unit, String message, RunLimits.Scope scope) {
  public StopReason {
    if (!Double.isFinite(value) || !Double.isFinite(bound)) {
      throw new IllegalArgumentException(
          "value and bound of limit " + limit + " must be finite: " + value + ", " + bound);
    }
  }
}
