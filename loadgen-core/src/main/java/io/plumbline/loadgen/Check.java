package io.plumbline.loadgen;

/**
 * One thing that must hold for a run to be believed.
 *
 * @param name what was checked, such as {@code slip_p99}
 * @param passed whether it held
 * @param value what was found, in {@code unit}
 * @param relation how value must stand to bound: {@code <=}, {@code >=} or {@code ==}
 * @param bound what was allowed, in {@code unit}
 * @param unit of value and bound; {@code 1} for counts and ratios
 * @param reason what it means for this run, in words for the person who must fix it
 */
public record Check(
    String name,
    boolean passed,
    double value,
    String relation,
    double bound,
    String unit,
    String reason) {
  public Check {
    if (!Double.isFinite(value) || !Double.isFinite(bound)) {
      throw new IllegalArgumentException(
          "value and bound of check " + name + " must be finite: " + value + ", " + bound);
    }
  }

  static Check atMost(String name, double value, double bound, String unit, String reason) {
    return new Check(name, value <= bound, value, "<=", bound, unit, reason);
  }

  static Check atLeast(String name, double value, double bound, String unit, String reason) {
    return new Check(name, value >= bound, value, ">=", bound, unit, reason);
  }

  static Check equal(String name, long value, long bound, String reason) {
    return new Check(name, value == bound, value, "==", bound, "1", reason);
  }
}
