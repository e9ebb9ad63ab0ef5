package io.plumbline.loadgen;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Things to be used again; makes a new one when it has none. Thread-safe, never blocks. */
final class Pool<T> {
  private final Queue<T> free = new ConcurrentLinkedQueue<>();
  private final Supplier<T> maker;

  Pool(Supplier<T> maker) {
    this.maker = maker;
  }

  T take() {
    @Nullable T thing = free.poll();
    return thing == null ? maker.get() : thing;
  }

  /** The caller, and whoever it gave the thing to, must not touch it any more. */
  void giveBack(T thing) {
    free.add(thing);
  }
}
