package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.TDistribution;

final class SaturationDetector {
  static final double FALSE_STOPS = .01;
  static final double LEAST_ACHIEVED = .9;

  static final long BLOCK_NANOS = 250_000_000;
  private static final int BLOCKS = 32;
  private static final int BLOCKS_BETWEEN_LOOKS = 4;
  private static final int SCALES = 12;
  private static final int CRITERIA = 2;
  private static final int REFLECTION = 2;
  private static final double TYPICAL_SHARE = 1 / 3.0;
  private static final int BASELINES_PER_BLOCK = 2;
  private static final int BASELINES_OF_WAITING = 10;
  private static final int BASELINE_ANSWERS = 20;
  private static final TDistribution STUDENT = TDistribution.of(BLOCKS - 1.0);

  private static final class Scale {
    private final int index;
    private final long blockNanos;
    private final long[] offered = new long[BLOCKS + 1];
    private final long[] ended = new long[BLOCKS + 1];
    private final long[] ok = new long[BLOCKS + 1];
    private long snapshots;
    private long looks;

    Scale(int index) {
      this.index = index;
      this.blockNanos = BLOCK_NANOS << index;
    }

    void add(long offeredSoFar, long endedSoFar, long okSoFar) {
      int slot = slot(snapshots++);
      offered[slot] = offeredSoFar;
      ended[slot] = endedSoFar;
      ok[slot] = okSoFar;
    }

    boolean isDue() {
      return snapshots > BLOCKS && (snapshots - 1) % BLOCKS_BETWEEN_LOOKS == 0;
    }

    double nextLevel() {
      looks++;
      return FALSE_STOPS / CRITERIA / (2L << index) / ((double) looks * (looks + 1));
    }

    double windowNanos() {
      return (double) blockNanos * BLOCKS;
    }

    private static int slot(long snapshot) {
      return (int) (snapshot % (BLOCKS + 1));
    }

    private static long rise(long[] counts, long from, long to) {
      return counts[slot(to)] - counts[slot(from)];
    }

    long rise(long[] counts) {
      return rise(counts, snapshots - 1 - BLOCKS, snapshots - 1);
    }

    double[] backlogRises() {
      double[] rises = new double[BLOCKS];
      for (int b = 0; b < BLOCKS; b++) {
        long from = snapshots - 1 - BLOCKS + b;
        rises[b] = rise(offered, from, from + 1) - rise(ended, from, from + 1);
      }
      return rises;
    }

    double[] shortfallRises() {
      double[] rises = new double[BLOCKS];
      for (int b = 0; b < BLOCKS; b++) {
        long from = snapshots - 1 - BLOCKS + b;
        rises[b] = LEAST_ACHIEVED * rise(ended, from, from + 1) - rise(ok, from, from + 1);
      }
      return rises;
    }
  }

  private final PlannedLoad plan;
  private final RunLimits.Scope scope;
  private final OptionalLong givenBaselineNanos;
  private final Scale[] scales = new Scale[SCALES];
  private boolean started;
  private long nextBoundaryNanos;
  private long boundaries;
  private long offered;
  private long ended;
  private long ok;
  private double groupNanos;
  private double lowestGroupNanos = Double.POSITIVE_INFINITY;

  SaturationDetector(PlannedLoad plan, OptionalLong givenBaselineNanos, RunLimits.Scope scope) {
    this.plan = plan;
    this.givenBaselineNanos = givenBaselineNanos;
    this.scope = scope;
    Arrays.setAll(scales, Scale::new);
  }

  void offered() {
    offered++;
  }

  void ended(boolean wasOk, long responseNanos) {
    ended++;
    if (wasOk) {
      ok++;
      groupNanos += responseNanos;
      if (ok % BASELINE_ANSWERS == 0) {
        lowestGroupNanos = Math.min(lowestGroupNanos, groupNanos);
        groupNanos = 0;
      }
    }
  }

  Optional<StopReason> advance(long atNanos) {
    if (!started) {
      started = true;
      nextBoundaryNanos = atNanos;
    }
    Optional<StopReason> found = Optional.empty();
    while (found.isEmpty() && nextBoundaryNanos <= atNanos) {
      found = closeBlock(nextBoundaryNanos);
      nextBoundaryNanos += BLOCK_NANOS;
    }
    return found;
  }

  private Optional<StopReason> closeBlock(long atNanos) {
    Optional<StopReason> found = Optional.empty();
    for (int k = 0; k < SCALES && boundaries % (1L << k) == 0; k++) {
      Scale scale = scales[k];
      scale.add(offered, ended, ok);
      if (found.isEmpty() && scale.isDue()) {
        found = look(scale, atNanos);
      }
    }
    boundaries++;
    return found;
  }

  private Optional<StopReason> look(Scale scale, long atNanos) {
    double level = scale.nextLevel();
    OptionalLong baseline = baselineNanos();
    if (baseline.isPresent() && scale.blockNanos < BASELINES_PER_BLOCK * baseline.getAsLong()) {
      return Optional.empty();
    }
    double perNano = 1 / scale.windowNanos();
    double endedPerNano = scale.rise(scale.ended) * perNano;
    double okPerNano = scale.rise(scale.ok) * perNano;
    double leftNanos = plan.lastNanos() - atNanos;
    double ahead = plan.dueBy(plan.lastNanos()) - plan.dueBy(atNanos);
    long backlog = offered - ended;
    if (baseline.isPresent()
        && backlog >= BASELINES_OF_WAITING * baseline.getAsLong() * endedPerNano
        && backlog + ahead > endedPerNano * leftNanos
        && keepsRising(scale.backlogRises(), level / REFLECTION)) {
      double rise = (scale.rise(scale.offered) - scale.rise(scale.ended)) * perNano * 1e9;
      return Optional.of(
          new StopReason("saturation_backlog", rise, 0, "requests/s",
              String.format(Locale.ROOT, "backlog %d", backlog), scope));
    }
    if (LEAST_ACHIEVED * ahead > okPerNano * leftNanos
        && keepsRising(scale.shortfallRises(), level)) {
      return Optional.of(
          new StopReason("saturation_achieved", okPerNano / endedPerNano, LEAST_ACHIEVED, "1",
              "x", scope));
    }
    return Optional.empty();
  }

  private OptionalLong baselineNanos() {
    if (givenBaselineNanos.isPresent()) {
      return givenBaselineNanos;
    }
    return Double.isFinite(lowestGroupNanos)
        ? OptionalLong.of((long) (lowestGroupNanos / BASELINE_ANSWERS))
        : OptionalLong.empty();
  }

  static boolean keepsRising(double[] rises, double level) {
    double mean = Arrays.stream(rises).average().orElseThrow();
    double squares = 0;
    for (double rise : rises) {
      squares += (rise - mean) * (rise - mean);
    }
    double deviation = Math.max(1, Math.sqrt(squares / (rises.length - 1)));
    double t = mean * Math.sqrt(rises.length) / deviation;
    if (t <= STUDENT.inverseSurvivalProbability(level)) {
      return false;
    }
    double[] sorted = rises.clone();
    Arrays.sort(sorted);
    double median = (sorted[rises.length / 2 - 1] + sorted[rises.length / 2]) / 2;
    return median > mean * TYPICAL_SHARE;
  }
}
