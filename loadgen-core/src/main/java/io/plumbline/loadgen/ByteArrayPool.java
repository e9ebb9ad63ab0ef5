package io.plumbline.loadgen;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Arrays to be used again, by exact size; makes a new one when it has none. Thread-safe, never
 * blocks.
 */
final class ByteArrayPool {
  private final ConcurrentMap<Integer, Queue<byte[]>> free = new ConcurrentHashMap<>();

  byte[] take(int size) {
    byte @Nullable [] array = queue(size).poll();
    return array == null ? new byte[size] : array;
  }

  /** The caller, and whoever it gave the array to, must not touch it any more. */
  void giveBack(byte[] array) {
    queue(array.length).add(array);
  }

  private Queue<byte[]> queue(int size) {
    return free.computeIfAbsent(size, key -> new ConcurrentLinkedQueue<>());
  }
}
