package io.plumbline.balancing.tick;

import io.plumbline.balancing.Windowed;
import java.util.Arrays;

/**
 * As {@link io.plumbline.balancing.Window}, with averages that cost the same for any length: a
 * server has five of these and reads all averages in every tick.
 *
 * <p>Sums of whole numbers are exact. Those of others are made afresh once per turn of the window,
 * so that rounding errors do not stay. Not thread-safe.
 */
final class RollingWindow {
  private final double[] values;
  private final double weight;

  /** What is left of the oldest value's weight when the window is full. */
  private final double oldestShare;

  private int size;
  private int next;
  private double sum;
  private double ewma;

  RollingWindow(int capacity, double ewmaWeight) {
    this.values = new double[capacity];
    this.weight = ewmaWeight;
    this.oldestShare = Math.pow(1 - ewmaWeight, capacity - 1);
  }

  void clear() {
    size = 0;
    next = 0;
    sum = 0;
    ewma = 0;
  }

  void append(double value) {
    int after = next + 1 == values.length ? 0 : next + 1;
    if (size == values.length) {
      double dropped = values[next];
      sum -= dropped;
      // The average starts at the oldest value: as if it had been the second oldest all the time.
      ewma = size == 1 ? value : ewma + oldestShare * (values[after] - dropped);
    } else {
      size++;
    }
    values[next] = value;
    next = after;
    sum += value;
    ewma = size == 1 ? value : weight * value + (1 - weight) * ewma;
    if (next == 0) {
      sum = Arrays.stream(values).sum();
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  double mean() {
    return size == 0 ? Double.NaN : sum / size;
  }

  /** Returns the averages, each times {@code factor} and then by {@code divisor}. */
  Windowed averages(double factor, double divisor) {
    if (size == 0) {
      return Windowed.EMPTY;
    }
    double latest = values[next == 0 ? values.length - 1 : next - 1];
    return new Windowed(
        factor * latest / divisor, factor * sum / (divisor * size), factor * ewma / divisor);
  }
}
