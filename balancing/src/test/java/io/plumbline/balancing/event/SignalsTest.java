package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What deadline-aware and resident make of servers' reports, beside those that read none. */
final class SignalsTest {
  private static final Object TWO_CHOICES = Map.of("least-cost", Map.of("choices", 2));

  private static double mean(EventScenario scenario, Object policy) {
    return EventEngine.run(scenario.with("policy", policy), 42, 0).figure("response_mean_ms");
  }

  @Test
  void atOrdinaryLoad_bothBeatRandom() {
    EventScenario plain =
        EventScenarios.plain()
            .with("network", 0.2)
            .with("warm-up-ms", 2_000)
            .with("horizon-ms", 22_000);
    double random = mean(plain, "random");

    assertThat(mean(plain, "resident")).isLessThan(0.7 * random);
    assertThat(mean(plain, "deadline-aware")).isLessThan(0.7 * random);
  }

  @Test
  void serversThatDiffer_areToldApart() {
    EventScenario mixed =
        EventScenarios.named("classes-fifo")
            .with(
                "servers",
                List.of(Map.of("count", 5, "speed", 2), Map.of("count", 5, "speed", 0.5)))
            .with("load", 0.8)
            .with("report-refresh-ms", 10)
            .with("horizon-ms", 30_000);
    double twoChoices = mean(mixed, TWO_CHOICES);

    assertThat(mean(mixed, "resident")).isLessThan(0.7 * twoChoices);
    assertThat(mean(mixed, "deadline-aware")).isLessThan(0.7 * twoChoices);
  }

  @Test
  void residency_pays() {
    double twoChoices = mean(EventScenarios.named("residency"), TWO_CHOICES);

    for (String name : List.of("residency-resident", "residency-deadline-aware")) {
      double own = EventEngine.run(EventScenarios.named(name), 42, 0).figure("response_mean_ms");
      assertThat(own).as(name).isLessThan(0.5 * twoChoices);
    }
  }
}
