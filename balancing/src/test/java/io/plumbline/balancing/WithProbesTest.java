package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.assertShares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.balancing.Policy.Need;
import io.plumbline.balancing.TestClient.TestProbe;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WithProbesTest {
  private static final int CALLS = 30_000;

  private static Map<String, ?> settings(double probes) {
    return Map.of("probes", probes, "policy", "pick-first");
  }

  @Test
  void probes_leaveWhenTheCallIsTaken_andTheOtherPolicyPicks() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Picker picker =
        test.start("with-probes", Map.of("policy", "pick-first")).take(Call.PLAIN, test.all);
    assertThat(test.probes).hasSize(2);
    assertThat(picker.poll()).isSameAs(test.endpoints[0]);
    assertThat(test.probes).hasSize(2);
  }

  @Test
  void aFraction_isLeftToChance() {
    TestClient test = new TestClient(1, "a", "b", "c", "d");
    Balancer balancer = test.start("with-probes", settings(2.25));
    int[] byCount = new int[5];
    for (int i = 0; i < CALLS; i++) {
      test.probes.clear();
      balancer.take(Call.PLAIN, test.all);
      byCount[test.probes.size()]++;
    }
    assertShares(byCount, 0, 0, 0.75, 0.25, 0);
  }

  @Test
  void theEndpointsOfOneCall_areDifferent_andAnyAreAsLikely() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Balancer balancer = test.start("with-probes", settings(2));
    int[] pairs = new int[3];
    for (int i = 0; i < CALLS; i++) {
      test.probes.clear();
      balancer.take(Call.PLAIN, test.all);
      Set<Integer> pair = new TreeSet<>();
      test.probes.forEach(probe -> pair.add(probe.endpoint().index()));
      assertThat(pair).hasSize(2);
      pairs[pair.stream().mapToInt(index -> index).sum() - 1]++;
    }
    assertShares(pairs, 1.0 / 3, 1.0 / 3, 1.0 / 3);
  }

  @Test
  void thereAreNoMoreThanUnusedEndpoints_yetBusyOnesAreProbedToo() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1, 0, 4);
    Balancer balancer = test.start("with-probes", settings(2));
    int[] counts = new int[3];
    for (int i = 0; i < CALLS; i++) {
      test.probes.clear();
      balancer.take(Call.PLAIN, test.all);
      assertThat(test.probes).hasSize(1);
      counts[test.probes.get(0).endpoint().index()]++;
    }
    assertShares(counts, 1.0 / 3, 1.0 / 3, 1.0 / 3);
    test.probes.clear();
    test.inFlight(1, 1, 1);
    balancer.take(Call.PLAIN, test.all);
    assertThat(test.probes).isEmpty();
  }

  @Test
  void unusedEndpoints_areCountedAmongThoseThatMayBe() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1);
    Balancer balancer = test.start("with-probes", settings(3));
    balancer.take(Call.PLAIN, Endpoints.of(test.endpoints[0], test.endpoints[2]));
    assertThat(test.probes)
        .extracting(TestProbe::endpoint)
        .hasSize(1)
        .isSubsetOf(test.endpoints[0], test.endpoints[2]);
  }

  @Test
  void needs_areProbesAndThoseOfTheOtherPolicy() {
    assertThat(Policies.create(Map.of("with-probes", Map.of("policy", "hcl"))).needs())
        .containsExactlyInAnyOrder(Need.PROBES, Need.REPORTS);
    assertThat(Policies.create(Map.of("with-probes", Map.of("policy", "random"))).needs())
        .containsExactly(Need.PROBES);
  }

  @Test
  void settings_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create("with-probes"))
        .withMessage("policy with-probes: policy is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("with-probes", settings(-1))))
        .withMessage("policy with-probes: probes must be from 0 to 10000: -1.0");
  }
}
