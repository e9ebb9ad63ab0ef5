package io.plumbline.loadgen;

import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Arrays to be used again, by exact size, the last one back first, because a cache may still hold
 * it; makes a new one when it has none. Thread-safe, never blocks.
 */
final class ByteArrayPool {
  private final ConcurrentMap<Integer, Deque<byte[]>> free = new ConcurrentHashMap<>();

  byte[] take(int size) {
    byte @Nullable [] array = ofSize(size).poll();
    return array == null ? new byte[size] : array;
  }

  /** The caller, and whoever it gave the array to, must not touch it any more. */
  void giveBack(byte[] array) {
    ofSize(array.length).push(array);
  }

  private Deque<byte[]> ofSize(int size) {
    return free.computeIfAbsent(size, key -> new ConcurrentLinkedDeque<>());
  }
}
