package io.plumbline.loadgen;

import java.util.Arrays;

/**
 * The requests of a trace: when each was due, of which class it was, and what it asked for.
 *
 * <p>Immutable; 10 bytes per request.
 */
public final class RecordedArrivals {
  private static final byte UNNAMED = -1;
  static final int PEAK_SECONDS = 10;

  private final long[] offsetsNanos;
  private final byte[] classes;
  private final byte[] models;
  private final int[] countsByClass = new int[Byte.MAX_VALUE + 1];

  private RecordedArrivals(long[] offsetsNanos, byte[] classes, byte[] models) {
    this.offsetsNanos = offsetsNanos;
    this.classes = classes;
    this.models = models;
    for (byte c : classes) {
      countsByClass[c]++;
    }
  }

  /** Takes rows one after the other. Not thread-safe. */
  public static final class Builder {
    private long[] offsetsNanos = new long[1024];
    private byte[] classes = new byte[1024];
    private byte[] models = new byte[1024];
    private int size;

    /**
     * Takes the next row.
     *
     * @param classIndex in the workload
     * @param modelIndex among the workload's models, or -1: it is drawn then
     * @throws IllegalArgumentException if the row is due before the one before it
     */
    public void add(long offsetNanos, int classIndex, int modelIndex) {
      long atLeast = size == 0 ? 0 : offsetsNanos[size - 1];
      if (offsetNanos < atLeast) {
        throw new IllegalArgumentException(
            "rows must be in the order of their offsets: "
                + offsetNanos
                + " ns comes after "
                + atLeast
                + " ns");
      }
      if (size == offsetsNanos.length) {
        int capacity = Math.addExact(size, size / 2);
        offsetsNanos = Arrays.copyOf(offsetsNanos, capacity);
        classes = Arrays.copyOf(classes, capacity);
        models = Arrays.copyOf(models, capacity);
      }
      offsetsNanos[size] = offsetNanos;
      classes[size] = (byte) classIndex;
      models[size] = (byte) modelIndex;
      size++;
    }

    /**
     * All rows.
     *
     * @throws IllegalArgumentException if there is none, or none after offset 0
     */
    public RecordedArrivals build() {
      if (size == 0) {
        throw new IllegalArgumentException("there is no request in it");
      }
      if (offsetsNanos[size - 1] == 0) {
        throw new IllegalArgumentException(
            "every request is at offset 0, which is no rate; at least one must come later");
      }
      return new RecordedArrivals(
          Arrays.copyOf(offsetsNanos, size),
          Arrays.copyOf(classes, size),
          Arrays.copyOf(models, size));
    }
  }

  /** The same requests with all offsets multiplied, to the nearest nanosecond. */
  RecordedArrivals scaled(double scale) {
    if (scale == 1) {
      return this;
    }
    long[] scaled = Arrays.stream(offsetsNanos).map(n -> Math.round(n * scale)).toArray();
    if (scaled[scaled.length - 1] == 0) {
      throw new IllegalArgumentException("scale leaves every request at offset 0: " + scale);
    }
    return new RecordedArrivals(scaled, classes, models);
  }

  int count() {
    return offsetsNanos.length;
  }

  int count(int classIndex) {
    return countsByClass[classIndex];
  }

  /** The highest class index that occurs. */
  int maxClassIndex() {
    int max = Byte.MAX_VALUE;
    while (countsByClass[max] == 0) {
      max--;
    }
    return max;
  }

  long lastNanos() {
    return offsetsNanos[offsetsNanos.length - 1];
  }

  /** Requests per second, from the start to the last of them. */
  double ratePerSecond() {
    return ratePerSecond(count());
  }

  /**
   * The rate of the busiest {@value #PEAK_SECONDS} seconds, or of all of it if it is shorter: in
   * less time even steady arrivals crowd by chance.
   */
  double peakRatePerSecond() {
    long window = PEAK_SECONDS * 1_000_000_000L;
    if (lastNanos() <= window) {
      return ratePerSecond();
    }
    int most = 0;
    int from = 0;
    for (int to = 0; to < offsetsNanos.length; to++) {
      while (offsetsNanos[to] - offsetsNanos[from] >= window) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return (double) most / PEAK_SECONDS;
  }

  double ratePerSecond(int count) {
    return count * 1e9 / lastNanos();
  }

  /** Not to be written to: a schedule that replays them shares them. */
  long[] sharedOffsetsNanos() {
    return offsetsNanos;
  }

  /** Not to be written to. */
  byte[] sharedClasses() {
    return classes;
  }

  int modelIndex(int row) {
    return models[row];
  }

  boolean namesModel(int row) {
    return models[row] != UNNAMED;
  }

  @Override
  public String toString() {
    return "RecordedArrivals[" + count() + " requests, last at " + lastNanos() + " ns]";
  }
}
