package io.plumbline.loadgen;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a schedule: merges the classes' arrival streams and decides where they end. Used once, by
 * one thread.
 */
final class ScheduleBuilder {
  private final LoadPlan plan;
  private final List<RequestClass> classes;

  /** Per class, the index of each of its shares' models in the workload's list. */
  private final int[][] modelIndicesOfShares;

  private final Seeds seeds;
  private final PoissonStream[] streams;
  private final StopRule[] ownRules;
  private final int[] counts;

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
    this.classes = plan.workload().classes();
    List<Model> models = plan.workload().models();
    this.modelIndicesOfShares =
        classes.stream()
            .map(c -> c.models().stream().mapToInt(s -> models.indexOf(s.model())).toArray())
            .toArray(int[][]::new);
    this.seeds = new Seeds(plan.seed());
    this.streams = new PoissonStream[classes.size()];
    this.ownRules = new StopRule[classes.size()];
    this.counts = new int[classes.size()];
    for (int c = 0; c < streams.length; c++) {
      if (!plan.skips(c)) {
        streams[c] = stream(plan, c);
        int equalIssue = plan.loadGen().map(LoadPlan.LoadGenStreams::equalIssue).orElse(0);
        ownRules[c] = new StopRule(plan.minDurationNanos(), plan.minQueryCount(), equalIssue);
      }
    }
    // A tenth more than expected spares most plans a second copy.
    int capacity = (int) Math.max(16, plan.expectedCount() * 1.1);
    offsetsNanos = new long[capacity];
    classIndices = new byte[capacity];
    modelIndices = new byte[capacity];
  }

  /** The arrivals of one class from their beginning. */
  static PoissonStream stream(LoadPlan plan, int classIndex) {
    long seed = plan.arrivalSeed(classIndex);
    double ratePerSecond = plan.classRatePerSecond(classIndex);
    return plan.loadGen().isPresent()
        ? PoissonStream.startingAtZero(seed, ratePerSecond)
        : PoissonStream.stationary((int) seed, ratePerSecond);
  }

  ArrivalSchedule build() {
    boolean classesEndAlone = plan.loadGen().isPresent();
    boolean[] ended = new boolean[streams.length];
    for (int c = earliest(ended); c >= 0; c = earliest(ended)) {
      long offsetNanos = streams[c].offsetNanos();
      emit(c, offsetNanos);
      streams[c].advance();
      if (classesEndAlone) {
        ended[c] = ownRules[c].endsWith(offsetNanos, counts[c]);
      } else if (offsetNanos >= plan.minDurationNanos() && everyClassHasEnough()) {
        break;
      }
    }
    return ArrivalSchedule.of(
        plan,
        Arrays.copyOf(offsetsNanos, size),
        Arrays.copyOf(classIndices, size),
        Arrays.copyOf(modelIndices, size),
        firstArrivalAfter(offsetsNanos[size - 1]));
  }

  /** The class that is due next, the lowest index of several; -1 if all have ended. */
  private int earliest(boolean[] ended) {
    int earliest = -1;
    for (int c = 0; c < streams.length; c++) {
      if (streams[c] != null
          && !ended[c]
          && (earliest < 0 || streams[c].offsetNanos() < streams[earliest].offsetNanos())) {
        earliest = c;
      }
    }
    return earliest;
  }

  private boolean everyClassHasEnough() {
    for (int c = 0; c < streams.length; c++) {
      if (streams[c] != null && counts[c] < plan.minQueryCount()) {
        return false;
      }
    }
    return true;
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
    modelIndices[size] = (byte) modelIndicesOfShares[classIndex][drawShare(classIndex)];
    size++;
    counts[classIndex]++;
  }

  /** Which of the class's model shares its next request gets. */
  private int drawShare(int classIndex) {
    double u = SplitMix64.unit(seeds.models(classIndex), counts[classIndex]);
    List<ModelShare> shares = classes.get(classIndex).models();
    double cumulative = 0;
    int lastPossible = 0;
    for (int s = 0; s < shares.size(); s++) {
      double probability = shares.get(s).probability();
      cumulative += probability;
      if (u < cumulative) {
        return s;
      }
      lastPossible = probability > 0 ? s : lastPossible;
    }
    // The probabilities may sum to a hair less than 1.
    return lastPossible;
  }

  /**
   * Classes that ended early, as LoadGen's do, are carried on until they pass the plan's last
   * arrival.
   */
  private long firstArrivalAfter(long lastNanos) {
    long first = Long.MAX_VALUE;
    for (PoissonStream stream : streams) {
      if (stream != null) {
        while (stream.offsetNanos() < lastNanos) {
          stream.advance();
        }
        first = Math.min(first, stream.offsetNanos());
      }
    }
    return first;
  }
}
