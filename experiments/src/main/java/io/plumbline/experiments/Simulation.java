package io.plumbline.experiments;

import io.plumbline.results.SimulationRun;
import io.plumbline.results.SimulationTrace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One scenario that is to be simulated, whatever its engine. Thread-safe and pure. */
sealed interface Simulation permits TickSimulation, EventSimulation {

  /** By which results are kept. */
  String name();

  /** As written, in JSON on one line. */
  String policy();

  /** What it depends on beside policy and seed, by the names of {@code --set}. */
  Map<String, Object> settings();

  /** About how many requests a run is of, for telling how long it takes. */
  double expectedRequests();

  int servers();

  /**
   * Runs one repetition.
   *
   * @param repetition from 1
   */
  Ran run(long seed, int repetition, Wanted wanted);

  /**
   * Tells what happens to one request, or at one server, in the first run; a line each.
   *
   * @param ofRequest a request, not a server
   * @param number of it, from 0
   * @return whether there is such a one
   */
  boolean watch(long seed, boolean ofRequest, int number, Consumer<String> lines);

  /**
   * What is wanted beside the figures.
   *
   * @param trace how the run went over time
   * @param tracedServer whose PID weight that tells
   * @param requests a row for every request that is recorded
   */
  record Wanted(boolean trace, int tracedServer, boolean requests) {}

  /**
   * What one run came to.
   *
   * @param requests a row for each, in the order of its engine's columns; none if not wanted
   */
  record Ran(SimulationRun run, Optional<SimulationTrace> trace, List<List<String>> requests) {}
}
