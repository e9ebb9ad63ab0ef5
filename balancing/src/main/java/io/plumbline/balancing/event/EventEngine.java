package io.plumbline.balancing.event;

import java.util.Optional;

/**
 * Runs scenarios.
 *
 * <p>Pure: equal arguments give equal runs, on any thread. Every concern has a random stream of its
 * own, and what befalls a request on its way is drawn by its number, so that policies are compared
 * with the same arrivals, work, ways and faults.
 */
public final class EventEngine {
  private EventEngine() {}

  /** Runs one repetition. */
  public static EventRun run(EventScenario scenario, long seed, int repetition) {
    return run(scenario, seed, repetition, 0);
  }

  /**
   * Runs one repetition, and keeps the first requests that ended.
   *
   * @param traced how many; 0 for none
   */
  public static EventRun run(EventScenario scenario, long seed, int repetition, int traced) {
    return run(scenario, seed, repetition, traced, Optional.empty());
  }

  /**
   * Runs one repetition, and keeps how it went.
   *
   * @param traced how many of the first requests that ended; 0 for none
   * @param overTime to be filled, made for this scenario and this run alone
   */
  public static EventRun run(
      EventScenario scenario,
      long seed,
      int repetition,
      int traced,
      Optional<EventTrace> overTime) {
    ServerSpec.requireWithin("traced requests", traced, 0, Integer.MAX_VALUE);
    return new Simulation(scenario, seed, repetition, traced, overTime.orElse(null), null).run();
  }

  /** Runs one repetition, and tells what happens in it. */
  public static EventRun watch(
      EventScenario scenario, long seed, int repetition, EventWatch watch) {
    return new Simulation(scenario, seed, repetition, 0, null, watch).run();
  }
}
