package io.plumbline.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows one request or one server through the first run of one scenario. */
public final class SimulationWatch {
  private static final Pattern WATCHED = Pattern.compile("(request|server):(\\d{1,9})");

  private final Simulation simulation;
  private final boolean ofRequest;
  private final int number;
  private final long seed;
  private final String watched;

  /**
   * @param watched {@code request:N} or {@code server:N}, from 0
   * @throws UsageException if it is another, or not one scenario is chosen
   */
  public SimulationWatch(SimulationSettings settings, String watched) {
    Matcher matcher = WATCHED.matcher(watched);
    if (!matcher.matches()) {
      throw new UsageException("--watch must be request:N or server:N: " + watched);
    }
    Simulations.Chosen chosen = Simulations.of(settings);
    if (chosen.simulations().size() != 1) {
      throw new UsageException(
          "--watch needs --scenario with one scenario; chosen are " + chosen.simulations().size());
    }
    this.simulation = chosen.simulations().get(0);
    this.ofRequest = matcher.group(1).equals("request");
    this.number = Integer.parseInt(matcher.group(2));
    this.seed = settings.seed();
    this.watched = watched;
  }

  /**
   * Tells what happens, a line each, in order.
   *
   * @throws UsageException if there is no such request or server
   */
  public void run(Consumer<String> lines) {
    List<String> title =
        new ArrayList<>(
            List.of(simulation.name() + ", " + watched + ", first run of seed " + seed));
    Consumer<String> titled =
        line -> {
          title.forEach(lines);
          title.clear();
          lines.accept(line);
        };
    if (!simulation.watch(seed, ofRequest, number, titled)) {
      throw new UsageException("--watch " + watched + ": there are not so many; the first is 0");
    }
    title.forEach(lines);
  }
}
