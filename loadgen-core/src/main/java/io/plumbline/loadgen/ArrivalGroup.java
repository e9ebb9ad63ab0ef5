package io.plumbline.loadgen;

import java.util.List;

/**
 * The classes that share a shape: all that have none of their own, or one that has.
 *
 * @param arrivals their shape
 * @param classes their indices in the workload, in order
 * @param ratePerSecond of all of them together
 * @param seedIndex which of the plan's seeds belongs to their sum
 */
record ArrivalGroup(Arrivals arrivals, List<Integer> classes, double ratePerSecond, int seedIndex) {
  ArrivalGroup {
    classes = List.copyOf(classes);
  }

  /** How many requests come at offset 0, before all others. */
  int initialBurst() {
    return arrivals.initialBurst() ? (int) Math.floor(ratePerSecond) : 0;
  }
}
