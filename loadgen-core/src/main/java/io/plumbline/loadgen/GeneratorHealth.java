package io.plumbline.loadgen;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How the generator itself fared during a run and its drain. What could not be read is absent.
 *
 * @param windowNanos how long it was watched
 * @param readings finite values, in the unit of each
 * @param standstills the longest times in which an idle thread did not wake, in order of time
 * @param collections the longest stops for a collection, in order of time
 */
public record GeneratorHealth(
    long windowNanos,
    Map<HealthReading, Double> readings,
    List<Pause> standstills,
    List<Pause> collections) {

  /**
   * A time in which the generator did nothing.
   *
   * @param atNanos its beginning, from the start of the run
   */
  public record Pause(long atNanos, long lengthNanos) {
    public long endNanos() {
      return atNanos + lengthNanos;
    }

    /** How much of the time from {@code fromNanos} to {@code toNanos} it takes. */
    long overlapNanos(long fromNanos, long toNanos) {
      return Math.max(0, Math.min(endNanos(), toNanos) - Math.max(atNanos, fromNanos));
    }
  }

  public GeneratorHealth {
    EnumMap<HealthReading, Double> copy = new EnumMap<>(HealthReading.class);
    readings.forEach(
        (reading, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(reading.id() + " must be finite: " + value);
          }
          copy.put(reading, value);
        });
    readings = Collections.unmodifiableMap(copy);
    standstills = List.copyOf(standstills);
    collections = List.copyOf(collections);
  }

  /** One reading; empty if it could not be read. */
  OptionalDouble reading(HealthReading of) {
    Double value = readings.get(of);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
