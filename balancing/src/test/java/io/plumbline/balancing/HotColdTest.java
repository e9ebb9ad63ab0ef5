package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HotColdTest {
  private static final ErrorShares.Settings NONE_TOO_HIGH =
      new ErrorShares.Settings(Double.POSITIVE_INFINITY, 1e9);
  private static final HotCold.Settings NO_AVERSION =
      new HotCold.Settings(0.75, 128, NONE_TOO_HIGH);

  private final FakeFleet fleet = new FakeFleet(20, 1);

  private static HotCold.Settings atQuantile(double quantile) {
    return new HotCold.Settings(quantile, 128, NONE_TOO_HIGH);
  }

  private Signal signal(int index, double rif, double latencyMillis) {
    return new Signal(fleet.get(index), 0, rif, latencyMillis * 1e6, 1);
  }

  private static HotCold having(HotCold.Settings settings, FakeFleet fleet, List<Signal> seen) {
    HotCold rule = new HotCold(settings, fleet.client);
    seen.forEach(rule::saw);
    return rule;
  }

  @Test
  void coldAndFast_isBest_hotAndBusy_isWorst() {
    List<Signal> signals =
        List.of(signal(0, 3, 20), signal(1, 9, 1), signal(2, 2, 30), signal(3, 1, 25));
    HotCold rule = having(NO_AVERSION, fleet, signals);
    // RIFs 1 2 3 9: the 0.75 quantile is 3, and only 9 exceeds it, however fast that one is.
    assertThat(signals.stream().map(rule::isHot)).containsExactly(false, true, false, false);
    assertThat(rule.best(signals)).isEqualTo(0);
    assertThat(rule.worst(signals)).isEqualTo(1);
    // None is hot any more: the slowest is worst.
    assertThat(rule.worst(List.of(signals.get(0), signals.get(2), signals.get(3)))).isEqualTo(1);
  }

  @Test
  void allHot_lowestRifIsBest() {
    HotCold rule =
        having(NO_AVERSION, fleet, IntStream.range(0, 9).mapToObj(i -> signal(i, 1, 1)).toList());
    List<Signal> signals = List.of(signal(0, 5, 1), signal(1, 3, 90), signal(2, 4, 2));
    assertThat(signals).allMatch(rule::isHot);
    assertThat(rule.best(signals)).isEqualTo(1);
    assertThat(rule.worst(signals)).isEqualTo(0);
  }

  @Test
  void theEndsOfTheQuantile_compareOneFigureOnly() {
    List<Signal> signals = List.of(signal(0, 2, 50), signal(1, 5, 1), signal(2, 1, 70));
    assertThat(having(atQuantile(0), fleet, signals).best(signals)).isEqualTo(2);
    assertThat(having(atQuantile(1), fleet, signals).best(signals)).isEqualTo(1);
  }

  @Test
  void shunsAServerThatFails_untilItsFailuresHaveFaded() {
    HotCold.Settings averse =
        new HotCold.Settings(0.84, 128, new ErrorShares.Settings(0.2, 5_000e6));
    List<Signal> signals = List.of(signal(0, 0, 1), signal(1, 7, 50), signal(2, 9, 60));
    HotCold rule = having(averse, fleet, signals);
    rule.ended(fleet.get(0), false);
    // One failure of one call and five credited ones is less than a fifth.
    assertThat(rule.best(signals)).isEqualTo(0);
    for (int i = 0; i < 9; i++) {
      rule.ended(fleet.get(0), false);
    }
    assertThat(rule.isHot(signals.get(0))).isTrue();
    assertThat(rule.best(signals)).isEqualTo(1);
    assertThat(rule.worst(signals)).isEqualTo(0);
    // Even if all others are hot, it is last.
    List<Signal> busy = List.of(signal(0, 0, 1), signal(1, 70, 50), signal(2, 90, 60));
    assertThat(rule.best(busy)).isEqualTo(1);
    // 10 e^-t/5 of 10 e^-t/5 + 5 falls to a fifth after 10.4 s.
    fleet.passMillis(10_390);
    assertThat(rule.best(signals)).isEqualTo(1);
    fleet.passMillis(20);
    assertThat(rule.best(signals)).isEqualTo(0);
  }

  @Test
  void errorAversion_canBeTurnedOff() {
    Balancer off =
        fleet.start(Map.of("prequal", Map.of("error-aversion", false, "removals-per-call", 0)));
    Balancer on = fleet.start(Map.of("prequal", Map.of("removals-per-call", 0)));
    for (Balancer balancer : List.of(off, on)) {
      fleet.tell(balancer, 0, 0, 1);
      fleet.tell(balancer, 1, 0, 5);
      for (int i = 0; i < 10; i++) {
        fleet.exchange(balancer, fleet.get(2), false, 1, null);
      }
      fleet.tell(balancer, 2, 0, 0.1);
    }
    assertThat(fleet.pick(off)).isSameAs(fleet.get(2));
    assertThat(fleet.pick(on)).isSameAs(fleet.get(0));
  }

  @Test
  void designLaws_holdForAnySignals() {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 1 + random.nextInt(16);
      List<Signal> seen = new ArrayList<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        seen.add(signal(0, random.nextInt(12), 1));
      }
      List<Signal> pool = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        pool.add(signal(i, random.nextInt(12), random.nextInt(10)));
      }
      double quantile = random.nextInt(5) == 0 ? random.nextInt(2) : random.nextDouble();
      HotCold rule = having(atQuantile(quantile), fleet, seen);
      HotCold higher =
          having(atQuantile(quantile + (1 - quantile) * random.nextDouble()), fleet, seen);

      Signal best = pool.get(rule.best(pool));
      List<Signal> cold = pool.stream().filter(signal -> !rule.isHot(signal)).toList();
      if (cold.isEmpty()) {
        assertThat(pool).allMatch(signal -> signal.rif() >= best.rif());
      } else {
        assertThat(cold).contains(best);
        assertThat(cold).allMatch(signal -> signal.latencyNanos() >= best.latencyNanos());
      }
      assertThat(cold).noneMatch(higher::isHot);
    }
  }
}
