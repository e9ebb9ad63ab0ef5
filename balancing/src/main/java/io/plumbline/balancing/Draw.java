package io.plumbline.balancing;

import java.util.random.RandomGenerator;

/**
 * Draws some of the numbers below n, none of them twice, each set as likely as any other.
 *
 * <p>Not thread-safe.
 */
final class Draw {
  private final RandomGenerator random;
  private int[] order = {};

  Draw(RandomGenerator random) {
    this.random = random;
  }

  /** Draws {@code count} numbers from 0 to {@code n} - 1, or all if there are fewer. */
  void next(int n, int count) {
    if (order.length != n) {
      order = new int[n];
      for (int i = 0; i < n; i++) {
        order[i] = i;
      }
    }
    // The order that the last draw left is as good a start as any: only the swaps are random.
    for (int i = 0; i < Math.min(count, n); i++) {
      int other = i + random.nextInt(n - i);
      int drawn = order[other];
      order[other] = order[i];
      order[i] = drawn;
    }
  }

  /** Returns a number of the last draw, by its position there. */
  int get(int position) {
    return order[position];
  }
}
