package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.balancing.LiveBytes;
import org.junit.jupiter.api.Test;

/** A run of ten times the requests holds no more memory. */
final class EventMemoryTest {
  /** Some 70,000 requests in 100 s. */
  private static final EventScenario SCENARIO =
      EventScenarios.plain()
          .with("policy", "least-cost")
          .with("clients", 3)
          .with("network", 0.3)
          .with("warm-up-ms", 0);

  private static double bytesPerRequest(int traced) {
    return (live(300_000, traced) - live(30_000, traced)) / (270 * 700.0);
  }

  /** The simulation holds its pools, its events and its tallies as long as it is there. */
  private static long live(int horizonMillis, int traced) {
    return LiveBytes.of(
        () -> {
          Simulation simulation =
              new Simulation(SCENARIO.with("horizon-ms", horizonMillis), 42, 0, traced, null, null);
          assertThat(simulation.run().counts().arrived()).isGreaterThan(horizonMillis / 2);
          return simulation;
        });
  }

  @Test
  void memory_isFlatInTheNumberOfRequests() {
    assertThat(bytesPerRequest(0)).isLessThan(1);
    // Whoever keeps something of each request is seen.
    assertThat(bytesPerRequest(Integer.MAX_VALUE)).isGreaterThan(16);
  }
}
