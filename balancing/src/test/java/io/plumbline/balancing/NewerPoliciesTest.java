package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewerPoliciesTest {

  /** How many of the picks went to the endpoint. */
  private static int count(FakeFleet fleet, Balancer balancer, int index, int picks) {
    int count = 0;
    for (int i = 0; i < picks; i++) {
      count += fleet.pick(balancer).index() == index ? 1 : 0;
    }
    return count;
  }

  @Test
  void leastRequest_drawsWithReplacement() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start("least-request");
    fleet.send(balancer, Call.PLAIN, fleet.get(1));
    // The busier of two is chosen if it is drawn twice: a quarter of 40,000, sd 87.
    assertThat(count(fleet, balancer, 1, 40_000)).isCloseTo(10_000, within(430));
    Balancer three = fleet.start(Map.of("least-request", Map.of("choices", 3)));
    fleet.send(three, Call.PLAIN, fleet.get(1));
    assertThat(count(fleet, three, 1, 40_000)).isCloseTo(5_000, within(330));
  }

  @Test
  void leastRequest_fullScanFindsTheLeastAndIsFairToEquals() {
    FakeFleet fleet = new FakeFleet(4, 1);
    Balancer balancer = fleet.start(Map.of("least-request", Map.of("selection", "full-scan")));
    fleet.send(balancer, Call.PLAIN, fleet.get(0));
    fleet.send(balancer, Call.PLAIN, fleet.get(1));
    assertThat(count(fleet, balancer, 0, 1_000)).isZero();
    assertThat(count(fleet, balancer, 2, 40_000)).isCloseTo(20_000, within(500));
    fleet.end(balancer, fleet.get(0), true, 1);
    fleet.send(balancer, Call.PLAIN, fleet.get(2));
    fleet.send(balancer, Call.PLAIN, fleet.get(3));
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
  }

  /** Were it a failure, els would shun the server; were it outstanding, all of them would. */
  @ParameterizedTest
  @ValueSource(strings = {"c3", "els", "least-request", "peak-ewma"})
  void abandonedCalls_leaveNoTrace(String policy) {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start(policy);
    for (int i = 0; i < 10; i++) {
      fleet.send(balancer, Call.PLAIN, fleet.get(0));
      balancer.abandoned(Call.PLAIN, fleet.get(0));
    }
    assertThat(count(fleet, balancer, 0, 1_000)).isBetween(300, 700);
    assertThatIllegalStateException()
        .isThrownBy(() -> balancer.abandoned(Call.PLAIN, fleet.get(0)));
  }

  @Test
  void outstanding_refusesWhatWasNeverSent() {
    FakeFleet fleet = new FakeFleet(2, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> fleet.start("least-request").ended(Call.PLAIN, fleet.get(0), true, 1))
        .withMessage("more calls ended at s0#0 than were sent there");
  }

  @Test
  void peakEwma_risesAtOnceAndFallsSlowly() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start(Map.of("peak-ewma", Map.of("tau-ms", 1_000)));
    fleet.exchange(balancer, fleet.get(0), true, 5, null);
    fleet.exchange(balancer, fleet.get(0), true, 10, null);
    // After ln 2 of tau, 10 ms have fallen to 5; with an answer of 2 ms: 10/2 + 2/2 = 6.
    fleet.passMillis(1_000 * Math.log(2));
    fleet.exchange(balancer, fleet.get(0), true, 2, null);
    fleet.exchange(balancer, fleet.get(1), true, 5.99, null);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
    fleet.exchange(balancer, fleet.get(1), true, 6.01, null);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
    // One more outstanding doubles it: 12 and 6.01.
    fleet.send(balancer, Call.PLAIN, fleet.get(0));
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
  }

  @Test
  void peakEwma_isNeverImprovedByASlowerAnswer() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start(Map.of("peak-ewma", Map.of("tau-ms", 1_000)));
    fleet.exchange(balancer, fleet.get(0), true, 10, null);
    fleet.exchange(balancer, fleet.get(1), true, 10, null);
    // Both have fallen to 5, but nobody has looked: 10/2 + 4.99/2 = 7.495, and 7.505.
    fleet.passMillis(1_000 * Math.log(2));
    fleet.exchange(balancer, fleet.get(0), true, 4.99, null);
    fleet.exchange(balancer, fleet.get(1), true, 5.01, null);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
    // Now both have been seen to fall below 4, so what is above that is a peak.
    fleet.passMillis(1_000 * Math.log(2));
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
    fleet.exchange(balancer, fleet.get(1), true, 4, null);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
    fleet.exchange(balancer, fleet.get(0), true, 4.01, null);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
  }

  @Test
  void peakEwma_ofAFadedHistory_isAsWithoutOne() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start(Map.of("peak-ewma", Map.of("tau-ms", 10)));
    fleet.exchange(balancer, fleet.get(1), true, 10, null);
    fleet.passMillis(200);
    fleet.exchange(balancer, fleet.get(0), true, 10, null);
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(1));
    // A fiftieth of a nanosecond, however many times, would be less than 10 ms.
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(0));
  }

  @Test
  void peakEwma_triesTheUnknownOnce_andThenWaitsForIt() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start("peak-ewma");
    fleet.exchange(balancer, fleet.get(0), true, 10_000, null);
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(1));
    for (int i = 0; i < 20; i++) {
      assertThat(fleet.call(balancer)).isSameAs(fleet.get(0));
    }
    fleet.end(balancer, fleet.get(1), true, 10_000);
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(1));
  }

  @Test
  void peakEwma_comparesTwoDifferentOnes() {
    FakeFleet fleet = new FakeFleet(3, 1);
    Balancer balancer = fleet.start("peak-ewma");
    for (int i = 0; i < 3; i++) {
      fleet.exchange(balancer, fleet.get(i), true, 10 + i, null);
    }
    // The slowest is never the better of two; the fastest is in two of three pairs.
    assertThat(count(fleet, balancer, 2, 1_000)).isZero();
    assertThat(count(fleet, balancer, 0, 30_000)).isCloseTo(20_000, within(410));
  }

  @Test
  void c3_isTheFormula() {
    // q = 1 + 2 x 3 + 1 = 8; 50 - 10 + 512 x 10 = 5160.
    assertThat(C3.score(50, 10, 2, 3, 1)).isEqualTo(5_160);
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start(Map.of("c3", Map.of("ewma-weight", 0.5)));
    // s0: 30 - 10 + 2^3 10 = 100; s1: 40 - 12 + 1 x 12 = 40.
    fleet.exchange(balancer, fleet.get(0), true, 30, FakeFleet.load(1, 10));
    fleet.exchange(balancer, fleet.get(1), true, 40, FakeFleet.load(0, 12));
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
    // One outstanding at s1: 28 + 8 x 12 = 124.
    fleet.send(balancer, Call.PLAIN, fleet.get(1));
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
  }

  @Test
  void c3_withoutReportsTakesTheFewestOutstanding() {
    FakeFleet fleet = new FakeFleet(5, 1);
    Balancer balancer = fleet.start("c3");
    assertThat(List.of(1, 2, 3, 4, 5).stream().map(i -> fleet.call(balancer)))
        .containsExactlyInAnyOrderElementsOf(fleet.list);
  }

  @Test
  void c3_withoutLatenciesInReports_goesByThoseThatItFeels() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start("c3");
    fleet.exchange(balancer, fleet.get(0), true, 10, FakeFleet.load(0, Double.NaN));
    fleet.exchange(balancer, fleet.get(1), true, 9, FakeFleet.load(0, Double.NaN));
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(1));
    // 9 - 9 + 2^3 9 = 72, against 10.
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(0));
  }

  @Test
  void c3_takesNoNoticeOfWildReports() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start("c3");
    fleet.exchange(balancer, fleet.get(0), true, 30, FakeFleet.load(1, Double.POSITIVE_INFINITY));
    fleet.exchange(balancer, fleet.get(0), true, 30, FakeFleet.load(1, 10));
    fleet.exchange(balancer, fleet.get(1), true, 10, FakeFleet.load(1, 10));
    // 30 - 10 + 2^3 10 = 100, and 10 - 10 + 2^3 10 = 80.
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
  }

  @Test
  void els_isTheFormula() {
    // (100 + (10 + 800) (1/0.5 - 1)) (1 + 1) = 1820.
    assertThat(Els.cost(100, 10, 800, 0.5, 1)).isEqualTo(1_820);
    assertThat(Els.cost(100, 10, 800, 1, 0)).isEqualTo(100);
  }

  @Test
  void els_isNotFooledByWhatFailsFast() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start("els");
    for (int i = 0; i < 9; i++) {
      fleet.exchange(balancer, fleet.get(0), true, 100, null);
      fleet.exchange(balancer, fleet.get(1), i == 0, 1, null);
    }
    // s1: s = 2/10; 1 + 801 x 4 = 3205 ms. It takes 32 outstanding calls at s0 to go there.
    for (int i = 0; i < 32; i++) {
      assertThat(fleet.call(balancer)).isSameAs(fleet.get(0));
    }
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(1));
  }

  @Test
  void els_forgives() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start(Map.of("els", Map.of("time-bias-ms", 1_000)));
    fleet.exchange(balancer, fleet.get(0), true, 100, null);
    fleet.exchange(balancer, fleet.get(1), true, 50, null);
    fleet.exchange(balancer, fleet.get(1), false, 50, null);
    // s = 2/3: 50 + 850/2 = 475.
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
    // With x = e^-t, s = (x + 1)/(2x + 1): 50 + 850 x/(x + 1) is below 100 from x = 1/16 on, 2.77
    // s.
    fleet.passMillis(2_760);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(0));
    fleet.passMillis(30);
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
    // When all has faded they are equals.
    fleet.passMillis(1e7);
    assertThat(count(fleet, balancer, 0, 10_000)).isCloseTo(5_000, within(250));
  }

  @Test
  void joinIdleQueue_sendsToWhoJoinedFirst_onceEach() {
    FakeFleet fleet = new FakeFleet(50, 1);
    Balancer balancer = fleet.start("join-idle-queue");
    balancer.idle(fleet.get(7));
    balancer.idle(fleet.get(3));
    balancer.idle(fleet.get(7));
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(7));
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(3));
    Set<Endpoint> random = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      random.add(fleet.call(balancer));
    }
    assertThat(random).hasSizeGreaterThan(40);
    balancer.idle(fleet.get(9));
    balancer.idle(fleet.get(1));
    assertThat(balancer.take(Call.PLAIN, Endpoints.of(fleet.get(0), fleet.get(1))).poll())
        .isSameAs(fleet.get(1));
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(9));
  }

  /** As {@code subset} draws them. */
  @ParameterizedTest
  @ValueSource(strings = {"join-idle-queue", "prequal"})
  void asManyAsThereAre_needNotBeAll(String policy) {
    FakeFleet fleet = new FakeFleet(3, 1);
    Balancer balancer = fleet.start(policy);
    Endpoints some = Endpoints.of(fleet.get(0), fleet.get(0), fleet.get(1));
    for (int i = 0; i < 20; i++) {
      balancer.idle(fleet.get(2));
      for (int told = 0; told < 3; told++) {
        fleet.tell(balancer, told, 0, 3 - told);
      }
      assertThat(balancer.take(Call.PLAIN, some).poll()).isNotSameAs(fleet.get(2));
    }
  }

  /** {@link System#nanoTime} may begin below 0. */
  @ParameterizedTest
  @ValueSource(strings = {"els", "peak-ewma", "prequal", "prequal-sync"})
  void theClock_mayBeginAnywhere(String policy) {
    FakeFleet fleet = new FakeFleet(2, 1);
    fleet.passMillis(-1e12);
    Balancer balancer = fleet.start(policy);
    for (int i = 0; i < 10; i++) {
      fleet.exchange(balancer, fleet.get(0), false, 100, null);
      fleet.exchange(balancer, fleet.get(1), true, 50, null);
    }
    for (int i = 0; i < 20; i++) {
      Picker picker = balancer.take(Call.PLAIN, fleet.all);
      fleet.tell(balancer, 0, 0, 1);
      fleet.tell(balancer, 1, 0, 5);
      for (FakeFleet.FakeProbe probe : List.copyOf(fleet.asked)) {
        fleet.answer(balancer, probe, 0, probe.endpoint().index() == 0 ? 1 : 5);
      }
      assertThat(picker.poll()).isSameAs(fleet.get(1));
    }
  }

  @Test
  void eachSaysWhatItNeeds() {
    Map<String, Set<Policy.Need>> needs =
        Map.of(
            "prequal", Set.of(Policy.Need.PROBES, Policy.Need.REPORTS),
            "prequal-sync", Set.of(Policy.Need.PROBES, Policy.Need.REPORTS),
            "peak-ewma", Set.of(),
            "c3", Set.of(Policy.Need.REPORTS),
            "join-idle-queue", Set.of(Policy.Need.IDLE),
            "weighted-round-robin", Set.of(Policy.Need.REPORTS),
            "least-request", Set.of(),
            "els", Set.of(),
            "deadline-aware", Set.of(Policy.Need.REPORTS),
            "resident", Set.of(Policy.Need.REPORTS));
    assertThat(Newer.providers().stream().map(PolicyProvider::name))
        .containsExactlyInAnyOrderElementsOf(needs.keySet());
    needs.forEach((name, its) -> assertThat(Policies.create(name).needs()).isEqualTo(its));
  }

  @Test
  void wrongSettings_areToldInALine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("prequal", Map.of("pool", 1))))
        .withMessage("policy prequal: pool must be from 2 to 10000: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("prequal", Map.of("max-age-ms", 0))))
        .withMessage("policy prequal: max-age-ms must be from 0.001 to 1000000000: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("c3", Map.of("choices", 0))))
        .withMessage("policy c3: choices must be from 1 to 1000000: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("least-request", Map.of("selection", "best"))))
        .withMessage("policy least-request: selection must be one of n-choices, full-scan: best");
  }

  @Test
  void whateverHappens_allChooseAmongWhatTheyAreGiven_andEqualSeedsAlike() {
    for (PolicyProvider provider : Newer.providers()) {
      for (int seed = 0; seed < 30; seed++) {
        assertThat(play(provider.name(), seed))
            .as(provider.name())
            .isEqualTo(play(provider.name(), seed));
      }
    }
  }

  /** Calls, answers, probes and idle servers in any order; returns the indices chosen. */
  private static List<Integer> play(String name, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 1 + random.nextInt(8);
    FakeFleet fleet = new FakeFleet(n, seed);
    Balancer balancer = fleet.start(name);
    Endpoints some = Endpoints.of(fleet.list.subList(random.nextInt(n), n));
    List<Integer> chosen = new ArrayList<>();
    List<Picker> waiting = new ArrayList<>();
    List<Endpoint> atWork = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      fleet.passMillis(random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(5));
      switch (random.nextInt(4)) {
        case 0 ->
            waiting.add(balancer.take(call(random), random.nextInt(3) == 0 ? some : fleet.all));
        case 1 -> {
          if (!atWork.isEmpty()) {
            Endpoint done = atWork.remove(random.nextInt(atWork.size()));
            fleet.end(balancer, done, random.nextInt(3) > 0, random.nextInt(50), report(random));
          }
        }
        case 2 -> {
          if (!fleet.asked.isEmpty()) {
            FakeFleet.FakeProbe probe = fleet.asked.get(random.nextInt(fleet.asked.size()));
            if (random.nextInt(4) == 0) {
              fleet.fail(balancer, probe);
            } else {
              fleet.answer(balancer, probe, random.nextInt(5), random.nextInt(50));
            }
          }
        }
        default -> balancer.idle(fleet.get(random.nextInt(n)));
      }
      for (Picker picker : List.copyOf(waiting)) {
        if (picker.poll() instanceof Endpoint endpoint) {
          waiting.remove(picker);
          fleet.send(balancer, Call.PLAIN, endpoint);
          atWork.add(endpoint);
          chosen.add(endpoint.index());
        }
      }
    }
    assertThat(chosen).isNotEmpty().allMatch(index -> index >= 0 && index < n);
    return chosen;
  }

  private static Call call(SplittableRandom random) {
    return new Call(
        random.nextInt(6),
        random.nextBoolean() ? Call.NO_DEADLINE : random.nextLong(1_000_000_000),
        random.nextBoolean() ? "" : "vit");
  }

  private static ServerReport report(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> ServerReport.EMPTY;
      case 1 -> FakeFleet.work(random.nextInt(9), random.nextInt(100), random.nextInt(3));
      case 2 -> FakeFleet.load(random.nextInt(5), random.nextInt(30));
      default ->
          FakeFleet.queues(
              random.nextInt(5),
              random.nextInt(5),
              random.nextInt(30),
              Map.of("queued.tier.2", (double) random.nextInt(4), "resident.vit", 0.0));
    };
  }
}
