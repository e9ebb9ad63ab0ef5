package io.plumbline.balancing.event;

import java.util.Arrays;

/**
 * What is still to happen, the earliest first; of what happens at once, what was planned first.
 *
 * <p>A heap of four children per node in three arrays, so that planning an event allocates nothing.
 */
final class EventHeap {
  private long[] timesNanos;
  private long[] sequences;
  private long[] payloads;
  private int size;
  private long planned;

  EventHeap(int capacity) {
    this.timesNanos = new long[capacity];
    this.sequences = new long[capacity];
    this.payloads = new long[capacity];
  }

  int size() {
    return size;
  }

  /** When the next one happens; there must be one. */
  long timeNanos() {
    return timesNanos[0];
  }

  /** What the next one is; there must be one. */
  long payload() {
    return payloads[0];
  }

  void add(long timeNanos, long payload) {
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
      timesNanos[at] = timesNanos[parent];
      sequences[at] = sequences[parent];
      payloads[at] = payloads[parent];
      at = parent;
    }
    timesNanos[at] = timeNanos;
    sequences[at] = planned++;
    payloads[at] = payload;
  }

  void removeFirst() {
    int last = --size;
    long time = timesNanos[last];
    long sequence = sequences[last];
    long payload = payloads[last];
    int at = 0;
    while (true) {
      int child = 4 * at + 1;
      if (child >= last) {
        break;
      }
      int end = Math.min(child + 4, last);
      int least = child;
      for (int other = child + 1; other < end; other++) {
        if (isBefore(other, least)) {
          least = other;
        }
      }
      if (timesNanos[least] > time || (timesNanos[least] == time && sequences[least] > sequence)) {
        break;
      }
      timesNanos[at] = timesNanos[least];
      sequences[at] = sequences[least];
      payloads[at] = payloads[least];
      at = least;
    }
    timesNanos[at] = time;
    sequences[at] = sequence;
    payloads[at] = payload;
  }

  private boolean isBefore(int a, int b) {
    return timesNanos[a] < timesNanos[b]
        || (timesNanos[a] == timesNanos[b] && sequences[a] < sequences[b]);
  }
}
