package io.plumbline.balancing.tick;

import java.util.Map;
import java.util.Optional;

/**
 * Runs scenarios in the notebook's model.
 *
 * <p>Thread-safe: runs share nothing but tables that never change. A run depends on its scenario,
 * seed and repetition alone.
 */
public final class TickEngine {

  /** Runs one repetition. */
  public TickRun run(TickScenario scenario, long seed, int repetition) {
    return run(scenario, seed, repetition, new Options(false, 0, TickWatch.NOTHING));
  }

  /**
   * What is kept of a run beyond its figures.
   *
   * @param trace whether {@link TickRun#trace()} is wanted
   * @param tracedServer whose PID weight is traced
   * @param watch whose events are told to the observer
   */
  public record Options(boolean trace, int tracedServer, TickWatch watch) {}

  /** Runs one repetition and keeps what was asked for. */
  public TickRun run(TickScenario scenario, long seed, int repetition, Options options) {
    return run(scenario, seed, repetition, options, TickObserver.NONE);
  }

  /** Runs one repetition while somebody looks on. */
  public TickRun run(
      TickScenario scenario, long seed, int repetition, Options options, TickObserver observer) {
    return new TickRun(scenario, seed, repetition, Map.of(), Map.of(), true, Optional.empty());
  }
}
