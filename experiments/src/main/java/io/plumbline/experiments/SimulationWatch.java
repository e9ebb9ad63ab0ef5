package io.plumbline.experiments;

import io.plumbline.balancing.tick.TickWatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows one request or one server through the first run of one scenario in ticks. */
public final class SimulationWatch {
  private static final Pattern WATCHED = Pattern.compile("(request|server):(\\d{1,9})");

  private final TickSimulation simulation;
  private final TickWatch watch;
  private final long seed;
  private final String watched;

  /**
   * @param watched {@code request:N} or {@code server:N}, from 0
   * @throws UsageException if it is another, or not one scenario in ticks is chosen
   */
  public SimulationWatch(SimulationSettings settings, String watched) {
    Matcher matcher = WATCHED.matcher(watched);
    if (!matcher.matches()) {
      throw new UsageException("--watch must be request:N or server:N: " + watched);
    }
    Simulations.Chosen chosen = Simulations.of(settings);
    if (chosen.simulations().size() != 1
        || !(chosen.simulations().get(0) instanceof TickSimulation tick)) {
      throw new UsageException(
          "--watch needs --scenario with one scenario in ticks; chosen are %s of the %s engine"
              .formatted(chosen.simulations().size(), Yaml.asText(chosen.engine())));
    }
    int number = Integer.parseInt(matcher.group(2));
    boolean request = matcher.group(1).equals("request");
    int among =
        request ? tick.scenario().settings().requests() : tick.scenario().settings().servers();
    if (number >= among) {
      throw new UsageException("--watch " + watched + ": there are " + among + ", the first is 0");
    }
    this.simulation = tick;
    this.watch = request ? TickWatch.request(number) : TickWatch.server(number);
    this.seed = settings.seed();
    this.watched = watched;
  }

  /** Tells what happens, a line each, in order. */
  public void run(Consumer<String> lines) {
    lines.accept(simulation.name() + ", " + watched + ", first run of seed " + seed);
    simulation.watch(seed, watch, lines);
  }
}
