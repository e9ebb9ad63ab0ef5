package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.balancing.LiveBytes;
import org.junit.jupiter.api.Test;

/** A run of ten times the requests holds hardly more memory. */
final class TickMemoryTest {
  private final TickDraws.Tables tables = new TickDraws.Tables();

  /** 58 requests in every tick. */
  private static TickScenario scenario(int ticks) {
    TickScenario study = TickScenarios.named("LeastClientRequestsInFlight");
    return study.with(
        study.settings().with("servers", 5).with("clients", 5).with("total-ticks", ticks));
  }

  private double bytesPerRequest(boolean trace) {
    return (double) (live(4000, trace) - live(400, trace))
        / (scenario(4000).settings().requests() - scenario(400).settings().requests());
  }

  /** The model holds its slots, its lists and its counts as long as it is there. */
  private long live(int ticks, boolean trace) {
    TickScenario scenario = scenario(ticks);
    return LiveBytes.of(
        () -> {
          TickModel model =
              new TickModel(
                  scenario,
                  new TickDraws(scenario.settings(), 42, 0, tables),
                  new TickEngine.Options(trace, 0, TickWatch.NOTHING),
                  TickObserver.NONE);
          model.run();
          return model;
        });
  }

  @Test
  void memory_isFlatInTheNumberOfRequests() {
    // Of what servers tell, and of latencies, every value that occurs is counted.
    assertThat(bytesPerRequest(false)).isLessThan(1);
    // Whoever keeps something of each tick is seen, though there are 58 requests in one.
    assertThat(bytesPerRequest(true)).isGreaterThan(1);
  }
}
