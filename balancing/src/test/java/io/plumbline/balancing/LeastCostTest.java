package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.assertShares;
import static io.plumbline.balancing.TestClient.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LeastCostTest {
  private static final int PICKS = 30_000;

  @Test
  void theLeast_isPicked() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(3, 1, 2);
    Balancer balancer = test.start("least-cost");
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[1]);
    test.inFlight(0);
    assertThat(test.pick(balancer)).isSameAs(test.endpoints[0]);
  }

  @Test
  void equalOnes_areAsLikely() {
    TestClient test = new TestClient(1, "a", "b", "c", "d", "e").inFlight(4, 2, 2, 3, 2);
    assertShares(test.count(test.start("least-cost"), PICKS), 0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3);
  }

  @Test
  void whatIsUnknown_costsNothing() {
    TestClient test = new TestClient(1, "a", "b");
    test.endpoints[0].answered(5, null, 0);
    Balancer balancer = test.start("least-cost", Map.of("cost", "client-latency-mean"));
    assertShares(test.count(balancer, PICKS), 0, 1);
  }

  @Test
  void negativeAndUnknown_areBothZero() {
    TestClient test = new TestClient(1, "a", "b", "c");
    test.reported(pid(-100), pid(1));
    Balancer balancer = test.start("least-cost", Map.of("cost", "server-pid"));
    assertShares(test.count(balancer, PICKS), 0.5, 0, 0.5);
  }

  /** Of three drawn two by two, the best is in two pairs of three, and the worst never wins. */
  @Test
  void choices_areDrawnWithoutPuttingBack() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1, 2, 3);
    Balancer balancer = test.start("least-cost", Map.of("choices", 2));
    assertShares(test.count(balancer, PICKS), 2.0 / 3, 1.0 / 3, 0);
  }

  /** The best of three of five: C(4,2), C(3,2) and C(2,2) of the C(5,3) triples. */
  @Test
  void threeChoices_winByTheirRank() {
    TestClient test = new TestClient(1, "a", "b", "c", "d", "e").inFlight(5, 4, 3, 2, 1);
    Balancer balancer = test.start("least-cost", Map.of("choices", 3));
    assertShares(test.count(balancer, PICKS), 0, 0, 0.1, 0.3, 0.6);
  }

  @Test
  void oneChoice_isRandom_andEqualChoicesAreAsLikely() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1, 2, 3);
    assertShares(
        test.count(test.start("least-cost", Map.of("choices", 1)), PICKS),
        1.0 / 3,
        1.0 / 3,
        1.0 / 3);
    test.inFlight(2, 2, 2);
    assertShares(
        test.count(test.start("least-cost", Map.of("choices", 2)), PICKS),
        1.0 / 3,
        1.0 / 3,
        1.0 / 3);
  }

  @Test
  void moreChoicesThanEndpoints_areAll() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(2, 1, 3);
    assertShares(test.count(test.start("least-cost", Map.of("choices", 9)), 100), 0, 1, 0);
  }

  @Test
  void onlyThoseThatMayBe_areLookedAt() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(2, 1, 3);
    assertThat(
            TestClient.pick(
                test.start("least-cost"), Endpoints.of(test.endpoints[0], test.endpoints[2])))
        .isSameAs(test.endpoints[0]);
  }

  @Test
  void settingsOutOfBounds_areToldWithWhatIsAllowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("least-cost", Map.of("choices", 0))))
        .withMessage("policy least-cost: choices must be from 1 to 2147483647: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("least-cost", Map.of("choice", 2))))
        .withMessage("policy least-cost: unknown setting \"choice\"; it has choices, cost");
  }
}
