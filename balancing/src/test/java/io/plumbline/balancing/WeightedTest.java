package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.assertShares;
import static io.plumbline.balancing.TestClient.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedTest {
  private static final int PICKS = 40_000;

  @Test
  void endpoints_arePickedInInverseProportionToTheirCost() {
    // Weights 1, 1/2 and 1/4.
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1, 2, 4);
    assertShares(test.count(test.start("weighted"), PICKS), 4.0 / 7, 2.0 / 7, 1.0 / 7);
  }

  @Test
  void anIdleEndpoint_countsAsAverage_andTheAverageLeavesItOut() {
    // 0 becomes (2 + 4) / 2: weights 1/3, 1/2 and 1/4, that is 4, 6 and 3 of 13.
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(0, 2, 4);
    assertShares(test.count(test.start("weighted"), PICKS), 4.0 / 13, 6.0 / 13, 3.0 / 13);
  }

  @Test
  void anUnknownCost_countsAsAverage() {
    TestClient test = new TestClient(1, "a", "b", "c");
    test.endpoints[1].answered(2, null, 0);
    test.endpoints[2].answered(4, null, 0);
    Balancer balancer = test.start("weighted", Map.of("cost", "client-latency-mean"));
    assertShares(test.count(balancer, PICKS), 4.0 / 13, 6.0 / 13, 3.0 / 13);
  }

  @Test
  void withoutAnyCost_eachIsAsLikely() {
    TestClient test = new TestClient(1, "a", "b", "c", "d");
    assertShares(test.count(test.start("weighted"), PICKS), 0.25, 0.25, 0.25, 0.25);
  }

  @Test
  void aNegativeCost_isZero_andSoAverage() {
    // Costs -2, 2 and 4.
    TestClient test = new TestClient(1, "a", "b", "c").reported(pid(-0.5), pid(0.5), pid(0.25));
    Balancer balancer = test.start("weighted", Map.of("cost", "server-pid"));
    assertShares(test.count(balancer, PICKS), 4.0 / 13, 6.0 / 13, 3.0 / 13);
  }

  @Test
  void allowedNegativeCosts_moveAllWeightsAboveZero() {
    // Weights -0.5, 0.5 and 0.25, moved by 0.6.
    TestClient test = new TestClient(1, "a", "b", "c").reported(pid(-0.5), pid(0.5), pid(0.25));
    Balancer balancer = allowingNegative(test);
    assertShares(test.count(balancer, PICKS), 0.1 / 2.05, 1.1 / 2.05, 0.85 / 2.05);
  }

  @Test
  void allowedNegativeCosts_moveNothing_whenThereAreNone() {
    TestClient test = new TestClient(1, "a", "b").reported(pid(3), pid(1));
    assertShares(test.count(allowingNegative(test), PICKS), 0.75, 0.25);
  }

  @Test
  void anAverageOfZero_makesEachAsLikely() {
    TestClient test = new TestClient(1, "a", "b", "c").reported(pid(-0.5), pid(0.5));
    assertShares(test.count(allowingNegative(test), PICKS), 1.0 / 3, 1.0 / 3, 1.0 / 3);
  }

  @Test
  void anAverageOfZero_matters_onlyIfSomethingIsUnknown() {
    // Weights -0.5 and 0.5, moved by 0.6.
    TestClient test = new TestClient(1, "a", "b").reported(pid(-0.5), pid(0.5));
    assertShares(test.count(allowingNegative(test), PICKS), 0.1 / 1.2, 1.1 / 1.2);
  }

  private static Balancer allowingNegative(TestClient test) {
    return test.start("weighted", Map.of("cost", "server-pid", "allow-negative", true));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void picks_areThoseOfThePlainRule(boolean allowNegative) {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String[] names = new String[1 + random.nextInt(12)];
      for (int i = 0; i < names.length; i++) {
        names[i] = "s" + random.nextInt(8);
      }
      TestClient test = new TestClient(seed, names);
      RandomGenerator same = new SplittableRandom(seed);
      Balancer balancer =
          test.start("weighted", Map.of("cost", "server-pid", "allow-negative", allowNegative));
      Cost cost = Objects.requireNonNull(Costs.find("server-pid")).start(test.client());
      for (int pick = 0; pick < 50; pick++) {
        test.endpoints[random.nextInt(names.length)].reported(
            pid(random.nextInt(-20, 40) / 4.0 * (random.nextInt(4) == 0 ? 1e-5 : 1)), 0);
        List<@Nullable Double> costs = new ArrayList<>();
        for (Endpoint endpoint : test.endpoints) {
          double c = cost.of(endpoint, Call.PLAIN);
          costs.add(Double.isNaN(c) ? null : c);
        }
        assertThat(test.pick(balancer).index()).isEqualTo(plain(costs, allowNegative, same));
      }
    }
  }

  /** The rule, word by word. */
  private static int plain(
      List<@Nullable Double> costs, boolean allowNegative, RandomGenerator random) {
    List<Double> clean = new ArrayList<>();
    List<Double> truthy = new ArrayList<>();
    for (Double cost : costs) {
      double c = cost == null ? 0 : cost;
      if (c < 0 && !allowNegative) {
        c = 0;
      }
      clean.add(c);
      if (c != 0) {
        truthy.add(c);
      }
    }
    double average = truthy.stream().mapToDouble(c -> c).reduce(0, Double::sum) / truthy.size();
    if (truthy.isEmpty() || (average == 0 && clean.contains(0.0))) {
      return random.nextInt(costs.size());
    }
    List<Double> weights = new ArrayList<>();
    clean.forEach(c -> weights.add(1 / (c == 0 ? average : c)));
    double least = Collections.min(weights);
    if (allowNegative && least <= 0) {
      weights.replaceAll(w -> w - least + 0.1);
    }
    return drawn(weights, random);
  }

  static int drawn(List<Double> weights, RandomGenerator random) {
    double sum = weights.stream().mapToDouble(w -> w).sum();
    double u = random.nextDouble();
    double passed = 0;
    for (int i = 0; i < weights.size(); i++) {
      passed += weights.get(i) / sum;
      if (u < passed) {
        return i;
      }
    }
    return weights.size() - 1;
  }

  @Test
  void settings_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("weighted", Map.of("allow-negative", "yes"))))
        .withMessage("policy weighted: allow-negative must be true or false: yes");
  }
}
