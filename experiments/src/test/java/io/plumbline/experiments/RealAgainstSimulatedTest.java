package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
            "overhead",
            "slip p99",
            "p50",
            "p99",
            "share of the 2.0 ms server",
            "share of the 16.0 ms server");
    for (String policy : policies) {
      assertThat(real(result, policy, "overhead")).isBetween(.01, 100.0);
      assertThat(real(result, policy, "p50")).isBetween(.5, real(result, policy, "p99"));
      assertThat(
              real(result, policy, "share of the 2.0 ms server")
                  + real(result, policy, "share of the 16.0 ms server"))
          .isCloseTo(1, within(1e-9));
    }
    assertThat(result.rows())
        .filteredOn(row -> row.policy().equals("round-robin") && row.quantity().startsWith("share"))
        .allMatch(Row::agrees);
    assertThat(result.orders())
        .containsExactly(
            new Order("p50", "least-cost", "round-robin", false, true),
            new Order("p99", "least-cost", "round-robin", false, true));
  }

  private static double real(Result result, String policy, String quantity) {
    return result.rows().stream()
        .filter(row -> row.policy().equals(policy) && row.quantity().equals(quantity))
        .mapToDouble(Row::real)
        .findFirst()
        .orElseThrow();
  }

  /** An invalid run agrees with nothing, and what is only told agrees with everything. */
  @Test
  void agreement_isOfValidRuns() {
    Row p50 = new Row("random", "p50", 1, 1, .15, true);
    Row slip = new Row("random", RealAgainstSimulated.SLIP, 9, 9, 0, false);
    assertThat(new Result(List.of(p50, slip), List.of(), List.of()).agrees()).isTrue();
    assertThat(new Result(List.of(p50), List.of(), List.of("random: slip_p99")).agrees()).isFalse();
  }

  @Test
  void policies_areCheckedFirst() {
    assertThatThrownBy(() -> new RealAgainstSimulated(settings(List.of("nonsense")), UNWATCHED))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--balance: unknown policy \"nonsense\"");
  }
}
