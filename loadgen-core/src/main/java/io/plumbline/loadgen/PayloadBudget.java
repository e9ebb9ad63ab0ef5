package io.plumbline.loadgen;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of payload may be prepared or in flight at once. Thread-safe, never blocks. */
final class PayloadBudget {
  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  PayloadBudget(long limitBytes) {
    if (limitBytes < 1) {
      throw new IllegalArgumentException("payload budget must be at least 1 byte: " + limitBytes);
    }
    this.limitBytes = limitBytes;
  }

  /** Takes {@code bytes} if they are there; a payload larger than the whole budget never fits. */
  boolean tryReserve(long bytes) {
    long used = usedBytes.get();
    while (used + bytes <= limitBytes) {
      if (usedBytes.compareAndSet(used, used + bytes)) {
        return true;
      }
      used = usedBytes.get();
    }
    return false;
  }

  void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }
}
