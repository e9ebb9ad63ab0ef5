package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.assertShares;
import static io.plumbline.balancing.TestClient.expecting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.balancing.Policy.Need;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclTest {
  private static final int PICKS = 30_000;
  private static final Map<String, String> BY_CLIENT =
      Map.of("health", "client-in-flight", "rank", "client-latency-mean");

  private static TestClient withLatencies(double... latenciesNanos) {
    String[] names = new String[latenciesNanos.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "s" + i;
    }
    TestClient test = new TestClient(1, names);
    for (int i = 0; i < names.length; i++) {
      if (Cost.isKnown(latenciesNanos[i])) {
        test.endpoints[i].answered(latenciesNanos[i], null, 0);
      }
    }
    return test;
  }

  @Test
  void theLeastRankOfTheCold_isPicked() {
    // Of 1, 2 and 3 the 80th percentile is 2 + 0.6 * (3 - 2): the third, best by rank, is hot.
    TestClient test = withLatencies(30, 20, 10).inFlight(1, 2, 3);
    assertThat(test.pick(test.start("hcl", BY_CLIENT))).isSameAs(test.endpoints[1]);
  }

  @Test
  void byDefault_serversTellTheirRankAndHealth() {
    TestClient test =
        new TestClient(1, "a", "b", "c")
            .reported(expecting(1, 30), expecting(2, 20), expecting(3, 10));
    assertThat(test.pick(test.start("hcl"))).isSameAs(test.endpoints[1]);
  }

  @Test
  void theCutoffItself_isCold() {
    // Of 1, 2 and 3 the median is 2.
    TestClient test = withLatencies(30, 20, 10).inFlight(1, 2, 3);
    Map<String, ?> median =
        Map.of("health", "client-in-flight", "rank", "client-latency", "percentile", 50);
    assertThat(test.pick(test.start("hcl", median))).isSameAs(test.endpoints[1]);
  }

  @Test
  void whenAllAreHot_theHealthiestIsPicked_theFirstOfEquals() {
    TestClient test = withLatencies(10, 20, 30, 30).inFlight(1, 1, 1, 1);
    Balancer balancer = test.start("hcl", BY_CLIENT);
    for (int i = 0; i < 50; i++) {
      assertThat(test.pick(balancer)).isSameAs(test.endpoints[0]);
    }
    // Four of 204 are more than 1, so the cutoff is still 1.
    test.inFlight(6, 5, 4, 4);
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[2]);
  }

  @Test
  void ofEqualRanks_theFirstIsPicked() {
    TestClient test = withLatencies(20, 10, 10).inFlight(1, 1, 1);
    Balancer balancer = test.start("hcl", BY_CLIENT);
    assertShares(test.count(balancer, 100), 0, 1, 0);
  }

  @Test
  void anUnknownRank_isAverage() {
    // The average of 10 and 30 is before 30, and after 10.
    TestClient test = withLatencies(30, Double.NaN, 10).inFlight(1, 1, 1);
    Balancer balancer = test.start("hcl", BY_CLIENT);
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[2]);
    test.inFlight(1, 1, 50);
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[1]);
  }

  @Test
  void anUnknownHealth_isAverage_andNotRemembered() {
    // Known are 2 and 4, so the cutoff is 3.6, and the first counts as 3.
    TestClient test =
        withLatencies(10, 20, 30).reported(ServerReport.EMPTY, expecting(2, 0), expecting(4, 0));
    Balancer balancer =
        test.start("hcl", Map.of("rank", "client-latency", "health", "server-in-flight"));
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[0]);
  }

  @Test
  void withoutHealth_eachIsAsLikely_andNothingIsRemembered() {
    TestClient test = withLatencies(30, 20, 10);
    Balancer balancer = test.start("hcl", BY_CLIENT);
    assertShares(test.count(balancer, PICKS), 1.0 / 3, 1.0 / 3, 1.0 / 3);
    test.inFlight(1, 2, 3);
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[1]);
  }

  @Test
  void withoutRank_eachIsAsLikely_butHealthIsRemembered() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1, 1, 1);
    Balancer balancer = test.start("hcl", BY_CLIENT);
    assertShares(test.count(balancer, PICKS), 1.0 / 3, 1.0 / 3, 1.0 / 3);
    test.endpoints[0].answered(10, null, 0);
    test.inFlight(3, 2, 2);
    // All are hotter than the many ones that were remembered.
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[1]);
  }

  @Test
  void endpointsOfOneName_fillOneWindow_whichCountsTwice() {
    TestClient test = new TestClient(1, "a", "a", "b");
    Hcl.Healths healths = new Hcl.Healths(test.all);
    healths.append(test.endpoints[0], 1);
    healths.append(test.endpoints[1], 4);
    healths.append(test.endpoints[2], 10);
    // Of 1, 4, 1, 4 and 10.
    assertThat(healths.percentile(80, test.all)).isCloseTo(5.2, within(1e-12));
    assertThat(healths.percentileBySorting(80, test.all)).isCloseTo(5.2, within(1e-12));
    // Of 1, 4 and 10, where the second is not to be chosen.
    Endpoints two = Endpoints.of(test.endpoints[0], test.endpoints[2]);
    assertThat(healths.percentile(80, two)).isCloseTo(7.6, within(1e-12));
  }

  @Test
  void aWindow_forgetsTheOldest() {
    TestClient test = new TestClient(1, "a");
    Hcl.Healths healths = new Hcl.Healths(test.all);
    for (int i = 1; i <= 150; i++) {
      healths.append(test.endpoints[0], i);
    }
    assertThat(healths.percentile(0, test.all)).isEqualTo(51);
    assertThat(healths.percentile(100, test.all)).isEqualTo(150);
    assertThat(healths.percentile(50, test.all)).isEqualTo(100.5);
  }

  @Test
  void aHealthThatCannotBeCounted_isSorted_untilItIsForgotten() {
    TestClient test = new TestClient(1, "a");
    Hcl.Healths healths = new Hcl.Healths(test.all);
    healths.append(test.endpoints[0], 1e9);
    healths.append(test.endpoints[0], 2.5);
    healths.append(test.endpoints[0], -3);
    assertThat(healths.percentile(0, test.all)).isEqualTo(-3);
    assertThat(healths.percentile(50, test.all)).isEqualTo(2.5);
    assertThat(healths.percentile(100, test.all)).isEqualTo(1e9);
    for (int i = 0; i < 100; i++) {
      healths.append(test.endpoints[0], 7);
    }
    assertThat(healths.percentile(0, test.all)).isEqualTo(7);
    assertThat(healths.percentileByCounting(100)).isEqualTo(7);
  }

  @Test
  void counting_agreesWithSorting() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TestClient test = new TestClient(seed, names(random));
      Hcl.Healths healths = new Hcl.Healths(test.all);
      int bound = 1 << random.nextInt(1, 16);
      double percentile = random.nextBoolean() ? 80 : random.nextInt(101);
      int count = 1 + random.nextInt(2_000);
      for (int i = 0; i < count; i++) {
        int endpoint = random.nextInt(test.endpoints.length);
        healths.append(test.endpoints[endpoint], random.nextInt(bound));
        if (random.nextInt(10) == 0) {
          assertThat(healths.percentileByCounting(percentile))
              .isEqualTo(healths.percentileBySorting(percentile, test.all));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client-in-flight, client-latency-mean",
    "server-in-flight, server-expected-latency",
    "server-utilization-mean, client-in-flight",
    "client-latency, server-pid",
  })
  void picks_areThoseOfThePlainRule(String health, String rank) {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TestClient test = new TestClient(seed, names(random));
      double percentile = random.nextBoolean() ? 80 : random.nextInt(101);
      Balancer balancer =
          test.start("hcl", Map.of("health", health, "rank", rank, "percentile", percentile));
      Plain plain =
          new Plain(
              Objects.requireNonNull(Costs.find(health)).start(test.client()),
              Objects.requireNonNull(Costs.find(rank)).start(test.client()),
              percentile);
      for (int pick = 0; pick < 250; pick++) {
        change(test.endpoints[random.nextInt(test.endpoints.length)], random);
        Endpoints among = random.nextInt(5) == 0 ? some(test, random) : test.all;
        OptionalInt expected = plain.pick(among);
        Endpoint picked = TestClient.pick(balancer, among);
        if (expected.isPresent()) {
          assertThat(picked).isSameAs(among.get(expected.getAsInt()));
        }
      }
    }
  }

  private static String[] names(SplittableRandom random) {
    String[] names = new String[1 + random.nextInt(12)];
    for (int i = 0; i < names.length; i++) {
      names[i] = "s" + random.nextInt(10);
    }
    return names;
  }

  private static Endpoints some(TestClient test, SplittableRandom random) {
    Endpoint[] drawn = new Endpoint[1 + random.nextInt(2 * test.endpoints.length)];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = test.endpoints[random.nextInt(test.endpoints.length)];
    }
    return Endpoints.of(drawn);
  }

  private static void change(Endpoint endpoint, SplittableRandom random) {
    switch (random.nextInt(5)) {
      case 0, 1 -> endpoint.sent();
      case 2 -> {
        if (endpoint.inFlight() > 0) {
          endpoint.left();
        }
      }
      case 3 -> endpoint.answered(1 + random.nextInt(9), null, 0);
      default ->
          endpoint.reported(
              random.nextInt(10) == 0
                  ? ServerReport.EMPTY
                  : TestClient.report(
                      Windowed.of(random.nextInt(400) / 4.0),
                      Windowed.EMPTY,
                      Windowed.of(random.nextInt(20)),
                      random.nextInt(4) == 0 ? Double.NaN : random.nextInt(6),
                      random.nextInt(-5, 5)),
              0);
    }
  }

  /** The rule, word by word. */
  private static final class Plain {
    private final Cost health;
    private final Cost rank;
    private final double percentile;
    private final Map<String, Deque<Double>> windows = new HashMap<>();

    Plain(Cost health, Cost rank, double percentile) {
      this.health = health;
      this.rank = rank;
      this.percentile = percentile;
    }

    /** Empty if each is as likely. */
    OptionalInt pick(Endpoints among) {
      List<@Nullable Double> h = read(health, among);
      Double averageHealth = averageOfTruthy(h);
      if (averageHealth == null) {
        return OptionalInt.empty();
      }
      for (int i = 0; i < among.size(); i++) {
        Deque<Double> window =
            windows.computeIfAbsent(among.get(i).name(), name -> new ArrayDeque<>());
        Double known = h.get(i);
        if (known != null) {
          window.add(known);
          if (window.size() > 100) {
            window.remove();
          }
        }
      }
      List<Double> seen = new ArrayList<>();
      for (int i = 0; i < among.size(); i++) {
        seen.addAll(Objects.requireNonNull(windows.get(among.get(i).name())));
      }
      Collections.sort(seen);
      double position = percentile * (seen.size() - 1) / 100;
      double low = seen.get((int) Math.floor(position));
      double high = seen.get((int) Math.ceil(position));
      double cutoff = low + (high - low) * (position - Math.floor(position));
      List<@Nullable Double> r = read(rank, among);
      Double averageRank = averageOfTruthy(r);
      if (averageRank == null) {
        return OptionalInt.empty();
      }
      int best = -1;
      for (int i = 0; i < among.size(); i++) {
        if (or(h.get(i), averageHealth) <= cutoff
            && (best < 0 || or(r.get(i), averageRank) < or(r.get(best), averageRank))) {
          best = i;
        }
      }
      if (best < 0) {
        best = 0;
        for (int i = 0; i < among.size(); i++) {
          if (or(h.get(i), averageHealth) < or(h.get(best), averageHealth)) {
            best = i;
          }
        }
      }
      return OptionalInt.of(best);
    }

    private static List<@Nullable Double> read(Cost cost, Endpoints among) {
      List<@Nullable Double> all = new ArrayList<>();
      for (int i = 0; i < among.size(); i++) {
        double c = cost.of(among.get(i), Call.PLAIN);
        all.add(Double.isNaN(c) ? null : c);
      }
      return all;
    }

    private static @Nullable Double averageOfTruthy(List<@Nullable Double> values) {
      double sum = 0;
      int count = 0;
      for (Double value : values) {
        if (value != null && value != 0) {
          sum += value;
          count++;
        }
      }
      return count == 0 ? null : (Double) (sum / count);
    }

    private static double or(@Nullable Double value, double otherwise) {
      return value == null ? otherwise : value;
    }
  }

  @Test
  void needs_areThoseOfBothCosts() {
    assertThat(Policies.create("hcl").needs()).containsExactly(Need.REPORTS);
    assertThat(Policies.create(Map.of("hcl", BY_CLIENT)).needs()).isEmpty();
    assertThat(Policies.create(Map.of("hcl", Map.of("rank", "direct-pid"))).needs())
        .containsExactlyInAnyOrder(Need.REPORTS, Need.DIRECT);
  }

  @Test
  void settings_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("hcl", Map.of("percentile", 101))))
        .withMessage("policy hcl: percentile must be from 0 to 100: 101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("hcl", Map.of("health", "hot"))))
        .withMessageStartingWith("policy hcl: unknown health \"hot\"; known: ");
  }
}
