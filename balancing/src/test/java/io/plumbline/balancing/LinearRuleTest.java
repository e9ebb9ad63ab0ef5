package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinearRuleTest {
  private final FakeFleet fleet = new FakeFleet(3, 1);

  private Signal signal(int index, double rif, double latencyMillis) {
    return new Signal(fleet.get(index), 0, rif, latencyMillis * 1e6, 1);
  }

  @Test
  void score_isAsWorkedByHand() {
    // .5 x 100 ms + .5 x 75 ms x 2 = 125 ms; .5 x 180 + .5 x 75 = 127.5; .5 x 20 + .5 x 75 x 3.
    List<Signal> signals = List.of(signal(0, 2, 100), signal(1, 1, 180), signal(2, 3, 20));
    LinearRule rule = LinearRule.from(new PolicySettings("prequal", Map.of()));
    assertThat(signals.stream().map(rule::score)).containsExactly(125e6, 127.5e6, 122.5e6);
    assertThat(rule.best(signals)).isEqualTo(2);
    assertThat(rule.worst(signals)).isEqualTo(1);
  }

  @Test
  void ends_compareOneFigureOnly() {
    List<Signal> signals = List.of(signal(0, 2, 100), signal(1, 1, 180), signal(2, 3, 20));
    assertThat(new LinearRule(0, 75e6).best(signals)).isEqualTo(2);
    assertThat(new LinearRule(1, 75e6).best(signals)).isEqualTo(1);
  }

  @Test
  void prequal_choosesByIt() {
    Balancer balancer =
        fleet.start(Map.of("prequal", Map.of("rule", "linear", "removals-per-call", 0)));
    fleet.tell(balancer, 0, 2, 100);
    fleet.tell(balancer, 1, 1, 180);
    fleet.tell(balancer, 2, 3, 20);
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(2));
    // What it has just sent counts: .5 x 20 + .5 x 75 x 4 = 160 ms.
    assertThat(fleet.call(balancer)).isSameAs(fleet.get(0));
  }

  @Test
  void settingsOfAnotherRule_areRefused() {
    assertThatThrownBy(
            () -> Policies.create(Map.of("prequal", Map.of("rule", "linear", "rif-quantile", 0.5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown setting \"rif-quantile\"");
  }
}
