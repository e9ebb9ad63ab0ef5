package io.plumbline.balancing.tick;

import java.util.Optional;

/**
 * Runs scenarios in the notebook's model.
 *
 * <p>Thread-safe: runs share nothing but tables that never change. A run depends on its scenario,
 * seed and repetition alone.
 */
public final class TickEngine {
  private final TickDraws.Tables tables = new TickDraws.Tables();

  /**
   * What is kept of a run beyond its figures.
   *
   * @param trace whether {@link TickRun#trace()} is wanted
   * @param tracedServer whose PID weight is traced
   * @param watch whose events are told to the observer
   */
  public record Options(boolean trace, int tracedServer, TickWatch watch) {
    /** Nothing. */
    public static final Options FIGURES_ONLY = new Options(false, 0, TickWatch.NOTHING);
  }

  /** Runs one repetition. */
  public TickRun run(TickScenario scenario, long seed, int repetition) {
    return run(scenario, seed, repetition, Options.FIGURES_ONLY, TickObserver.NONE);
  }

  /**
   * Runs one repetition while somebody looks on.
   *
   * @throws IllegalArgumentException if a traced or watched server does not exist
   */
  public TickRun run(
      TickScenario scenario, long seed, int repetition, Options options, TickObserver observer) {
    TickSettings settings = scenario.settings();
    requireServer(options.tracedServer(), settings);
    options.watch().server().ifPresent(server -> requireServer(server, settings));
    TickDraws draws = new TickDraws(settings, seed, repetition, tables);
    TickModel model = new TickModel(scenario, draws, options, observer);
    model.run();
    return new TickRun(
        scenario,
        seed,
        repetition,
        model.summary().notebook(),
        model.summary().clean(model.requests(), model.probesSent(), model.now()),
        model.drained(),
        Optional.ofNullable(model.trace()));
  }

  private static void requireServer(int server, TickSettings settings) {
    if (server < 0 || server >= settings.servers()) {
      throw new IllegalArgumentException(
          "there are servers 0 to " + (settings.servers() - 1) + ", not: " + server);
    }
  }
}
