package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrequalTest {

  @Test
  void reuseBudget_isThePublishedOne() {
    assertThat(Prequal.reuseBudget(16, 100, 3, 1, 1)).isCloseTo(1.32, within(0.005));
    assertThat(Prequal.reuseBudget(16, 100, 1, 0.25, 1)).isCloseTo(3.39, within(0.005));
    assertThat(Prequal.reuseBudget(16, 100, 0.5, 0.25, 1)).isCloseTo(11.76, within(0.005));
    assertThat(Prequal.reuseBudget(48, 100, 3, 1, 1)).isCloseTo(3.57, within(0.005));
    // Many probes: never less than one use.
    assertThat(Prequal.reuseBudget(16, 100, 30, 1, 1)).isEqualTo(1);
    // Room for all servers, or more removed than probed: nothing is added on balance.
    assertThat(Prequal.reuseBudget(16, 10, 3, 1, 1)).isInfinite();
    assertThat(Prequal.reuseBudget(16, 100, 1, 1, 1)).isInfinite();
  }

  @Test
  void answersServeLaterCalls() {
    FakeFleet fleet = new FakeFleet(3, 1);
    Balancer balancer = fleet.start(Map.of("prequal", Map.of("removals-per-call", 0)));
    fleet.call(balancer);
    assertThat(fleet.asked).hasSize(3);
    // The quantile of RIFs 1 2 8 at 0.84 is 8: all are cold, s1 is the fastest.
    for (FakeFleet.FakeProbe probe : List.copyOf(fleet.asked)) {
      int i = probe.endpoint().index();
      fleet.answer(balancer, probe, List.of(1, 8, 2).get(i), List.of(30, 10, 20).get(i));
    }
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(1));
    // What it has just sent makes s1's RIF 9, which exceeds 8.
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(2));
  }

  @Test
  void probesAsManyAsSet_differentServersEach() {
    FakeFleet fleet = new FakeFleet(10, 1);
    Balancer balancer = fleet.start(Map.of("prequal", Map.of("probes-per-call", 2.5)));
    for (int call = 1; call <= 400; call++) {
      int before = fleet.asked.size();
      fleet.call(balancer);
      assertThat(fleet.asked).hasSize((int) Math.floor(2.5 * call));
      assertThat(fleet.asked.subList(before, fleet.asked.size()).stream().map(Probe::endpoint))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void fewerThanTwoAnswers_isRandom() {
    FakeFleet fleet = new FakeFleet(4, 1);
    Balancer balancer = fleet.start("prequal");
    Set<Endpoint> chosen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      fleet.tell(balancer, 0, 0, 1);
      chosen.add(fleet.pick(balancer));
    }
    assertThat(chosen).hasSize(4);
  }

  @Test
  void tooOldAnswers_areNotUsed() {
    FakeFleet fleet = new FakeFleet(50, 1);
    Balancer balancer = fleet.start(Map.of("prequal", Map.of("removals-per-call", 0)));
    fleet.tell(balancer, 7, 0, 1);
    fleet.tell(balancer, 8, 0, 2);
    fleet.tell(balancer, 9, 0, 3);
    fleet.passMillis(1_000);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(7));
    fleet.passMillis(0.001);
    Set<Endpoint> chosen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      chosen.add(fleet.pick(balancer));
    }
    assertThat(chosen).hasSizeGreaterThan(20);
  }

  @Test
  void onlyEndpointsThatMayBeChosen_areChosen() {
    FakeFleet fleet = new FakeFleet(10, 1);
    Balancer balancer = fleet.start("prequal");
    Endpoints some = Endpoints.of(fleet.get(3), fleet.get(5), fleet.get(8));
    for (int i = 0; i < 200; i++) {
      for (int told = 0; told < 10; told++) {
        fleet.tell(balancer, told, 0, told);
      }
      assertThat(balancer.take(Call.PLAIN, some).poll()).isSameAs(fleet.get(3));
      assertThat(fleet.asked).allMatch(probe -> some.contains(probe.endpoint()));
    }
  }

  @Test
  void removal_alternatesOldestAndWorst() {
    FakeFleet fleet = new FakeFleet(9, 1);
    HotCold rule =
        new HotCold(HotCold.Settings.from(new PolicySettings("p", Map.of())), fleet.client);
    ProbePool pool = new ProbePool(16, 1_000, rule);
    for (int i = 0; i < 5; i++) {
      pool.add(new Signal(fleet.get(i), i, 0, List.of(3, 9, 1, 5, 7).get(i), 1));
    }
    pool.removeOne();
    assertThat(indices(pool)).containsExactly(1, 2, 3, 4);
    pool.removeOne();
    assertThat(indices(pool)).containsExactly(2, 3, 4);
    pool.removeOne();
    assertThat(indices(pool)).containsExactly(3, 4);
    pool.removeOne();
    assertThat(indices(pool)).containsExactly(3);
  }

  private static List<Integer> indices(ProbePool pool) {
    return pool.signals().stream().map(signal -> signal.endpoint().index()).toList();
  }

  @Test
  void pool_isNeverTooLarge_andNothingOldOrSpentInforms() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FakeFleet fleet = new FakeFleet(12, seed);
      HotCold rule =
          new HotCold(HotCold.Settings.from(new PolicySettings("p", Map.of())), fleet.client);
      int capacity = 2 + random.nextInt(10);
      ProbePool pool = new ProbePool(capacity, 100, rule);
      Map<Endpoint, Signal> latest = new HashMap<>();
      Map<Signal, Integer> uses = new HashMap<>();
      long now = 0;
      for (int step = 0; step < 400; step++) {
        now += random.nextInt(10);
        Endpoint any = fleet.get(random.nextInt(12));
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            int budget = 1 + random.nextInt(3);
            Signal signal = new Signal(any, now, random.nextInt(6), random.nextInt(6), budget);
            rule.saw(signal);
            pool.add(signal);
            latest.put(any, signal);
            uses.put(signal, budget);
          }
          case 2 -> {
            Endpoint used = pool.use(fleet.all, true, now);
            if (used != null) {
              Signal informing = latest.get(used);
              assertThat(informing).isNotNull();
              assertThat(now - informing.receivedAtNanos()).isLessThanOrEqualTo(100);
              assertThat(uses.merge(informing, -1, Integer::sum)).isNotNegative();
              pool.sent(used);
            }
          }
          default -> pool.removeOne();
        }
        assertThat(pool.signals()).hasSizeLessThanOrEqualTo(capacity);
        assertThat(pool.signals().stream().map(Signal::endpoint)).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void usesPerAnswer_areTheBudgetOnAverage() {
    // (1 + 1) / ((1 - 16/100) 0.9) = 2.646: two uses or three.
    FakeFleet fleet = new FakeFleet(100, 3);
    Balancer balancer =
        fleet.start(Map.of("prequal", Map.of("probes-per-call", 0.9, "removals-per-call", 0)));
    int answers = 20_000;
    int used = 0;
    for (int i = 0; i < answers; i++) {
      fleet.passMillis(2_000);
      fleet.tell(balancer, 0, 0, 1);
      fleet.tell(balancer, 1, 0, 1_000);
      fleet.tell(balancer, 2, 0, 1_000);
      int uses = 0;
      while (fleet.pick(balancer) == fleet.get(0)) {
        uses++;
      }
      assertThat(uses).isBetween(2, 3);
      used += uses;
      fleet.asked.clear();
    }
    assertThat((double) used / answers).isCloseTo(2.646, within(0.015));
  }

  @Test
  void failedProbes_tellNothing() {
    FakeFleet fleet = new FakeFleet(3, 1);
    Balancer balancer = fleet.start("prequal");
    fleet.call(balancer);
    List.copyOf(fleet.asked).forEach(probe -> fleet.fail(balancer, probe));
    Set<Endpoint> chosen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      chosen.add(fleet.pick(balancer));
    }
    assertThat(chosen).hasSize(3);
  }

  @Test
  void sync_waitsForAllButOne_andTakesTheBestOfThem() {
    FakeFleet fleet = new FakeFleet(10, 1);
    Balancer balancer = fleet.start("prequal-sync");
    Picker picker = balancer.take(Call.PLAIN, fleet.all);
    assertThat(fleet.asked).hasSize(3);
    List<FakeFleet.FakeProbe> asked = List.copyOf(fleet.asked);
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    fleet.answer(balancer, asked.get(1), 2, 30);
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    fleet.answer(balancer, asked.get(0), 2, 20);
    assertThat(picker.poll()).isSameAs(asked.get(0).endpoint());
    // The last one comes too late, however good it is.
    fleet.answer(balancer, asked.get(2), 0, 1);
    assertThat(picker.poll()).isSameAs(asked.get(0).endpoint());
  }

  @Test
  void sync_countsFailedProbesAsEnded() {
    FakeFleet fleet = new FakeFleet(10, 1);
    Balancer balancer = fleet.start(Map.of("prequal-sync", Map.of("probes", 2)));
    Picker picker = balancer.take(Call.PLAIN, fleet.all);
    List<FakeFleet.FakeProbe> asked = List.copyOf(fleet.asked);
    fleet.fail(balancer, asked.get(0));
    // One of two is enough, but told nothing: random.
    assertThat(picker.poll()).isInstanceOf(Endpoint.class);
  }

  @Test
  void sync_makesDoWithWhatIsThere_whenTimeIsUp() {
    FakeFleet fleet = new FakeFleet(10, 1);
    Balancer balancer = fleet.start(Map.of("prequal-sync", Map.of("probes", 5, "timeout-ms", 3)));
    Picker picker = balancer.take(Call.PLAIN, fleet.all);
    FakeFleet.FakeProbe only = fleet.asked.get(4);
    fleet.answer(balancer, only, 2, 30);
    fleet.passMillis(2.9);
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    fleet.passMillis(0.1);
    assertThat(picker.poll()).isSameAs(only.endpoint());
  }

  @Test
  void sync_asksNobodyWhenThereIsOnlyOne() {
    FakeFleet fleet = new FakeFleet(1, 1);
    assertThat(fleet.call(fleet.start("prequal-sync"))).isSameAs(fleet.get(0));
    assertThat(fleet.asked).isEmpty();
  }
}
