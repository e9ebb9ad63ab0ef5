package io.plumbline.scheduler;

import java.util.Arrays;

/**
 * Recent latencies, by how many requests were in flight when each request came, and the services
 * that they include.
 *
 * <p>Numbers up to 16 are kept apart, larger ones in eighths of an octave. Not thread-safe.
 */
final class LatencyHistory {
  /** How many latencies the mean is of. */
  static final int MEAN_OF = 100;

  /** Odd, so that the median is one of them. */
  private static final int PER_BUCKET = 9;

  private static final int APART = 16;
  private static final int PER_OCTAVE = 8;

  private final long[][] recentNanos;
  private final long[] seen;
  private final long[] medianNanos;
  private final long[] sorted = new long[PER_BUCKET];

  private final long[] latestNanos = new long[MEAN_OF];
  private final long[] latestServiceNanos = new long[MEAN_OF];
  private long sumNanos;
  private long sumServiceNanos;
  private long count;

  /**
   * @param most as many as can be in flight
   */
  LatencyHistory(int most) {
    int buckets = bucket(most) + 1;
    recentNanos = new long[buckets][PER_BUCKET];
    seen = new long[buckets];
    medianNanos = new long[buckets];
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(seen, 0);
    Arrays.fill(latestNanos, 0);
    Arrays.fill(latestServiceNanos, 0);
    sumNanos = 0;
    sumServiceNanos = 0;
    count = 0;
  }

  /**
   * @param serviceNanos how much of the latency was no wait
   */
  void append(int inFlight, long latencyNanos, long serviceNanos) {
    int at = (int) (count++ % MEAN_OF);
    sumNanos += latencyNanos - latestNanos[at];
    latestNanos[at] = latencyNanos;
    sumServiceNanos += serviceNanos - latestServiceNanos[at];
    latestServiceNanos[at] = serviceNanos;

    int bucket = Math.min(bucket(inFlight), seen.length - 1);
    recentNanos[bucket][(int) (seen[bucket]++ % PER_BUCKET)] = latencyNanos;
    int size = (int) Math.min(seen[bucket], PER_BUCKET);
    System.arraycopy(recentNanos[bucket], 0, sorted, 0, size);
    Arrays.sort(sorted, 0, size);
    medianNanos[bucket] = sorted[(size - 1) / 2];
  }

  long latestNanos() {
    requireSome();
    return latestNanos[(int) ((count - 1) % MEAN_OF)];
  }

  double meanNanos() {
    requireSome();
    return (double) sumNanos / Math.min(count, MEAN_OF);
  }

  double meanServiceNanos() {
    requireSome();
    return (double) sumServiceNanos / Math.min(count, MEAN_OF);
  }

  /** The median at this number in flight, or at the nearest that was seen, the lower of two. */
  long medianNanos(int inFlight) {
    requireSome();
    int bucket = Math.min(bucket(inFlight), seen.length - 1);
    for (int distance = 0; ; distance++) {
      if (bucket - distance >= 0 && seen[bucket - distance] > 0) {
        return medianNanos[bucket - distance];
      }
      if (bucket + distance < seen.length && seen[bucket + distance] > 0) {
        return medianNanos[bucket + distance];
      }
    }
  }

  private void requireSome() {
    if (isEmpty()) {
      throw new IllegalStateException("no request has been served yet");
    }
  }

  private static int bucket(int inFlight) {
    if (inFlight < APART) {
      return inFlight;
    }
    int octave = 31 - Integer.numberOfLeadingZeros(inFlight);
    int eighth = (inFlight >>> (octave - 3)) & (PER_OCTAVE - 1);
    return APART + (octave - 4) * PER_OCTAVE + eighth;
  }
}
