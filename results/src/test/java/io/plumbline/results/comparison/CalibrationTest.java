package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.comparison.Calibration.Reach;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void reach_countsWhatWouldHaveBeenFound_metricByMetric() {
    double[] quiet = {1000, 1001, 999, 1000.5};
    double[] loud = {1000, 1030, 970, 1010};
    Comparison comparison =
        Examples.compare(
            List.of(
                Examples.time("Quiet", quiet),
                Examples.time("Loud", loud),
                Examples.time("New", 1),
                Examples.bytes("Quiet", 1000, 1000, 1000)),
            List.of(
                Examples.time("Quiet", 1000.1, 1001, 999, 1000.5),
                Examples.time("Loud", 1001, 1030, 970, 1010),
                Examples.bytes("Quiet", 1000, 1000, 1001)));
    assertThat(Calibration.reach(comparison))
        .containsExactly(
            new Reach("allocation", .05, 1, 1),
            new Reach("allocation", .10, 1, 1),
            new Reach("allocation", .20, 1, 1),
            new Reach("time", .05, 1, 2),
            new Reach("time", .10, 2, 2),
            new Reach("time", .20, 2, 2));
  }

  @Test
  void reach_countsRatesByTheTimeThatTheyStandFor() {
    // The same figures as times and as rates would have caught the same slowdowns.
    for (double scatter = .001; scatter < .1; scatter *= 1.05) {
      double[] base = {1000, 1000 * (1 + scatter), 1000 * (1 - scatter), 1000.1};
      double[] head = {1001, 1000 * (1 + scatter), 1000 * (1 - scatter), 1000.2};
      assertThat(caught(Quantity.OPERATIONS_PER_SECOND, inverse(base), inverse(head)))
          .isEqualTo(caught(Quantity.NANOS_PER_OPERATION, base, head));
    }
  }

  private static double[] inverse(double[] values) {
    return Arrays.stream(values).map(x -> 1e9 / x).toArray();
  }

  private static List<Integer> caught(Quantity quantity, double[] base, double[] head) {
    SeriesKey key = Examples.key("A");
    Comparison comparison =
        Examples.compare(
            List.of(Series.measured(key, quantity, Examples.forks(base), Map.of())),
            List.of(Series.measured(key, quantity, Examples.forks(head), Map.of())));
    return Calibration.reach(comparison).stream().map(Reach::caught).toList();
  }
}
