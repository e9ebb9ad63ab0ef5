package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.always;
import static io.plumbline.balancing.TestClient.assertShares;
import static io.plumbline.balancing.TestClient.busy;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.balancing.Policy.Need;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ClientPidTest {

  /** The picks of a fresh policy, if each draws {@code u}. */
  private static List<Integer> picks(double u, int count, TestClient like) {
    String[] names = new String[like.endpoints.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = like.endpoints[i].name();
    }
    TestClient test = new TestClient(always(u), names);
    for (int i = 0; i < names.length; i++) {
      ServerReport report = like.endpoints[i].report();
      if (report != null) {
        test.endpoints[i].reported(report, 0);
      }
    }
    Balancer balancer = test.start("client-pid");
    List<Integer> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picked.add(test.pick(balancer).index());
    }
    return picked;
  }

  @Test
  void weights_followTheDistanceToATargetAboveTheMean() {
    // The mean of 40 and 60 is 50, the target 60: errors of 20 and 0. The first controller says
    // 20 + 20 / 30 + 3 * 20 = 80.667, the second 0; moved by 0.1, the first has 80.767 of 80.867.
    TestClient like = new TestClient(1, "a", "b").reported(busy(40), busy(60));
    assertThat(picks(0.9987, 1, like)).containsExactly(0);
    assertThat(picks(0.9988, 1, like)).containsExactly(1);
  }

  @Test
  void aWildReport_countsForNothing_andIsForgotten() {
    TestClient test = new TestClient(always(0.9987), "a", "b", "c");
    Balancer balancer = test.start("client-pid");
    test.reported(busy(50), busy(Double.POSITIVE_INFINITY), busy(50));
    for (int i = 0; i < 9; i++) {
      // All are as far off as the others, so the last draw of three equal ones.
      assertThat(test.pick(balancer)).isSameAs(test.endpoints[2]);
    }
    test.reported(busy(20), busy(90), busy(90));
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[0]);
  }

  @Test
  void weights_addUpFromPickToPick() {
    // Again 20 and 0: 20 + 40 / 30 + 3 * 0 more, so 102.1 of 102.2, which is 0.99902.
    TestClient like = new TestClient(1, "a", "b").reported(busy(40), busy(60));
    assertThat(picks(0.9988, 2, like)).containsExactly(1, 0);
    assertThat(picks(0.9990, 2, like)).containsExactly(1, 0);
    assertThat(picks(0.99903, 2, like)).containsExactly(1, 1);
  }

  @Test
  void above80Percent_theMeanIsTheTarget() {
    // Errors of 5 and -5: weights of 5 + 5 / 30 + 15 = 20.167 and as much below; 40.433 of 40.533.
    TestClient like = new TestClient(1, "a", "b").reported(busy(80), busy(90));
    assertThat(picks(0.9975, 1, like)).containsExactly(0);
    assertThat(picks(0.9976, 1, like)).containsExactly(1);
  }

  @Test
  void anUnknownServer_countsAsTheMean() {
    // The mean and the unknown one are 50, the target 60: errors of 20, 0 and 10, so weights of
    // 80.767, 0.1 and 40.433, of 121.3.
    TestClient like =
        new TestClient(1, "a", "b", "c").reported(busy(40), busy(60), ServerReport.EMPTY);
    assertThat(picks(0.665, 1, like)).containsExactly(0);
    assertThat(picks(0.6662, 1, like)).containsExactly(1);
    assertThat(picks(0.667, 1, like)).containsExactly(2);
  }

  @Test
  void endpointsOfOneName_shareWhatWasReportedToTheLast() {
    // All of a are at 60, as is the mean: equal weights.
    TestClient like =
        new TestClient(1, "a", "a", "a").reported(busy(40), busy(60), ServerReport.EMPTY);
    assertThat(picks(0.333, 1, like)).containsExactly(0);
    assertThat(picks(0.334, 1, like)).containsExactly(1);
    assertThat(picks(0.666, 1, like)).containsExactly(1);
    assertThat(picks(0.667, 1, like)).containsExactly(2);
  }

  @Test
  void withoutReports_eachIsAsLikely_andTheControllersRest() {
    TestClient test = new TestClient(1, "a", "b");
    Balancer balancer = test.start("client-pid");
    assertShares(test.count(balancer, 30_000), 0.5, 0.5);
    test.reported(busy(60), busy(60));
    assertShares(test.count(balancer, 30_000), 0.5, 0.5);
  }

  @Test
  void picks_areThoseOfThePlainRule() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String[] names = new String[1 + random.nextInt(12)];
      for (int i = 0; i < names.length; i++) {
        names[i] = "s" + random.nextInt(10);
      }
      TestClient test = new TestClient(seed, names);
      RandomGenerator same = new SplittableRandom(seed);
      Balancer balancer = test.start("client-pid");
      double[] weights = new double[names.length];
      double[] sums = new double[names.length];
      double[] lasts = new double[names.length];
      for (int pick = 0; pick < 100; pick++) {
        if (random.nextInt(3) == 0) {
          test.endpoints[random.nextInt(names.length)].reported(
              random.nextInt(10) == 0 ? ServerReport.EMPTY : busy(random.nextInt(101)), 0);
        }
        assertThat(test.pick(balancer).index())
            .isEqualTo(plain(test.endpoints, weights, sums, lasts, same));
      }
    }
  }

  /** The rule, word by word. */
  private static int plain(
      Endpoint[] endpoints,
      double[] weights,
      double[] sums,
      double[] lasts,
      RandomGenerator random) {
    Map<String, Double> known = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      if (!order.contains(endpoint.name())) {
        order.add(endpoint.name());
      }
      ServerReport report = endpoint.report();
      if (report != null && Cost.isKnown(report.utilizationPercent().latest())) {
        known.put(endpoint.name(), report.utilizationPercent().latest());
      }
    }
    if (known.isEmpty()) {
      return random.nextInt(endpoints.length);
    }
    double sum = 0;
    for (String name : order) {
      sum += known.getOrDefault(name, 0.0);
    }
    double mean = sum / known.size();
    double target = mean < 80 ? mean + 10 : mean;
    List<Double> drawable = new ArrayList<>();
    for (int i = 0; i < endpoints.length; i++) {
      double error = target - known.getOrDefault(endpoints[i].name(), mean);
      sums[i] += error;
      weights[i] += error + sums[i] / 30 + 3 * (error - lasts[i]);
      lasts[i] = error;
      drawable.add(weights[i]);
    }
    double least = Collections.min(drawable);
    drawable.replaceAll(w -> w - least + 0.1);
    return WeightedTest.drawn(drawable, random);
  }

  @Test
  void needs_areReports() {
    assertThat(Policies.create("client-pid").needs()).containsExactly(Need.REPORTS);
  }
}
