package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.experiments.RealAgainstSimulated.Order;
import io.plumbline.experiments.RealAgainstSimulated.Result;
import io.plumbline.experiments.RealAgainstSimulated.Row;
import io.plumbline.experiments.RealAgainstSimulated.Settings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealAgainstSimulatedTest {
  private static final RunObserver UNWATCHED =
      new RunObserver() {
        @Override
        public void step(String text) {}

        @Override
        public void progress(String text) {}

        @Override
        public void note(String text) {}
      };

  private static Settings settings(List<String> policies) {
    return new Settings(List.of(2.0, 16.0), 2, 2, .18, 3_000_000_000L, policies, .15, .25, 7);
  }

  /**
   * Half of all requests go to a server that is eight times slower and 80 % busy; who looks at what
   * is in flight knows better. How near the figures are is for longer runs on a quiet machine.
   */
  @Test
  void theOrderOfTwoThatDifferMuch_isTheSameEitherWay() throws IOException, InterruptedException {
    List<String> policies = List.of("round-robin", "least-cost");
    Result result = new RealAgainstSimulated(settings(policies), UNWATCHED).run();
    assertThat(result.rows().stream().map(Row::policy).distinct()).isEqualTo(policies);
    assertThat(result.rows().stream().map(Row::quantity).distinct())
        .containsExactly(
            "overhead", "p50", "p99", "share of the 2.0 ms server", "share of the 16.0 ms server");
    assertThat(result.rows()).allMatch(row -> row.real() >= 0 && row.simulated() >= 0);
    assertThat(result.rows())
        .filteredOn(row -> row.policy().equals("round-robin") && row.quantity().startsWith("share"))
        .allMatch(Row::agrees);
    assertThat(result.orders())
        .containsExactly(
            new Order("p50", "least-cost", "round-robin", true),
            new Order("p99", "least-cost", "round-robin", true));
  }

  @Test
  void policies_areCheckedFirst() {
    assertThatThrownBy(() -> new RealAgainstSimulated(settings(List.of("nonsense")), UNWATCHED))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--balance: unknown policy \"nonsense\"");
  }
}
