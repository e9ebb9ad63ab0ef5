package io.plumbline.balancing.tick;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Every number of the model. Times are ticks, rates are per tick, probabilities from 0 to 1.
 *
 * <p>The four of round trips are constants in the notebook's first version; here they can be set.
 *
 * @param servers how many
 * @param clients how many
 * @param subsetSize channels per client, each to a server drawn with replacement, so that two may
 *     lead to one server and there may be more of them than servers; empty for one channel to every
 *     server
 * @param meanRequestsPerServerPerTick the offered rate
 * @param totalTicks how long requests come
 * @param meanProcessingTime the mean of the servers' means
 * @param probeProcessingTime of every probe, on every server
 * @param meanChannelRtt the channel's part in the delay of either direction
 * @param channelRttVariance what the notebook calls so; see {@link GammaTicks}
 * @param meanServerRtt the server's part in the delay of either direction
 * @param serverRttVariance what the notebook calls so; see {@link GammaTicks}
 * @param meanThreads of a server
 * @param networkResetProbability per channel and tick
 * @param serverResetProbability per server and tick
 * @param coldChannelPenalty what the first request of a channel takes longer at a server that was
 *     reset
 * @param serverStateBuffer how many values a server's windows hold
 * @param clientRequestsBuffer how many latencies a channel's window holds
 * @param ewmaWeight of the latest value in exponentially weighted averages
 * @param maxCooldown for how long the run may go on without arrivals until the servers are empty
 * @param dataFrequency completions are recorded when the tick is a multiple of it
 * @param debug whether everything that happens is told to {@link TickObserver#event}
 * @param percentiles those of the summary, above 0 to 100, ascending
 */
public record TickSettings(
    int servers,
    int clients,
    OptionalInt subsetSize,
    double meanRequestsPerServerPerTick,
    int totalTicks,
    double meanProcessingTime,
    int probeProcessingTime,
    double meanChannelRtt,
    double channelRttVariance,
    double meanServerRtt,
    double serverRttVariance,
    double meanThreads,
    double networkResetProbability,
    double serverResetProbability,
    int coldChannelPenalty,
    int serverStateBuffer,
    int clientRequestsBuffer,
    double ewmaWeight,
    int maxCooldown,
    int dataFrequency,
    boolean debug,
    List<Double> percentiles) {

  /** The setting that is no field: it sets the rate. See {@link #with}. */
  public static final String TARGET_UTILIZATION = "target-utilization";

  private static final String ALL = "all";
  private static final int MOST_ENTITIES = 1_000_000;
  private static final int MOST_TICKS = 100_000_000;
  private static final double MOST_REQUESTS = 1e9;
  private static final double MOST = 1e6;

  public TickSettings {
    percentiles = List.copyOf(percentiles);
    Check.whole("servers", servers, 1, MOST_ENTITIES);
    Check.whole("clients", clients, 1, MOST_ENTITIES);
    if (subsetSize.isPresent()) {
      Check.whole("subset-size", subsetSize.getAsInt(), 1, MOST_ENTITIES);
    }
    long channels = (long) clients * subsetSize.orElse(servers);
    if (channels > 20L * MOST_ENTITIES) {
      throw new IllegalArgumentException(
          "clients times subset-size must be at most " + 20L * MOST_ENTITIES + ": " + channels);
    }
    Check.number("mean-requests-per-server-per-tick", meanRequestsPerServerPerTick, 0, MOST);
    Check.whole("total-ticks", totalTicks, 1, MOST_TICKS);
    if (meanRequestsPerServerPerTick * servers * totalTicks > MOST_REQUESTS) {
      throw new IllegalArgumentException(
          "mean-requests-per-server-per-tick times servers times total-ticks must be at most "
              + MOST_REQUESTS
              + ": "
              + meanRequestsPerServerPerTick * servers * totalTicks);
    }
    Check.gamma("mean-processing-time", meanProcessingTime, "", GammaTicks.USUAL_VARIANCE);
    Check.whole("probe-processing-time", probeProcessingTime, 1, MOST_TICKS);
    Check.gamma("mean-channel-rtt", meanChannelRtt, "channel-rtt-variance", channelRttVariance);
    Check.gamma("mean-server-rtt", meanServerRtt, "server-rtt-variance", serverRttVariance);
    Check.gamma("mean-threads", meanThreads, "", GammaTicks.USUAL_VARIANCE);
    Check.number("network-reset-probability", networkResetProbability, 0, 1);
    Check.number("server-reset-probability", serverResetProbability, 0, 1);
    Check.whole("cold-channel-penalty", coldChannelPenalty, 0, MOST_TICKS);
    Check.whole("server-state-buffer", serverStateBuffer, 1, MOST_ENTITIES);
    Check.whole("client-requests-buffer", clientRequestsBuffer, 1, MOST_ENTITIES);
    Check.number("ewma-weight", ewmaWeight, 0, 1);
    Check.whole("max-cooldown", maxCooldown, 0, MOST_TICKS);
    Check.whole("data-frequency", dataFrequency, 1, MOST_TICKS);
    if (percentiles.isEmpty()) {
      throw new IllegalArgumentException("percentiles must not be empty");
    }
    double before = 0;
    for (double percentile : percentiles) {
      if (!(percentile > before && percentile <= 100)) {
        throw new IllegalArgumentException(
            "percentiles must ascend, above 0 and up to 100: " + percentiles);
      }
      before = percentile;
    }
  }

  /** The notebook's defaults, with the percentiles of its study. */
  public static TickSettings defaults() {
    return new TickSettings(
        40,
        40,
        OptionalInt.of(12),
        2.2,
        500,
        6,
        1,
        2,
        3,
        2,
        3,
        100,
        0.002,
        0.002,
        10,
        100,
        100,
        0.2,
        300,
        30,
        false,
        List.of(50.0, 90.0, 99.0, 99.9));
  }

  /**
   * Returns the rate that keeps a server's threads busy for a share of the time.
   *
   * @param threads of a server
   * @param processingTime of a request
   * @param probesPerRequest how many probes each request brings with it
   * @param probeProcessingTime of a probe
   * @param target the share, 0.7 for 70 %
   */
  public static double rate(
      double threads,
      double processingTime,
      double probesPerRequest,
      double probeProcessingTime,
      double target) {
    return target * threads / (processingTime + probesPerRequest * probeProcessingTime);
  }

  /** Returns these settings with the rate for a target utilization, from 0 (no load) up. */
  public TickSettings withTargetUtilization(double target, double probesPerRequest) {
    Check.number(TARGET_UTILIZATION, target, 0, 100);
    return with(
        "mean-requests-per-server-per-tick",
        rate(meanThreads, meanProcessingTime, probesPerRequest, probeProcessingTime, target));
  }

  /**
   * Returns these settings with one of them changed.
   *
   * <p>{@value #TARGET_UTILIZATION} is taken, too: it sets the rate from the threads and processing
   * time as they are now, so it comes after those.
   *
   * @param name as in {@link #names()}
   * @param value a number, true or false, or a text that says one; {@code all} for a subset size; a
   *     list, or numbers with commas between, for percentiles
   * @throws IllegalArgumentException in one line, with the value, if it is not allowed
   */
  public TickSettings with(String name, Object value) {
    if (name.equals(TARGET_UTILIZATION)) {
      return withTargetUtilization(Check.number(name, value), 0);
    }
    return with(Map.of(name, value));
  }

  /**
   * Returns these settings with several fields changed; only what comes of all of them must be
   * valid.
   *
   * @throws IllegalArgumentException as the other
   */
  public TickSettings with(Map<String, Object> changes) {
    Map<String, Object> values = new LinkedHashMap<>(values());
    changes.forEach(
        (name, value) -> {
          if (values.replace(name, value) == null) {
            throw new IllegalArgumentException(
                "unknown setting \"%s\"; known: %s, %s"
                    .formatted(name, String.join(", ", names()), TARGET_UTILIZATION));
          }
        });
    return of(values);
  }

  /** All names of fields, in order. */
  public static Set<String> names() {
    return defaults().values().keySet();
  }

  /** All fields by name, in order, each as {@link #with} takes it. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("servers", servers);
    values.put("clients", clients);
    values.put("subset-size", subsetSize.isPresent() ? (Object) subsetSize.getAsInt() : ALL);
    values.put("mean-requests-per-server-per-tick", meanRequestsPerServerPerTick);
    values.put("total-ticks", totalTicks);
    values.put("mean-processing-time", meanProcessingTime);
    values.put("probe-processing-time", probeProcessingTime);
    values.put("mean-channel-rtt", meanChannelRtt);
    values.put("channel-rtt-variance", channelRttVariance);
    values.put("mean-server-rtt", meanServerRtt);
    values.put("server-rtt-variance", serverRttVariance);
    values.put("mean-threads", meanThreads);
    values.put("network-reset-probability", networkResetProbability);
    values.put("server-reset-probability", serverResetProbability);
    values.put("cold-channel-penalty", coldChannelPenalty);
    values.put("server-state-buffer", serverStateBuffer);
    values.put("client-requests-buffer", clientRequestsBuffer);
    values.put("ewma-weight", ewmaWeight);
    values.put("max-cooldown", maxCooldown);
    values.put("data-frequency", dataFrequency);
    values.put("debug", debug);
    values.put("percentiles", percentiles);
    return values;
  }

  private static TickSettings of(Map<String, Object> values) {
    Values v = new Values(values);
    return new TickSettings(
        v.whole("servers"),
        v.whole("clients"),
        ALL.equals(v.get("subset-size"))
            ? OptionalInt.empty()
            : OptionalInt.of(v.whole("subset-size")),
        v.number("mean-requests-per-server-per-tick"),
        v.whole("total-ticks"),
        v.number("mean-processing-time"),
        v.whole("probe-processing-time"),
        v.number("mean-channel-rtt"),
        v.number("channel-rtt-variance"),
        v.number("mean-server-rtt"),
        v.number("server-rtt-variance"),
        v.number("mean-threads"),
        v.number("network-reset-probability"),
        v.number("server-reset-probability"),
        v.whole("cold-channel-penalty"),
        v.whole("server-state-buffer"),
        v.whole("client-requests-buffer"),
        v.number("ewma-weight"),
        v.whole("max-cooldown"),
        v.whole("data-frequency"),
        v.flag("debug"),
        v.numbers("percentiles"));
  }

  /** When the first stage ends: until this tick, and with it, the run is warming up. */
  public int warmUntilTick() {
    double settled = 3 * (meanChannelRtt + meanServerRtt + meanProcessingTime);
    return (int) Math.min(settled, totalTicks / 2.0);
  }

  /** How many requests come. */
  public int requests() {
    // Half to even, as the notebook's language rounds.
    return (int) Math.rint(meanRequestsPerServerPerTick * servers * totalTicks);
  }

  /** Channels per client. */
  public int channelsPerClient() {
    return subsetSize.orElse(servers);
  }

  private record Values(Map<String, Object> values) {
    Object get(String name) {
      Object value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException(name + " is missing");
      }
      return value;
    }

    double number(String name) {
      return Check.number(name, get(name));
    }

    int whole(String name) {
      double number = number(name);
      if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(name + " must be a whole number: " + get(name));
      }
      return (int) number;
    }

    boolean flag(String name) {
      Object value = get(name);
      if (value instanceof Boolean b) {
        return b;
      }
      return switch (value.toString()) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException(name + " must be true or false: " + value);
      };
    }

    List<Double> numbers(String name) {
      Object value = get(name);
      Collection<?> several =
          value instanceof Collection<?> collection
              ? collection
              : value instanceof String text ? Arrays.asList(text.split(",", -1)) : List.of(value);
      List<Double> numbers = new ArrayList<>();
      several.forEach(one -> numbers.add(Check.number(name, one)));
      return numbers;
    }
  }

  /** What values have to be; each message is one line, with the name and the value. */
  private static final class Check {
    static double number(String name, Object value) {
      if (value instanceof Number number) {
        return number.doubleValue();
      }
      try {
        return Double.parseDouble(value.toString().trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + " must be a number: " + value, e);
      }
    }

    static void number(String name, double value, double least, double most) {
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(
            "%s must be from %s to %s: %s".formatted(name, least, most, value));
      }
    }

    static void whole(String name, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            name + " must be from " + least + " to " + most + ": " + value);
      }
    }

    static void gamma(String name, double mean, String varianceName, double variance) {
      if (!varianceName.isEmpty()) {
        number(varianceName, variance, 1 / MOST, MOST);
      }
      if (!(mean > 1 / variance && mean <= MOST)) {
        throw new IllegalArgumentException(
            name
                + " must be above "
                + 1 / variance
                + (varianceName.isEmpty() ? "" : " (1 by " + varianceName + ")")
                + " and at most "
                + MOST
                + ": "
                + mean);
      }
    }
  }
}
