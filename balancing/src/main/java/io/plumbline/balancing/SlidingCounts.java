package io.plumbline.balancing;

import java.util.Arrays;

/**
 * How often each small whole number occurs in a collection that changes a little at a time; finds
 * the n-th smallest by walking from where it was found last.
 */
final class SlidingCounts {

  /** The numbers that can be held are below this. */
  static final int LIMIT = 1 << 16;

  private int[] counts = new int[256];
  private int total;
  private int cursor;
  private int belowCursor;

  static boolean canHold(double value) {
    return value >= 0 && value < LIMIT && value == (int) value;
  }

  /** Adds {@code value} so many times; takes it away if {@code times} is negative. */
  void add(int value, int times) {
    if (value >= counts.length) {
      counts = Arrays.copyOf(counts, Integer.highestOneBit(value) * 2);
    }
    counts[value] += times;
    total += times;
    if (value < cursor) {
      belowCursor += times;
    }
  }

  int total() {
    return total;
  }

  /** Returns the value at {@code rank}, from 0 to below {@link #total()}, in ascending order. */
  int at(int rank) {
    while (belowCursor > rank) {
      cursor--;
      belowCursor -= counts[cursor];
    }
    while (belowCursor + counts[cursor] <= rank) {
      belowCursor += counts[cursor];
      cursor++;
    }
    return cursor;
  }
}
