package io.plumbline.balancing.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one repetition came to. Requests that came during the warm-up count nowhere but in {@link
 * Counts#events()}, and in throughput and goodput if they ended after it.
 *
 * @param scenario its name
 * @param drained whether every request had its answer before the limit; if not, times of response
 *     are those of the answered ones only, and hence too good
 * @param figures by name with unit, in the order of the documentation; what is unknown is absent
 * @param classes the same by class, as {@code 1:urgent}; empty without classes
 * @param servers the same by server
 * @param trace the first requests that ended, as many as were asked for
 */
public record EventRun(
    String scenario,
    Object policyWritten,
    long seed,
    int repetition,
    boolean drained,
    Counts counts,
    Map<String, Double> figures,
    Map<String, Map<String, Double>> classes,
    List<Map<String, Double>> servers,
    Optional<List<TracedRequest>> trace) {

  /**
   * How many. Arrived = ok + refused + failed + timed out + unfinished.
   *
   * @param arrived after the warm-up
   * @param refused by a server: its queue was full, or the deadline had passed
   * @param failed by a fault: an error, a killed server, no server at all
   * @param timedOut by the client's patience
   * @param unfinished at the end
   * @param probes that were sent, during the whole run
   * @param events of the engine, during the whole run
   */
  public record Counts(
      long arrived,
      long ok,
      long refused,
      long failed,
      long timedOut,
      long unfinished,
      long probes,
      long events) {}

  /**
   * One request. Times are nanoseconds from the start of the run; of what did not happen, empty.
   *
   * @param waitNanos for a worker, or lost to others on shared processors; of those that are ok
   * @param leftServerNanos when its answer set out
   * @param server -1 if it got none
   * @param outcome ok, refused, failed, timed-out or unfinished
   */
  public record TracedRequest(
      long arrivedNanos,
      OptionalLong sentNanos,
      OptionalLong atServerNanos,
      OptionalLong waitNanos,
      OptionalLong leftServerNanos,
      long doneNanos,
      int client,
      int server,
      String requestClass,
      String model,
      String outcome) {}

  public EventRun {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    servers = List.copyOf(servers);
  }

  /**
   * Returns a figure that must be there.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  public double figure(String name) {
    Double value = figures.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "scenario %s has no figure %s: %s".formatted(scenario, name, figures.keySet()));
    }
    return value;
  }
}
