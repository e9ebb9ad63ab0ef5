package io.plumbline.loadgen;

import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;

/**
 * The connections of a target and how calls are made on them.
 *
 * @param transport what carries their bytes
 * @param channels connections; the classes of a workload take turns on them
 * @param eventLoops threads that write and read
 * @param writeBufferBytes what a connection may hand to the kernel at a time: below the size of a
 *     message, the message goes out in as many rounds
 * @param retries whether gRPC's retry layer is in between: it keeps every request until its answer
 *     begins, and may send it again
 * @param rpcTimeout after which gRPC gives a call up, counted from its dispatch
 */
public record ChannelSettings(
    SocketTransport transport,
    int channels,
    int eventLoops,
    int writeBufferBytes,
    boolean retries,
    Duration rpcTimeout) {

  /** Of Netty's choice this is 16 times; a tensor of 602 KB goes out in one round. */
  public static final int DEFAULT_WRITE_BUFFER_BYTES = 1 << 20;

  public ChannelSettings {
    transport
        .whyNot()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    atLeast(1, "channels", channels);
    atLeast(1, "event loops", eventLoops);
    atLeast(1, "write buffer bytes", writeBufferBytes);
    if (rpcTimeout.isZero() || rpcTimeout.isNegative()) {
      throw new IllegalArgumentException("RPC timeout must be positive: " + rpcTimeout);
    }
  }

  private static void atLeast(int bound, String name, int value) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " must be at least " + bound + ": " + value);
    }
  }

  /**
   * One event loop less than cores, because a thread that is due should not have to wait for one
   * that writes.
   */
  public static ChannelSettings defaults(int channels, Duration rpcTimeout) {
    return new ChannelSettings(
        SocketTransport.best(),
        channels,
        defaultEventLoops(),
        DEFAULT_WRITE_BUFFER_BYTES,
        false,
        rpcTimeout);
  }

  /** What {@link #defaults} chooses here. */
  public static int defaultEventLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
  }

  /** Netty's form of it: a connection takes more again when half of it has gone. */
  static WriteBufferWaterMark waterMark(int writeBufferBytes) {
    return new WriteBufferWaterMark(writeBufferBytes / 2, writeBufferBytes);
  }
}
