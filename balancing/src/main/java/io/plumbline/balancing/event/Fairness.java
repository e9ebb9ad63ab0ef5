package io.plumbline.balancing.event;

import java.util.List;
import java.util.Map;

/** How evenly something is shared. */
final class Fairness {
  private Fairness() {}

  /**
   * Jain's index: 1 if all have the same, 1/n if one has all (Jain, Chiu, Hawe 1984). 1 for nothing
   * at all, which is shared evenly.
   */
  static double jain(double[] shares) {
    double sum = 0;
    double squares = 0;
    for (double share : shares) {
      sum += share;
      squares += share * share;
    }
    return squares == 0 ? 1 : sum * sum / (shares.length * squares);
  }

  /** Over the tiers, by the share of their requests that was answered well and in time. */
  static void putInto(Map<String, Double> figures, Classes classes, Tally[] byClass) {
    List<Integer> tiers = classes.tiers();
    double[] inTime = new double[tiers.size()];
    double[] arrived = new double[tiers.size()];
    for (int c = 0; c < byClass.length; c++) {
      long came = byClass[c].arrivedCount();
      arrived[classes.tierIndex(c)] += came;
      inTime[classes.tierIndex(c)] += byClass[c].attainment().orElse(0) * came;
    }
    double[] attainments = new double[tiers.size()];
    for (int t = 0; t < attainments.length; t++) {
      if (arrived[t] == 0) {
        return;
      }
      attainments[t] = inTime[t] / arrived[t];
      figures.put("slo_attainment_tier_" + tiers.get(t) + "_percent", 100 * attainments[t]);
    }
    figures.put("tiers_jain", jain(attainments));
  }
}
