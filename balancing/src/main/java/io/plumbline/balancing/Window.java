package io.plumbline.balancing;

import java.util.Arrays;

/**
 * The latest values of a series, and their averages.
 *
 * <p>Averages of nothing are NaN, here and in {@link Windowed}: see {@link Cost#UNKNOWN}. Not
 * thread-safe.
 */
public final class Window {
  // Many windows stay nearly empty, and a thousand servers' full ones do not fit a cache.
  private static final int INITIAL = 8;

  private final int capacity;
  private double[] values;
  private int size;
  private int next;

  // A pick reads a dozen averages, and few windows have changed since the last one.
  private boolean meanIsFresh;
  private double mean;
  private boolean ewmaIsFresh;
  private double ewma;
  private double ewmaWeight;

  /**
   * Makes an empty one.
   *
   * @throws IllegalArgumentException if {@code capacity} is not positive
   */
  public Window(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive: " + capacity);
    }
    this.capacity = capacity;
    this.values = new double[Math.min(capacity, INITIAL)];
  }

  /** Adds a value, in place of the oldest one if the window is full. */
  public void append(double value) {
    if (next == values.length) {
      values = Arrays.copyOf(values, Math.min(capacity, 2 * next));
    }
    values[next++] = value;
    if (next == capacity) {
      next = 0;
    }
    if (size < capacity) {
      size++;
    }
    meanIsFresh = false;
    ewmaIsFresh = false;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Empties it. */
  public void clear() {
    size = 0;
    next = 0;
    meanIsFresh = false;
    ewmaIsFresh = false;
  }

  /** Returns the value that was appended last; NaN if there is none. */
  public double latest() {
    return size == 0 ? Double.NaN : values[next == 0 ? size - 1 : next - 1];
  }

  /** Returns the mean, summed from the oldest to the latest value; NaN if there is none. */
  public double mean() {
    if (size == 0) {
      return Double.NaN;
    }
    if (!meanIsFresh) {
      mean = sum() / size;
      meanIsFresh = true;
    }
    return mean;
  }

  private double sum() {
    // Afresh, not by adding and subtracting: rounding errors would stay for ever.
    double sum = 0;
    int oldest = size < capacity ? 0 : next;
    for (int i = oldest; i < size; i++) {
      sum += values[i];
    }
    for (int i = 0; i < oldest; i++) {
      sum += values[i];
    }
    return sum;
  }

  /**
   * Returns the exponentially weighted average: it starts at the oldest value and moves by {@code
   * weight} of the way to each later one; NaN if there is none.
   */
  public double ewma(double weight) {
    if (size == 0) {
      return Double.NaN;
    }
    if (!ewmaIsFresh || weight != ewmaWeight) {
      ewma = average(weight);
      ewmaWeight = weight;
      ewmaIsFresh = true;
    }
    return ewma;
  }

  private double average(double weight) {
    int oldest = size < capacity ? 0 : next;
    double average = values[oldest];
    for (int i = 1; i < size; i++) {
      int at = oldest + i;
      average = weight * values[at < size ? at : at - size] + (1 - weight) * average;
    }
    return average;
  }

  /** Returns all three averages at once. */
  public Windowed averages(double ewmaWeight) {
    return size == 0 ? Windowed.EMPTY : new Windowed(latest(), mean(), ewma(ewmaWeight));
  }
}
