package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.List;

/**
 * Draws a schedule: merges a plan's streams and decides where they end. Used once, by one thread.
 */
final class ScheduleBuilder {
  private final LoadPlan plan;
  private final List<Lane> lanes;
  private final ModelMix models;
  private final StopRule[] ownRules;
  private final int[] counts;

  /** How many classes have fewer requests than they must. */
  private int classesShort;

  private long[] offsetsNanos;
  private byte[] classIndices;
  private byte[] modelIndices;
  private int size;

  /** LoadGen's end of a stream: go on while too early, or while too few. */
  private static final class StopRule {
    private final long minDurationNanos;
    private final int equalIssue;
    private long minCount;

    StopRule(long minDurationNanos, int minCount, int equalIssue) {
      this.minDurationNanos = minDurationNanos;
      this.equalIssue = equalIssue;
      this.minCount =
          equalIssue == 0 ? minCount : (minCount + equalIssue - 1L) / equalIssue * equalIssue;
    }

    /** Whether the arrival just emitted, the {@code count}-th, is the last one. */
    boolean endsWith(long offsetNanos, long count) {
      if (equalIssue > 0 && count >= minCount && offsetNanos < minDurationNanos) {
        minCount += equalIssue;
      }
      return offsetNanos >= minDurationNanos && count >= minCount;
    }
  }

  ScheduleBuilder(LoadPlan plan) {
    this.plan = plan;
    this.lanes = Lane.of(plan);
    this.models = new ModelMix(plan);
    int classes = plan.workload().classes().size();
    this.ownRules = new StopRule[classes];
    this.counts = new int[classes];
    int equalIssue = plan.loadGen().map(LoadPlan.LoadGenStreams::equalIssue).orElse(0);
    for (int c = 0; c < classes; c++) {
      ownRules[c] = new StopRule(plan.minDurationNanos(), plan.minQueryCount(), equalIssue);
      classesShort += plan.skips(c) || plan.minQueryCount() == 0 ? 0 : 1;
    }
    // A tenth more than expected spares most plans a second copy.
    int capacity = (int) Math.max(16, plan.expectedCount() * 1.1);
    offsetsNanos = new long[capacity];
    classIndices = new byte[capacity];
    modelIndices = new byte[capacity];
  }

  ArrivalSchedule build() {
    merge();
    long[] nextNanosOfClasses = new long[counts.length];
    Arrays.fill(nextNanosOfClasses, ArrivalStream.NEVER);
    nextOfSingleClasses(nextNanosOfClasses);
    long nextNanos = firstArrivalAfter(offsetsNanos[size - 1]);
    nextOfDrawnClasses(nextNanosOfClasses);
    return ArrivalSchedule.of(
        plan,
        Arrays.copyOf(offsetsNanos, size),
        Arrays.copyOf(classIndices, size),
        Arrays.copyOf(modelIndices, size),
        nextNanosOfClasses,
        nextNanos);
  }

  private void merge() {
    boolean classesEndAlone = plan.loadGen().isPresent();
    Lane[] merged = lanes.toArray(Lane[]::new);
    long[] due = lanes.stream().mapToLong(Lane::offsetNanos).toArray();
    int earliest = earliest(due);
    while (due[earliest] != ArrivalStream.NEVER) {
      Lane lane = merged[earliest];
      long offsetNanos = due[earliest];
      int classIndex = lane.classIndex();
      emit(classIndex, offsetNanos);
      lane.advance();
      due[earliest] = lane.offsetNanos();
      if (classesEndAlone) {
        if (ownRules[classIndex].endsWith(offsetNanos, counts[classIndex])) {
          due[earliest] = ArrivalStream.NEVER;
        }
      } else if (offsetNanos >= plan.minDurationNanos() && classesShort == 0) {
        return;
      }
      earliest = earliest(due);
    }
  }

  /** The stream that is due next, the first of several. */
  private static int earliest(long[] due) {
    int earliest = 0;
    long earliestNanos = due[0];
    for (int i = 1; i < due.length; i++) {
      if (due[i] < earliestNanos) {
        earliest = i;
        earliestNanos = due[i];
      }
    }
    return earliest;
  }

  private void emit(int classIndex, long offsetNanos) {
    if (size == offsetsNanos.length) {
      int capacity = Math.addExact(size, size / 2);
      offsetsNanos = Arrays.copyOf(offsetsNanos, capacity);
      classIndices = Arrays.copyOf(classIndices, capacity);
      modelIndices = Arrays.copyOf(modelIndices, capacity);
    }
    offsetsNanos[size] = offsetNanos;
    classIndices[size] = (byte) classIndex;
    modelIndices[size] = models.modelIndex(classIndex, counts[classIndex], offsetNanos);
    size++;
    if (++counts[classIndex] == plan.minQueryCount()) {
      classesShort--;
    }
  }

  private void nextOfSingleClasses(long[] nextNanosOfClasses) {
    for (Lane lane : lanes) {
      if (lane.classCount() == 1) {
        int c = lane.classIndex();
        nextNanosOfClasses[c] = Math.min(nextNanosOfClasses[c], lane.offsetNanos());
      }
    }
  }

  /**
   * Classes that ended early, as LoadGen's do, are carried on until they pass the plan's last
   * arrival.
   */
  private long firstArrivalAfter(long lastNanos) {
    long first = ArrivalStream.NEVER;
    for (Lane lane : lanes) {
      while (lane.offsetNanos() < lastNanos) {
        lane.advance();
      }
      first = Math.min(first, lane.offsetNanos());
    }
    return first;
  }

  /** Streams of several classes are carried on until each of them has come. */
  private void nextOfDrawnClasses(long[] nextNanosOfClasses) {
    for (Lane lane : lanes) {
      boolean[] seen = new boolean[counts.length];
      int unseen = lane.classCount() == 1 ? 0 : lane.classCount();
      while (unseen > 0 && lane.offsetNanos() != ArrivalStream.NEVER) {
        int c = lane.classIndex();
        if (!seen[c]) {
          seen[c] = true;
          unseen--;
          nextNanosOfClasses[c] = Math.min(nextNanosOfClasses[c], lane.offsetNanos());
        }
        lane.advance();
      }
    }
  }
}
