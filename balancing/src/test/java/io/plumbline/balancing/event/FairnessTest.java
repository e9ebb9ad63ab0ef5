package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.Workload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FairnessTest {

  @Test
  void jain_isOneForEqualShares_andAbsentForNothing() {
    assertThat(Fairness.jain(new double[] {2, 2})).hasValue(1);
    assertThat(Fairness.jain(new double[] {4, 0})).hasValue(0.5);
    // (1 + 3)² / (2 (1 + 9))
    assertThat(Fairness.jain(new double[] {1, 3})).hasValue(0.8);
    assertThat(Fairness.jain(new double[] {0, 0})).isEmpty();
    assertThat(Fairness.jain(new double[0])).isEmpty();
  }

  @Test
  void tiersOfWhichNothingCame_areLeftOut() {
    Demand demand = EventScenarios.plain().demand().withWorkload(Workload.preset("balanced"));
    Classes classes = new Classes(demand);
    Tally[] byClass = new Tally[classes.count()];
    for (int c = 0; c < byClass.length; c++) {
      byClass[c] = new Tally(true);
      if (classes.tier(c) != 1) {
        byClass[c].arrived();
        byClass[c].ended(Job.Outcome.OK, 1_000_000, 0, classes.tier(c) == 2);
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    Fairness.putInto(figures, classes, byClass);

    assertThat(figures)
        .containsOnly(
            Map.entry("slo_attainment_tier_2_percent", 100.0),
            Map.entry("slo_attainment_tier_3_percent", 0.0),
            Map.entry("tiers_jain", 0.5));
  }
}
