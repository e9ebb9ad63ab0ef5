package io.plumbline.results;

/**
 * The one place that keeps NaN and infinity out of documents: unknown is absent, never a number.
 */
final class Finite {
  private Finite() {}

  static double require(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite: " + value);
    }
    return value;
  }
}
