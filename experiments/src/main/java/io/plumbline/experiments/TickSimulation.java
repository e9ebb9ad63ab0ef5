package io.plumbline.experiments;

import io.plumbline.balancing.tick.TickEngine;
import io.plumbline.balancing.tick.TickObserver;
import io.plumbline.balancing.tick.TickRecord;
import io.plumbline.balancing.tick.TickRun;
import io.plumbline.balancing.tick.TickScenario;
import io.plumbline.balancing.tick.TickSettings;
import io.plumbline.balancing.tick.TickTrace;
import io.plumbline.balancing.tick.TickWatch;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.SimulationTrace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A scenario of the notebook's model. */
record TickSimulation(TickScenario scenario) implements Simulation {
  @Override
  public String name() {
    return scenario.name();
  }

  @Override
  public String policy() {
    return Yaml.json(scenario.policyWritten());
  }

  @Override
  public Map<String, Object> settings() {
    return scenario.settings().values();
  }

  @Override
  public double expectedRequests() {
    return scenario.settings().requests();
  }

  @Override
  public int servers() {
    return scenario.settings().servers();
  }

  @Override
  public Ran run(long seed, int repetition, Wanted wanted) {
    List<List<String>> rows = new ArrayList<>();
    TickObserver observer =
        wanted.requests()
            ? new TickObserver() {
              @Override
              public void recorded(TickRecord row) {
                rows.add(row.cells());
              }
            }
            : TickObserver.NONE;
    TickRun run =
        new TickEngine()
            .run(
                scenario,
                seed,
                repetition - 1,
                new TickEngine.Options(wanted.trace(), wanted.tracedServer(), TickWatch.NOTHING),
                observer);
    Map<String, Double> figures = new LinkedHashMap<>(run.notebook());
    figures.putAll(run.clean());
    return new Ran(
        new SimulationRun(repetition, run.drained(), figures),
        run.trace().map(trace -> trace(repetition, trace)),
        rows);
  }

  @Override
  public boolean watch(long seed, boolean ofRequest, int number, Consumer<String> lines) {
    if (number >= (ofRequest ? scenario.settings().requests() : servers())) {
      return false;
    }
    TickWatch watch = ofRequest ? TickWatch.request(number) : TickWatch.server(number);
    new TickEngine()
        .run(
            scenario,
            seed,
            0,
            new TickEngine.Options(false, 0, watch),
            new TickObserver() {
              @Override
              public void event(int tick, String what) {
                lines.accept("tick " + tick + ": " + what);
              }
            });
    return true;
  }

  /** Servers keep a PID controller whatever the policy; only one that asks for it is told of it. */
  boolean usesPid() {
    return policy().contains("pid");
  }

  private SimulationTrace trace(int repetition, TickTrace trace) {
    TickSettings settings = scenario.settings();
    int ticks = trace.ticks();
    List<SimulationTrace.Server> servers = new ArrayList<>();
    for (int s = 0; s < settings.servers(); s++) {
      int server = s;
      servers.add(
          new SimulationTrace.Server(
              serverName(s),
              IntStream.range(0, ticks)
                  .mapToObj(t -> (int) Math.round(trace.utilizationPercent(t, server)))
                  .toList(),
              IntStream.range(0, ticks).mapToObj(t -> trace.queued(t, server)).toList()));
    }
    return new SimulationTrace(
        repetition,
        1,
        settings.warmUntilTick(),
        settings.totalTicks(),
        servers,
        IntStream.range(0, ticks).mapToObj(t -> step(trace, t)).toList(),
        usesPid()
            ? Optional.of(
                new SimulationTrace.Pid(
                    serverName(trace.watchedServer()),
                    IntStream.range(0, ticks).mapToObj(t -> trace.pidWeight(t)).toList()))
            : Optional.empty());
  }

  static String serverName(int index) {
    return "Server " + index;
  }

  private static SimulationTrace.Step step(TickTrace trace, int tick) {
    int completed = trace.completions(tick);
    return new SimulationTrace.Step(
        trace.requestsSent(tick),
        trace.probesSent(tick),
        completed == 0
            ? Optional.empty()
            : Optional.of(
                new SimulationTrace.Latency(
                    completed,
                    trace.meanTicksInState(tick, 0),
                    trace.meanTicksInState(tick, 1),
                    trace.meanTicksInState(tick, 2),
                    trace.meanTicksInState(tick, 3),
                    trace.meanTicksInState(tick, 4))),
        known(trace.queueWaitByEntryTicks(tick)),
        known(trace.queueWaitByStartTicks(tick)),
        known(trace.queueWaitByFinishTicks(tick)));
  }

  private static OptionalDouble known(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
