package io.plumbline.balancing.event;

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
    ServerSpec.requireWithin("traced requests", traced, 0, Integer.MAX_VALUE);
    return new Simulation(scenario, seed, repetition, traced).run();
  }
}
