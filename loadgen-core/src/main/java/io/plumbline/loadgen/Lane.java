package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.List;

/** One of the streams that a plan is the sum of, with the classes of its arrivals. */
final class Lane {
  private final ArrivalStream times;
  private final ClassMarks marks;
  private long position;

  private Lane(ArrivalStream times, ClassMarks marks, long position) {
    this.times = times;
    this.marks = marks;
    this.position = position;
  }

  /**
   * The streams of a plan that is no trace, from their beginning; of ties the first comes first.
   */
  static List<Lane> of(LoadPlan plan) {
    List<Lane> bursts = new ArrayList<>();
    List<Lane> lanes = new ArrayList<>();
    for (ArrivalGroup group : plan.groups()) {
      ClassMarks marks = ClassMarks.drawn(plan, group);
      int burst = group.initialBurst();
      if (burst > 0) {
        bursts.add(new Lane(ArrivalStream.atStart(burst), marks, 0));
      }
      if (group.arrivals().shapesTheSum()) {
        lanes.add(new Lane(sum(plan, group), marks, burst));
      } else {
        for (int c : group.classes()) {
          lanes.add(new Lane(ofClass(plan, group.arrivals(), c), ClassMarks.always(c), 0));
        }
      }
    }
    bursts.addAll(lanes);
    return bursts;
  }

  private static ArrivalStream sum(LoadPlan plan, ArrivalGroup group) {
    // From the number that results show as the arrival seed.
    long key = SplitMix64.mix(plan.arrivalSeed(group.classes().get(0)));
    UnitGaps gaps =
        group.arrivals() instanceof Arrivals.Gamma gamma ? new GammaGaps(key, gamma.cv()) : () -> 1;
    return new RescaledStream(gaps, group.ratePerSecond(), group.arrivals().profile());
  }

  private static ArrivalStream ofClass(LoadPlan plan, Arrivals arrivals, int classIndex) {
    long seed = plan.arrivalSeed(classIndex);
    double ratePerSecond = plan.classRatePerSecond(classIndex);
    if (plan.loadGen().isPresent()) {
      return PoissonStream.startingAtZero(seed, ratePerSecond);
    }
    return arrivals instanceof Arrivals.Poisson
        ? PoissonStream.stationary((int) seed, ratePerSecond)
        : new RescaledStream(new ExponentialGaps((int) seed), ratePerSecond, arrivals.profile());
  }

  long offsetNanos() {
    return times.offsetNanos();
  }

  int classIndex() {
    return marks.at(position);
  }

  void advance() {
    times.advance();
    position++;
  }

  /** How many classes its arrivals may have. */
  int classCount() {
    return marks.classCount();
  }
}
