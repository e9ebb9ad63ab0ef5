package io.plumbline.balancing.tick;

import java.util.Arrays;

/** How often each whole number of ticks occurred: a sample of any size in little room. */
final class TickCounts {
  private long[] counts = new long[256];
  private long total;

  void add(int ticks) {
    if (ticks >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(ticks + 1, 2 * counts.length));
    }
    counts[ticks]++;
    total++;
  }

  long total() {
    return total;
  }

  /** Returns the mean; NaN if there is nothing. */
  double mean() {
    double sum = 0;
    for (int ticks = 0; ticks < counts.length; ticks++) {
      sum += (double) ticks * counts[ticks];
    }
    return sum / total;
  }

  /** Returns the sample's standard deviation (n - 1); NaN if there are less than two. */
  double stdev() {
    double mean = mean();
    double squares = 0;
    for (int ticks = 0; ticks < counts.length; ticks++) {
      squares += counts[ticks] * (ticks - mean) * (ticks - mean);
    }
    return total < 2 ? Double.NaN : Math.sqrt(squares / (total - 1));
  }

  /** Returns the quantile, linear between two ranks; NaN if there is nothing. */
  double quantile(double share) {
    return quantile(share, 0);
  }

  /**
   * The same if there are so many more that are longer than any of these, nobody knows how long;
   * NaN if the quantile is of them.
   */
  double quantile(double share, long longer) {
    double rank = (total + longer - 1) * share;
    long below = (long) Math.floor(rank);
    if (total == 0 || rank > total - 1) {
      return Double.NaN;
    }
    double low = at(below);
    return rank == below ? low : low + (at(below + 1) - low) * (rank - below);
  }

  /** The value at a rank from 0. */
  private int at(long rank) {
    long seen = 0;
    for (int ticks = 0; ; ticks++) {
      seen += counts[ticks];
      if (seen > rank) {
        return ticks;
      }
    }
  }
}
