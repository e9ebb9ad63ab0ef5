package io.plumbline.balancing.event;

import java.util.Arrays;

/**
 * What is still to happen, the earliest first; of what happens at once, what was planned first.
 *
 * <p>A heap of four children per node in three arrays, so that planning an event allocates nothing.
 * Most events plan another one: the place of the event that was taken stays free for it.
 */
final class EventHeap {
  private long[] timesNanos;
  private long[] sequences;
  private long[] payloads;
  private int size;
  private boolean firstIsTaken;
  private long planned;

  EventHeap(int capacity) {
    this.timesNanos = new long[capacity];
    this.sequences = new long[capacity];
    this.payloads = new long[capacity];
  }

  boolean isEmpty() {
    return size == (firstIsTaken ? 1 : 0);
  }

  /** When the next one happens; there must be one. */
  long timeNanos() {
    if (firstIsTaken) {
      close();
    }
    return timesNanos[0];
  }

  /** Takes the next one out and tells what it is; there must be one. */
  long take() {
    if (firstIsTaken) {
      close();
    }
    firstIsTaken = true;
    return payloads[0];
  }

  void add(long timeNanos, long payload) {
    long sequence = planned++;
    if (firstIsTaken) {
      firstIsTaken = false;
      sink(timeNanos, sequence, payload);
      return;
    }
    if (size == timesNanos.length) {
      int capacity = 2 * size;
      timesNanos = Arrays.copyOf(timesNanos, capacity);
      sequences = Arrays.copyOf(sequences, capacity);
      payloads = Arrays.copyOf(payloads, capacity);
    }
    // A sequence is larger than all before it: only an earlier time moves an event up.
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >> 2;
      if (timesNanos[parent] <= timeNanos) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, timeNanos, sequence, payload);
  }

  /** Nothing was planned in the place of the one that was taken: the last one goes there. */
  private void close() {
    firstIsTaken = false;
    int last = --size;
    sink(timesNanos[last], sequences[last], payloads[last]);
  }

  /** Puts an event where it belongs in the heap, whose first place is free. */
  private void sink(long timeNanos, long sequence, long payload) {
    int at = 0;
    while (true) {
      int child = 4 * at + 1;
      if (child >= size) {
        break;
      }
      int least = child + 3 < size ? leastOfFour(child) : leastOf(child, size);
      long leastNanos = timesNanos[least];
      if (leastNanos > timeNanos || (leastNanos == timeNanos && sequences[least] > sequence)) {
        break;
      }
      move(least, at);
      at = least;
    }
    put(at, timeNanos, sequence, payload);
  }

  private int leastOfFour(int child) {
    long a = timesNanos[child];
    long b = timesNanos[child + 1];
    long c = timesNanos[child + 2];
    long d = timesNanos[child + 3];
    long ab = Math.min(a, b);
    long cd = Math.min(c, d);
    if (a == b || c == d || ab == cd) {
      return leastOf(child, child + 4);
    }
    // Which is the least is a matter of chance: no branch could be foretold.
    int first = child + (b < a ? 1 : 0);
    int second = child + (d < c ? 3 : 2);
    return cd < ab ? second : first;
  }

  private int leastOf(int from, int to) {
    int least = from;
    for (int other = from + 1; other < to; other++) {
      if (timesNanos[other] < timesNanos[least]
          || (timesNanos[other] == timesNanos[least] && sequences[other] < sequences[least])) {
        least = other;
      }
    }
    return least;
  }

  private void move(int from, int to) {
    timesNanos[to] = timesNanos[from];
    sequences[to] = sequences[from];
    payloads[to] = payloads[from];
  }

  private void put(int at, long timeNanos, long sequence, long payload) {
    timesNanos[at] = timeNanos;
    sequences[at] = sequence;
    payloads[at] = payload;
  }
}
