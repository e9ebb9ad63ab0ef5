package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.assertShares;
import static io.plumbline.balancing.TestClient.queueing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.balancing.Policy.Need;
import io.plumbline.balancing.TestClient.TestProbe;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FastestProbeTest {
  private static final Map<String, String> EMPTY_QUEUE = Map.of("validate", "empty-queue");

  @Test
  void theOneThatHasAnswered_isPicked() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Picker picker = test.start("fastest-probe").take(Call.PLAIN, test.all);
    assertThat(test.probes).isEmpty();
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    assertThat(test.probes)
        .extracting(TestProbe::endpoint)
        .containsExactlyInAnyOrder(test.endpoints);
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    assertThat(test.probes).hasSize(3);
    test.probes.get(2).end(ServerReport.EMPTY);
    assertThat(picker.poll()).isSameAs(test.probes.get(2).endpoint());
  }

  @Test
  void ofSeveralThatHaveAnswered_theOneSentFirstIsPicked() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Picker picker = test.start("fastest-probe").take(Call.PLAIN, test.all);
    picker.poll();
    test.probes.get(2).end(ServerReport.EMPTY);
    test.probes.get(1).end(ServerReport.EMPTY);
    assertThat(picker.poll()).isSameAs(test.probes.get(1).endpoint());
  }

  @Test
  void probes_leaveInARandomOrder() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Balancer balancer = test.start("fastest-probe");
    int[] first = new int[3];
    int[] last = new int[3];
    for (int i = 0; i < 30_000; i++) {
      test.probes.clear();
      balancer.take(Call.PLAIN, test.all).poll();
      first[test.probes.get(0).endpoint().index()]++;
      last[test.probes.get(2).endpoint().index()]++;
    }
    assertShares(first, 1.0 / 3, 1.0 / 3, 1.0 / 3);
    assertShares(last, 1.0 / 3, 1.0 / 3, 1.0 / 3);
  }

  @Test
  void calls_doNotShareProbes() {
    TestClient test = new TestClient(1, "a", "b");
    Balancer balancer = test.start("fastest-probe");
    Picker one = balancer.take(Call.PLAIN, test.all);
    Picker other = balancer.take(Call.PLAIN, test.all);
    one.poll();
    other.poll();
    assertThat(test.probes).hasSize(4);
    test.probes.get(3).end(ServerReport.EMPTY);
    assertThat(one.poll()).isSameAs(Choice.WAIT);
    assertThat(other.poll()).isSameAs(test.probes.get(3).endpoint());
  }

  @Test
  void aQueue_rulesAnAnswerOut() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Picker picker = test.start("fastest-probe", EMPTY_QUEUE).take(Call.PLAIN, test.all);
    picker.poll();
    test.probes.get(0).end(queueing(1));
    // Just reset: it does not say that its queue is empty.
    test.probes.get(1).end(ServerReport.EMPTY);
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    test.probes.get(2).end(queueing(0));
    assertThat(picker.poll()).isSameAs(test.probes.get(2).endpoint());
  }

  @Test
  void whenNoAnswerWillDo_eachIsAsLikely() {
    TestClient test = new TestClient(1, "a", "b", "c");
    Balancer balancer = test.start("fastest-probe", EMPTY_QUEUE);
    int[] counts = new int[3];
    for (int i = 0; i < 30_000; i++) {
      test.probes.clear();
      Picker picker = balancer.take(Call.PLAIN, test.all);
      picker.poll();
      test.probes.forEach(probe -> probe.end(queueing(2)));
      counts[((Endpoint) picker.poll()).index()]++;
    }
    assertShares(counts, 1.0 / 3, 1.0 / 3, 1.0 / 3);
  }

  @Test
  void aFailedProbe_neverWillDo() {
    TestClient test = new TestClient(1, "a", "b");
    Picker picker = test.start("fastest-probe").take(Call.PLAIN, test.all);
    picker.poll();
    test.probes.get(0).end(null);
    assertThat(picker.poll()).isSameAs(Choice.WAIT);
    test.probes.get(1).end(ServerReport.EMPTY);
    assertThat(picker.poll()).isSameAs(test.probes.get(1).endpoint());
  }

  @Test
  void needs_areProbes_andReportsIfTheyAreRead() {
    assertThat(Policies.create("fastest-probe").needs()).containsExactly(Need.PROBES);
    assertThat(Policies.create(Map.of("fastest-probe", EMPTY_QUEUE)).needs())
        .containsExactlyInAnyOrder(Need.PROBES, Need.REPORTS);
  }

  @Test
  void settings_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("fastest-probe", Map.of("validate", "never"))))
        .withMessage("policy fastest-probe: validate must be one of always, empty-queue: never");
  }
}
