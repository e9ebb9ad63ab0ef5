package io.plumbline.loadgen;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arrays to be used again, by exact length, the last one back first, because a cache may still hold
 * it; makes a new one when it has none.
 *
 * <p>Free arrays are kept up to a bound in bytes. One that comes back to a full pool takes the
 * place of free ones of other lengths, whose time may be over; if there are none it is left to the
 * garbage collector. Thread-safe, never blocks.
 */
final class ArrayPool<A> {
  private final IntFunction<A> maker;
  private final ToIntFunction<A> lengthOf;
  private final int elementBytes;
  private final long maxFreeBytes;
  private final AtomicLong freeBytes = new AtomicLong();

  /** The free arrays by length; an entry stays, so the lengths asked for have to be few. */
  private final ConcurrentMap<Integer, Deque<A>> free = new ConcurrentHashMap<>();

  private ArrayPool(
      IntFunction<A> maker, ToIntFunction<A> lengthOf, int elementBytes, long maxFreeBytes) {
    this.maker = maker;
    this.lengthOf = lengthOf;
    this.elementBytes = elementBytes;
    this.maxFreeBytes = maxFreeBytes;
  }

  static ArrayPool<byte[]> ofBytes(long maxFreeBytes) {
    return new ArrayPool<>(byte[]::new, array -> array.length, Byte.BYTES, maxFreeBytes);
  }

  static ArrayPool<float[]> ofFloats(long maxFreeBytes) {
    return new ArrayPool<>(float[]::new, array -> array.length, Float.BYTES, maxFreeBytes);
  }

  /** An array with whatever is in it. */
  A take(int length) {
    @Nullable A array = ofLength(length).poll();
    if (array == null) {
      return maker.apply(length);
    }
    freeBytes.addAndGet(-bytes(length));
    return array;
  }

  /** The caller, and whoever it gave the array to, must not touch it any more. */
  void giveBack(A array) {
    int length = lengthOf.applyAsInt(array);
    // Counted before it can be taken, so that the count never falls below what is there.
    long counted = freeBytes.addAndGet(bytes(length));
    while (counted > maxFreeBytes) {
      if (bytes(length) > maxFreeBytes || !dropOneNotOf(length)) {
        freeBytes.addAndGet(-bytes(length));
        return;
      }
      counted = freeBytes.get();
    }
    ofLength(length).push(array);
  }

  private boolean dropOneNotOf(int length) {
    for (Map.Entry<Integer, Deque<A>> other : free.entrySet()) {
      if (other.getKey() != length && other.getValue().pollLast() != null) {
        freeBytes.addAndGet(-bytes(other.getKey()));
        return true;
      }
    }
    return false;
  }

  private long bytes(int length) {
    return (long) elementBytes * length;
  }

  private Deque<A> ofLength(int length) {
    return free.computeIfAbsent(length, key -> new ConcurrentLinkedDeque<>());
  }
}
