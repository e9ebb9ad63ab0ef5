package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one run went over time, in steps of equal length.
 *
 * <p>Times are ticks: the notebook's in the tick engine, milliseconds in the event engine.
 *
 * @param repetition the run
 * @param ticksPerStep length of a step
 * @param warmUntilTick the last tick that counts as warming up; those after it are running
 * @param arrivalsUntilTick the first tick without arrivals: from here on it is cooling down
 * @param servers in index order; what each did in every step
 * @param steps in order; what all requests did in every step
 * @param pid the weight that a PID controller gave one server; absent if there is none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SimulationTrace(
    int repetition,
    double ticksPerStep,
    long warmUntilTick,
    long arrivalsUntilTick,
    List<Server> servers,
    List<Step> steps,
    Optional<Pid> pid) {
  public SimulationTrace {
    Finite.require("ticksPerStep", ticksPerStep);
    if (ticksPerStep <= 0) {
      throw new IllegalArgumentException("ticksPerStep must be positive: " + ticksPerStep);
    }
    servers = List.copyOf(servers);
    steps = List.copyOf(steps);
    for (Server server : servers) {
      requireEach(server.name() + "'s utilizationPercent", server.utilizationPercent(), steps);
      requireEach(server.name() + "'s queueLength", server.queueLength(), steps);
    }
    for (Pid weights : pid.stream().toList()) {
      requireEach(weights.server() + "'s weight", weights.weight(), steps);
    }
  }

  private static void requireEach(String name, List<?> values, List<Step> steps) {
    if (values.size() != steps.size()) {
      throw new IllegalArgumentException(
          name + " must have a value for each of " + steps.size() + " steps: " + values.size());
    }
  }

  /**
   * One server; a value for every step.
   *
   * @param utilizationPercent busy threads of all, 0 to 100; in events the mean of some looks, and
   *     above 100 where other tenants leave a server some of theirs
   * @param queueLength requests and probes that wait at its end
   */
  public record Server(String name, List<Integer> utilizationPercent, List<Integer> queueLength) {
    public Server {
      utilizationPercent = List.copyOf(utilizationPercent);
      queueLength = List.copyOf(queueLength);
    }
  }

  /**
   * What requests did in one step; probes count in what is said of them alone. Means are absent
   * where there is nothing to take them of.
   *
   * @param requestsSent by clients
   * @param probesSent by clients
   * @param latency by stage, a mean over the requests completed in this step
   * @param queueTicksByEntry mean wait in a server's queue of those that entered one in this step
   * @param queueTicksByStart likewise of those whose processing began in it
   * @param queueTicksByFinish likewise of those that were completed in it
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Step(
      long requestsSent,
      long probesSent,
      Optional<Latency> latency,
      OptionalDouble queueTicksByEntry,
      OptionalDouble queueTicksByStart,
      OptionalDouble queueTicksByFinish) {
    public Step {
      queueTicksByEntry.ifPresent(value -> Finite.require("queueTicksByEntry", value));
      queueTicksByStart.ifPresent(value -> Finite.require("queueTicksByStart", value));
      queueTicksByFinish.ifPresent(value -> Finite.require("queueTicksByFinish", value));
    }
  }

  /**
   * Where the time of requests went, in the mean.
   *
   * @param completed how many requests
   */
  public record Latency(
      long completed,
      double pickingTicks,
      double sendingTicks,
      double queueTicks,
      double processingTicks,
      double receivingTicks) {
    public Latency {
      Finite.require("pickingTicks", pickingTicks);
      Finite.require("sendingTicks", sendingTicks);
      Finite.require("queueTicks", queueTicks);
      Finite.require("processingTicks", processingTicks);
      Finite.require("receivingTicks", receivingTicks);
    }

    /** The sum of them. */
    public double totalTicks() {
      return pickingTicks + sendingTicks + queueTicks + processingTicks + receivingTicks;
    }
  }

  /**
   * A PID controller's weight of one server; a value for every step, at its end.
   *
   * @param server its name
   */
  public record Pid(String server, List<Double> weight) {
    public Pid {
      weight = List.copyOf(weight);
      weight.forEach(value -> Finite.require("weight", value));
    }
  }
}
