package io.plumbline.balancing.event;

import java.util.Arrays;

/** How many requests found how many others at their server. */
final class InFlightCounts {
  private long[] counts = new long[64];
  private long total;

  void add(int inFlight) {
    if (inFlight >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(inFlight + 1, 2 * counts.length));
    }
    counts[inFlight]++;
    total++;
  }

  long total() {
    return total;
  }

  /** The smallest number that at least this share found or fewer; there must be requests. */
  int quantile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long below = 0;
    int number = 0;
    while (true) {
      below += counts[number];
      if (below >= rank) {
        return number;
      }
      number++;
    }
  }
}
