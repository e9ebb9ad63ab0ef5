package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.assertShares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.balancing.Policy.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubsetTest {

  /** Says what it is told. */
  private static final class Listening implements Policy, Balancer {
    private final List<Endpoints> taken = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Override
    public Balancer balancer(Client client) {
      return this;
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      taken.add(among);
      return () -> among.get(0);
    }

    @Override
    public void sent(Call call, Endpoint endpoint) {
      told.add("sent to " + endpoint);
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      told.add("ended by " + endpoint + " " + ok + " " + latencyNanos);
    }

    @Override
    public void abandoned(Call call, Endpoint endpoint) {
      told.add("abandoned at " + endpoint);
    }

    @Override
    public void probed(Probe probe) {
      told.add("probed " + probe.endpoint());
    }

    @Override
    public void idle(Endpoint endpoint) {
      told.add("idle " + endpoint);
    }
  }

  @Test
  void endpoints_areDrawnWhenACallIsTaken_andPutBack() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Listening inner = new Listening();
    Balancer balancer = new Subset(2, inner).balancer(test.client());
    int calls = 45_000;
    int[] pairs = new int[9];
    for (int i = 0; i < calls; i++) {
      balancer.take(Call.PLAIN, test.all); // not polled
      Endpoints drawn = inner.taken.get(i);
      assertThat(drawn.size()).isEqualTo(2);
      pairs[3 * drawn.get(0).index() + drawn.get(1).index()]++;
    }
    double ninth = 1.0 / 9;
    assertShares(pairs, ninth, ninth, ninth, ninth, ninth, ninth, ninth, ninth, ninth);
  }

  /** The best of two drawn with putting back: it is missed by both with (2/3)², and so on. */
  @Test
  void theOtherPolicy_choosesAmongThem() {
    TestClient test = new TestClient(1, "a", "b", "c").inFlight(1, 2, 3);
    Balancer balancer = test.start("subset", Map.of("size", 2, "policy", "least-cost"));
    assertShares(test.count(balancer, 30_000), 5.0 / 9, 3.0 / 9, 1.0 / 9);
  }

  @Test
  void moreMayBeDrawnThanThereAre() {
    TestClient test = new TestClient(1, "a", "b").inFlight(1, 2);
    for (String inner : List.of("least-cost", "weighted", "hcl", "client-pid", "round-robin")) {
      Balancer balancer = test.start("subset", Map.of("size", 30, "policy", inner));
      assertThat(test.count(balancer, 200)[0]).as(inner).isPositive();
    }
  }

  @Test
  void whatHappens_isToldToTheOtherPolicy() {
    TestClient test = new TestClient(1, "a", "b");
    for (boolean probing : new boolean[] {false, true}) {
      Listening inner = new Listening();
      Policy policy = probing ? new WithProbes(1, inner) : new Subset(1, inner);
      Balancer balancer = policy.balancer(test.client());
      balancer.sent(Call.PLAIN, test.endpoints[0]);
      balancer.ended(Call.PLAIN, test.endpoints[0], true, 5);
      balancer.abandoned(Call.PLAIN, test.endpoints[0]);
      balancer.probed(new TestClient.TestProbe(test.endpoints[1]));
      balancer.idle(test.endpoints[1]);
      assertThat(inner.told)
          .containsExactly(
              "sent to a#0", "ended by a#0 true 5.0", "abandoned at a#0", "probed b#1", "idle b#1");
    }
  }

  @Test
  void needs_areThoseOfTheOtherPolicy() {
    assertThat(
            Policies.create(Map.of("subset", Map.of("size", 3, "policy", "fastest-probe"))).needs())
        .containsExactly(Need.PROBES);
  }

  @Test
  void settings_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("subset", Map.of("size", 2))))
        .withMessage("policy subset: policy is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("subset", Map.of("size", 0, "policy", "random"))))
        .withMessage("policy subset: size must be from 1 to 10000: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Policies.create(Map.of("subset", Map.of("size", 1.5, "policy", "random"))))
        .withMessage("policy subset: size must be a whole number: 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("subset", Map.of("policy", "rnd"))))
        .withMessageStartingWith("unknown policy \"rnd\"; known: ");
  }
}
