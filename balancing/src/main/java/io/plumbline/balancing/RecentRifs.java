package io.plumbline.balancing;

import java.util.Arrays;

/**
 * The requests in flight that the latest probes told of, whichever server they came from: how
 * loaded servers are as far as one client sees.
 */
final class RecentRifs {
  private final double[] byAge;
  private final double[] sorted;
  private int size;
  private int next;

  RecentRifs(int capacity) {
    this.byAge = new double[capacity];
    this.sorted = new double[capacity];
  }

  void append(double rif) {
    if (size == byAge.length) {
      int out = Arrays.binarySearch(sorted, 0, size, byAge[next]);
      System.arraycopy(sorted, out + 1, sorted, out, size - out - 1);
      size--;
    }
    int found = Arrays.binarySearch(sorted, 0, size, rif);
    int in = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, in, sorted, in + 1, size - in);
    sorted[in] = rif;
    size++;
    byAge[next] = rif;
    next = next + 1 == byAge.length ? 0 : next + 1;
  }

  /**
   * Returns the smallest value that at least this share of the values do not exceed. The ends are
   * limits that nothing, and that everything exceeds: at 1 the answer is infinite, at 0 minus
   * infinite. It is infinite, too, when there is no value.
   */
  double quantile(double share) {
    if (share == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (share == 1 || size == 0) {
      return Double.POSITIVE_INFINITY;
    }
    return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
  }
}
