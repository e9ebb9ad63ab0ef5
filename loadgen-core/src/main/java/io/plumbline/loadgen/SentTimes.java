package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Whether what left kept the pace and the shape of the plan.
 *
 * <p>Distances, not tests: at a high rate a test would fail whatever any dispatch costs.
 */
final class SentTimes {
  private static final double LEAST_RATE = .99;
  private static final double DISPERSION_TOLERANCE = .1;

  /** Fewer windows, and one request over the edge of one would show. */
  private static final int MIN_WINDOWS = 20;

  private static final int GRIDS = 10;

  /** Window widths, in mean arrivals per window. */
  private static final int[] WINDOW_MEANS = {10, 50, 250};

  private SentTimes() {}

  /**
   * The rate at which requests left, over the rate of the plan: one of either comes short if
   * requests were left out, or if the last one left late, by which the plan took longer. However
   * few rows are left to judge, its length stays the whole plan's.
   *
   * @param deliberate rows held back or refused because the run was asked to
   */
  static Optional<Check> rate(Recording recording, IntPredicate deliberate) {
    long planned = 0;
    long sent = 0;
    long lastPlannedNanos = 0;
    long lastSentNanos = 0;
    for (int i = 0; i < recording.count(); i++) {
      if (!deliberate.test(i)) {
        planned++;
        lastPlannedNanos = Math.max(lastPlannedNanos, recording.plannedNanos(i));
        if (recording.sentNanos(i).isPresent()) {
          sent++;
          lastSentNanos = Math.max(lastSentNanos, recording.sentNanos(i).getAsLong());
        }
      }
    }
    if (planned == 0) {
      return Optional.empty();
    }
    double lengthNanos = recording.schedule().lastNanos();
    double inTime = lengthNanos / (lengthNanos + Math.max(0, lastSentNanos - lastPlannedNanos));
    // A plan without length has no rate; there the counts alone are compared.
    double ratio = (double) sent / planned * (lengthNanos > 0 ? inTime : 1);
    return Optional.of(
        Check.atLeast(
            "sent_rate",
            ratio,
            LEAST_RATE,
            "1",
            "rate at which requests left, over the plan's; below it the generator could not keep up"));
  }

  /**
   * The index of dispersion (variance over mean) of counts in windows, as sent and as planned: how
   * far the two lie apart, of the plan's own, or of a Poisson process's where the plan is more
   * regular than one.
   *
   * @param deliberate rows held back or refused because the run was asked to
   * @param skipped takes the reason if there is no answer
   */
  static Optional<Check> dispersion(
      Recording recording, IntPredicate deliberate, List<String> skipped) {
    long[] planned = new long[recording.count()];
    long[] sent = new long[recording.count()];
    int size = 0;
    for (int i = 0; i < recording.count(); i++) {
      if (!deliberate.test(i) && recording.sentNanos(i).isPresent()) {
        planned[size] = recording.plannedNanos(i);
        sent[size++] = recording.sentNanos(i).getAsLong();
      }
    }
    long untilNanos = Arrays.stream(planned, 0, size).max().orElse(0);
    double worst = -1;
    String found = "";
    for (int mean : WINDOW_MEANS) {
      int windows = size / mean;
      if (windows >= MIN_WINDOWS && untilNanos > 0) {
        double widthNanos = (double) untilNanos / windows;
        double own = dispersion(planned, size, widthNanos, windows);
        double distance =
            Math.abs(dispersion(sent, size, widthNanos, windows) - own) / Math.max(1, own);
        if (distance > worst) {
          worst = distance;
          found = mean + " requests";
        }
      }
    }
    if (worst < 0) {
      skipped.add(
          "sent_dispersion was not checked: it needs "
              + MIN_WINDOWS * WINDOW_MEANS[0]
              + " requests sent over some time, and there were "
              + size);
      return Optional.empty();
    }
    return Optional.of(
        Check.atMost(
            "sent_dispersion",
            worst,
            DISPERSION_TOLERANCE,
            "1",
            "burstiness of what left, against the plan's own; furthest off in windows of "
                + found));
  }

  /**
   * Over grids of windows that begin at {@value #GRIDS} different places: on one grid alone, a few
   * requests that slip over an edge would show more than what they did.
   */
  private static double dispersion(long[] atNanos, int size, double widthNanos, int windows) {
    double sum = 0;
    for (int grid = 0; grid < GRIDS; grid++) {
      double fromNanos = grid * widthNanos / GRIDS;
      // The last window of a grid that begins later would stick out of the plan.
      sum += dispersion(atNanos, size, fromNanos, widthNanos, grid == 0 ? windows : windows - 1);
    }
    return sum / GRIDS;
  }

  private static double dispersion(
      long[] atNanos, int size, double fromNanos, double widthNanos, int windows) {
    int[] counts = new int[windows];
    long total = 0;
    for (int i = 0; i < size; i++) {
      double window = Math.floor((atNanos[i] - fromNanos) / widthNanos);
      if (window >= 0 && window < windows) {
        counts[(int) window]++;
        total++;
      }
    }
    double mean = (double) total / windows;
    double squares = 0;
    for (int count : counts) {
      squares += (count - mean) * (count - mean);
    }
    return total == 0 ? 0 : squares / (windows - 1) / mean;
  }
}
