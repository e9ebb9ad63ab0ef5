package io.plumbline.loadgen;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;

/**
 * Adds up what a sampler sees, so that a run of any length takes little memory. Not thread-safe.
 *
 * <p>Between two looks the number in flight is taken to change in a straight line, which makes the
 * integral the trapezoid rule. The window of the mean ends with the first look after the last one
 * that saw anything: while others are waited for, nothing that is measured is out, and a mean over
 * that time would be less than the concurrency of the run.
 */
final class SampleTally {
  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_NANOS = 3600 * SECOND;

  /** Shorter ones are the daily work of a shared machine, and not worth a line each. */
  private static final long STANDSTILL_NANOS = 20_000_000;

  private static final int STANDSTILLS = 20;

  private final long periodNanos;
  private final Histogram hiccups = new Histogram(1, LONGEST_NANOS, 2);
  private final PriorityQueue<Pause> longest =
      new PriorityQueue<>(Comparator.comparingLong(Pause::lengthNanos));
  private final List<InFlight.Second> seconds = new ArrayList<>();
  private long hiccupMaxNanos;
  private long samples;
  private long firstNanos;

  // Up to the look that ends the window.
  private long windowSamples;
  private long windowEndNanos;
  private double windowCubes;

  private long lastNanos;
  private long lastInFlight;
  private double area;
  private double cubes;
  private long max;

  private long second = -1;
  private long secondSamples;
  private long secondSum;
  private long secondMax;

  SampleTally(long periodNanos) {
    this.periodNanos = periodNanos;
  }

  /**
   * Adds one look.
   *
   * @param atNanos when, from any origin, never decreasing
   * @param lateNanos after it was due; negative counts as 0
   */
  void add(long atNanos, long lateNanos, long inFlight) {
    hiccup(atNanos, Math.max(0, lateNanos));
    if (samples == 0) {
      firstNanos = atNanos;
    } else {
      double gap = atNanos - lastNanos;
      area += gap * (lastInFlight + inFlight) / 2;
      cubes += gap * gap * gap;
    }
    if (atNanos / SECOND != second) {
      closeSecond();
      second = atNanos / SECOND;
    }
    secondSamples++;
    secondSum += inFlight;
    secondMax = Math.max(secondMax, inFlight);
    max = Math.max(max, inFlight);
    samples++;
    if (inFlight > 0 || lastInFlight > 0 || max == 0) {
      windowSamples = samples;
      windowEndNanos = atNanos;
      windowCubes = cubes;
    }
    lastNanos = atNanos;
    lastInFlight = inFlight;
  }

  private void hiccup(long atNanos, long lateNanos) {
    hiccupMaxNanos = Math.max(hiccupMaxNanos, lateNanos);
    // Who sleeps through a stop is late once; somebody due at each instant of it would have been
    // late by the rest of it.
    hiccups.recordValueWithExpectedInterval(
        Math.max(1, Math.min(LONGEST_NANOS, lateNanos)), periodNanos);
    if (lateNanos >= STANDSTILL_NANOS) {
      longest.add(new Pause(atNanos - lateNanos, lateNanos));
      if (longest.size() > STANDSTILLS) {
        longest.remove();
      }
    }
  }

  private void closeSecond() {
    if (secondSamples > 0) {
      seconds.add(
          new InFlight.Second(second * SECOND, (double) secondSum / secondSamples, secondMax));
    }
    secondSamples = 0;
    secondSum = 0;
    secondMax = 0;
  }

  /** Everything so far, its instants moved by {@code shiftNanos}; nothing may be added after. */
  RunSampler.Sampled sampled(long shiftNanos) {
    closeSecond();
    List<Pause> standstills =
        longest.stream()
            .sorted(Comparator.comparingLong(Pause::atNanos))
            .map(pause -> new Pause(pause.atNanos() + shiftNanos, pause.lengthNanos()))
            .toList();
    long hiccupP99Nanos =
        Math.min(hiccupMaxNanos, samples == 0 ? 0 : hiccups.getValueAtPercentile(99));
    return new RunSampler.Sampled(
        inFlight(shiftNanos), hiccupP99Nanos, hiccupMaxNanos, standstills);
  }

  private Optional<InFlight> inFlight(long shiftNanos) {
    long windowNanos = windowEndNanos - firstNanos;
    if (windowSamples < 2 || windowNanos <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new InFlight(
            windowSamples,
            windowNanos,
            area / windowNanos,
            max,
            Math.sqrt(windowCubes / windowNanos),
            seconds.stream()
                .map(s -> new InFlight.Second(s.fromNanos() + shiftNanos, s.mean(), s.max()))
                .toList()));
  }
}
