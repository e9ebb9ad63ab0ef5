package io.plumbline.balancing;

/**
 * What a window of values came to at one instant; NaN where there was no value.
 *
 * @param latest the newest value
 * @param mean of all of them
 * @param ewma exponentially weighted
 */
public record Windowed(double latest, double mean, double ewma) {
  public static final Windowed EMPTY = new Windowed(Double.NaN, Double.NaN, Double.NaN);

  /** All three are the same: a reading that nobody averaged. */
  public static Windowed of(double value) {
    return new Windowed(value, value, value);
  }
}
