package io.plumbline.balancing;

import java.util.Arrays;

/**
 * A function that is known at some points: linear between two of them, level beyond the outermost.
 *
 * <p>Not thread-safe.
 */
public final class Interpolation {
  private double[] xs = new double[16];
  private double[] ys = new double[16];
  private int size;

  /** Sets the value at {@code x}, in place of the one that was there. */
  public void put(double x, double y) {
    int at = Arrays.binarySearch(xs, 0, size, x);
    if (at < 0) {
      at = -at - 1;
      if (size == xs.length) {
        xs = Arrays.copyOf(xs, 2 * size);
        ys = Arrays.copyOf(ys, 2 * size);
      }
      System.arraycopy(xs, at, xs, at + 1, size - at);
      System.arraycopy(ys, at, ys, at + 1, size - at);
      xs[at] = x;
      size++;
    }
    ys[at] = y;
  }

  /** Returns the value at {@code x}; NaN if no point is known. */
  public double at(double x) {
    if (size == 0) {
      return Double.NaN;
    }
    int at = Arrays.binarySearch(xs, 0, size, x);
    if (at >= 0) {
      return ys[at];
    }
    int above = -at - 1;
    if (above == 0) {
      return ys[0];
    }
    if (above == size) {
      return ys[size - 1];
    }
    int below = above - 1;
    return ys[below] + (ys[above] - ys[below]) * (x - xs[below]) / (xs[above] - xs[below]);
  }

  public int size() {
    return size;
  }

  /** Forgets all points. */
  public void clear() {
    size = 0;
  }
}
