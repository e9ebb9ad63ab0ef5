package io.plumbline.loadgen;

import io.netty.buffer.PooledByteBufAllocator;

/** How both ends of a connection hold messages of half a megabyte and more. */
public final class LargeMessages {
  private static final int PAGE_BYTES = 8192;

  /**
   * Chunks of 8 MiB. In gRPC's own of 2 MiB one tensor is so large a part that the chunk is freed
   * and mapped anew for each.
   */
  private static final int MAX_ORDER = 10;

  private LargeMessages() {}

  /**
   * A pooled allocator of direct buffers.
   *
   * @param threads how many will allocate at once
   */
  public static PooledByteBufAllocator allocator(int threads) {
    return new PooledByteBufAllocator(
        true,
        1,
        threads,
        PAGE_BYTES,
        MAX_ORDER,
        PooledByteBufAllocator.defaultSmallCacheSize(),
        PooledByteBufAllocator.defaultNormalCacheSize(),
        true);
  }
}
