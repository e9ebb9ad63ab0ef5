package io.plumbline.loadgen;

/**
 * Makes an operation slower by a known factor, to prove that a comparison finds it.
 *
 * <p>A benchmark does its operation {@link #times()} times: at a factor of 1.10 every tenth
 * invocation does it twice, so the mean cost grows by exactly that factor, whatever the operation
 * costs. Without the property every invocation does it once, at the price of an addition.
 *
 * <p>Used by one thread.
 */
final class Injection {
  /** Names the factor, such as {@code -Dplumbline.inject=1.10}. */
  static final String PROPERTY = "plumbline.inject";

  private static final double MOST = 100;

  private final double extra;
  private double debt;

  /**
   * @throws IllegalArgumentException if the factor is below 1, or 100 or more
   */
  Injection(double factor) {
    if (!(factor >= 1 && factor < MOST)) {
      throw new IllegalArgumentException(PROPERTY + " must be at least 1 and below 100: " + factor);
    }
    this.extra = factor - 1;
  }

  /** As the JVM's property says; none without it. */
  static Injection ofThisJvm() {
    return parse(System.getProperty(PROPERTY, "1"));
  }

  static Injection parse(String factor) {
    try {
      return new Injection(Double.parseDouble(factor));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          PROPERTY + " must be at least 1 and below 100: " + factor, e);
    }
  }

  /** How often to do the operation in this invocation; at least once. */
  int times() {
    debt += extra;
    int repeats = (int) debt;
    debt -= repeats;
    return 1 + repeats;
  }
}
