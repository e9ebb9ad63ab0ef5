package io.plumbline.loadgen;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Arrays to be used again, the last one back first, because a cache may still hold it.
 *
 * <p>What a stranger's request made it allocate is bounded: it keeps at most {@code maxKeptFloats}
 * values in all. Thread-safe.
 */
final class FloatArrayPool {
  private final long maxKeptFloats;
  private final Deque<float[]> free = new ArrayDeque<>();
  private long keptFloats;

  FloatArrayPool(long maxKeptFloats) {
    this.maxKeptFloats = maxKeptFloats;
  }

  /** An array of at least this length, with whatever is in it. */
  synchronized float[] take(int minLength) {
    float @Nullable [] array = free.poll();
    if (array == null) {
      return new float[minLength];
    }
    keptFloats -= array.length;
    // One that is too short is dropped, so that the pool comes to hold what is asked for.
    return array.length >= minLength ? array : new float[minLength];
  }

  /** The caller, and whoever it gave the array to, must not touch it any more. */
  synchronized void giveBack(float[] array) {
    if (keptFloats + array.length <= maxKeptFloats) {
      free.push(array);
      keptFloats += array.length;
    }
  }
}
