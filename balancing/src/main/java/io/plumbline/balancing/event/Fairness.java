package io.plumbline.balancing.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How evenly something is shared. */
final class Fairness {
  private Fairness() {}

  /**
   * Jain's index: 1 if all have the same, 1/n if one has all (Jain, Chiu, Hawe 1984). Empty if
   * there is nothing to share.
   */
  static OptionalDouble jain(double[] shares) {
    double sum = 0;
    double squares = 0;
    for (double share : shares) {
      sum += share;
      squares += share * share;
    }
    return squares == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum * sum / (shares.length * squares));
  }

  /**
   * Over the tiers of which something came, by the share of their requests that was answered well
   * and in time.
   */
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
    int known = 0;
    for (int t = 0; t < arrived.length; t++) {
      if (arrived[t] > 0) {
        double attainment = inTime[t] / arrived[t];
        attainments[known++] = attainment;
        figures.put("slo_attainment_tier_" + tiers.get(t) + "_percent", 100 * attainment);
      }
    }
    jain(Arrays.copyOf(attainments, known)).ifPresent(index -> figures.put("tiers_jain", index));
  }
}
