package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.experiments.KneeSearch.Seen;
import io.plumbline.results.SweepPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class KneeSearchTest {
  private static final Seen NOTHING =
      new Seen(false, OptionalDouble.empty(), OptionalDouble.empty(), false);

  private static KneeSearch knee(double from, double max, int maxRates) {
    return new KneeSearch(new SweepRates.Auto(from, max, maxRates, false));
  }

  private static Seen seen(double attainmentPercent, double p99Millis) {
    return new Seen(
        true, OptionalDouble.of(attainmentPercent), OptionalDouble.of(p99Millis), false);
  }

  /** All rates in the order in which they are asked for. */
  private static List<Double> play(
      KneeSearch knee, NavigableMap<Double, Seen> seen, DoubleFunction<Seen> target) {
    List<Double> order = new ArrayList<>();
    for (List<Double> next = knee.next(seen); !next.isEmpty(); next = knee.next(seen)) {
      order.addAll(next);
      next.forEach(rate -> seen.put(rate, target.apply(rate)));
    }
    return order;
  }

  @Test
  void rateIsDoubledUntilTooFewMeetTheirSlo_thenFourAreLookedAtBetween() {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    List<Double> order = play(knee(10, 1000, 16), seen, rate -> seen(rate < 70 ? 99 : 90, 20));
    // 40 to 80 in five equal ratios of 2^(1/5).
    assertThat(order).containsExactly(10.0, 20.0, 40.0, 80.0, 45.948, 52.78, 60.629, 69.644);
    assertThat(knee(10, 1000, 16).statement(seen))
        .startsWith("the knee is between 69.644 and 80 requests/s (");
  }

  @Test
  void queueThatGrows_isSeenThoughNoSloIsMissedYet() {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    // One exponential server that can do 100: p99 is 4.6 / (100 - rate) seconds.
    play(
        knee(10, 1000, 16),
        seen,
        rate -> rate < 100 ? seen(100, 4605 / (100 - rate)) : seen(100, 1e6));
    // Five times that at 10 is reached at 100 - 90/5 = 82.
    assertThat(seen.headMap(82.0).keySet()).contains(80.0);
    assertThat(knee(10, 1000, 16).statement(seen))
        .startsWith("the knee is between 80 and 91.896 requests/s (");
  }

  @Test
  void percentileThatIsUnknownBecauseRequestsFailed_isBeyondTheKnee() {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    play(
        knee(10, 1000, 16),
        seen,
        rate ->
            rate < 30
                ? seen(99, 5)
                : new Seen(true, OptionalDouble.of(98), OptionalDouble.empty(), true));
    assertThat(seen.lastKey()).isEqualTo(40);
  }

  @Test
  void percentileThatTooFewRequestsSupport_saysNothing() {
    Seen met = new Seen(true, OptionalDouble.of(100), OptionalDouble.empty(), false);
    assertThat(play(knee(10, 80, 16), new TreeMap<>(), rate -> rate < 40 ? met : seen(100, 900)))
        .as("without a baseline's there is nothing to be five times of")
        .containsExactly(10.0, 20.0, 40.0, 80.0);
  }

  @Test
  void targetThatKeepsUp_isPlayedUpToTheHighestRateAllowed() {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    assertThat(play(knee(10, 90, 16), seen, rate -> seen(100, 5)))
        .containsExactly(10.0, 20.0, 40.0, 80.0, 90.0);
    assertThat(knee(10, 90, 16).statement(seen)).startsWith("the knee is above 90 requests/s: ");
    assertThat(play(knee(10, 1e9, 4), new TreeMap<>(), rate -> seen(100, 5)))
        .containsExactly(10.0, 20.0, 40.0, 80.0);
  }

  @Test
  void baselineBeyondTheKnee_endsTheSearch() {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    assertThat(play(knee(10, 1000, 16), seen, rate -> seen(50, 5))).containsExactly(10.0);
    assertThat(knee(10, 1000, 16).statement(seen)).contains("below 10 requests/s", "lower --from");
  }

  @Test
  void pointsThatSayNothing_areSteppedOver_butNotTwoInARow() {
    NavigableMap<Double, Seen> one = new TreeMap<>();
    assertThat(
            play(
                knee(10, 1000, 16),
                one,
                rate -> rate == 40 ? NOTHING : seen(rate < 100 ? 99 : 50, 5)))
        .startsWith(10.0, 20.0, 40.0, 80.0, 160.0)
        .hasSize(9);
    NavigableMap<Double, Seen> all = new TreeMap<>();
    assertThat(play(knee(10, 1000, 16), all, rate -> rate < 30 ? seen(99, 5) : NOTHING))
        .containsExactly(10.0, 20.0, 40.0, 80.0);
    assertThat(knee(10, 1000, 16).statement(all)).contains("above 20", "say nothing");
    NavigableMap<Double, Seen> none = new TreeMap<>();
    assertThat(play(knee(10, 1000, 16), none, rate -> NOTHING)).containsExactly(10.0);
    assertThat(knee(10, 1000, 16).statement(none)).contains("no valid result");
  }

  @Test
  void pointsThatKeepUpAgain_areTold() {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    play(
        knee(10, 1000, 16), seen, rate -> seen(rate < 50 || (rate > 60 && rate < 70) ? 99 : 50, 5));
    assertThat(knee(10, 1000, 16).statement(seen))
        .contains("between 45.948 and 52.78 requests/s, and points above it keep up again");
  }

  @Test
  void noMoreRatesThanAllowed_areEverPlayed() {
    for (int most = 2; most <= 12; most++) {
      for (double end : new double[] {5, 15, 35, 75, 300, 1e9}) {
        List<Double> order =
            play(knee(10, 640, most), new TreeMap<>(), rate -> seen(rate < end ? 99 : 0, 5));
        assertThat(order).hasSizeLessThanOrEqualTo(most).doesNotHaveDuplicates();
        assertThat(order).allMatch(rate -> rate >= 10 && rate <= 640);
      }
    }
  }

  @Test
  void repetition_speaksForAFirstRunThatSaysNothing() {
    SweepPoint failed = SweepPoint.pending("a", "balanced", 30, "poisson", 1).failed("no");
    SweepPoint valid =
        new SweepPoint(
            "b",
            "balanced",
            30,
            Optional.empty(),
            2,
            SweepPoint.Status.VALID,
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(Map.of("slo_attainment_%", 99.0)),
            Optional.empty(),
            Map.of());
    assertThat(KneeSearch.seen(List.of(failed, valid), false).get(30.0))
        .isEqualTo(KneeSearch.seen(List.of(valid), false).get(30.0))
        .isNotEqualTo(NOTHING);
  }
}
