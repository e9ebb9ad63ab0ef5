package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Prints how often, and when, the saturation detector stops simulated runs; what the tests ask with
 * few seeds, asked with many.
 *
 * <p>{@code java -cp … io.plumbline.loadgen.SaturationTable KIND SECONDS SEEDS SERVICE_MS,…
 * LOAD,…}, where KIND is a case of {@link #run}. Times count from the start of the run.
 */
final class SaturationTable {
  static final RunLimits ENFORCED =
      new RunLimits(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          RunLimits.Saturation.ENFORCE,
          Optional.empty(),
          RunLimits.Scope.POINT);

  record Queue(String name, int servers, SimulatedQueue.Service service) {}

  static final List<Queue> QUEUES =
      List.of(
          new Queue("M/M/1", 1, SimulatedQueue.EXPONENTIAL),
          new Queue("M/M/4", 4, SimulatedQueue.EXPONENTIAL),
          new Queue("M/D/1", 1, SimulatedQueue.CONSTANT),
          new Queue("M/LN/1", 1, SimulatedQueue.LOGNORMAL),
          new Queue("M/LN/4", 4, SimulatedQueue.LOGNORMAL));

  private SaturationTable() {}

  /** A run in which something happens, or nothing. */
  static SimulatedQueue run(
      String kind, Queue queue, double serviceMs, double load, double length) {
    double service = serviceMs / 1e3;
    int servers = queue.servers();
    SimulatedQueue steady =
        new SimulatedQueue(servers, queue.service(), service, t -> load, length);
    return switch (kind) {
      case "steady" -> steady;
      case "stall-1s" -> steady.stalled(20.3, 21.3);
      case "stall-2s" -> steady.stalled(20.3, 22.3);
      case "stall-2s-early" -> steady.stalled(6.3, 8.3);
      case "slow-start" -> steady.slowness(t -> 1 + 3 * Math.exp(-t / 2));
      case "refuse" -> steady.places(20 * servers);
      case "deadline" -> steady.deadline(15 * service);
      case "timeout-5s" -> steady.deadline(5);
      case "spike-x3-10s" ->
          new SimulatedQueue(
              servers, queue.service(), service, t -> t > 20 && t < 30 ? 3 * load : load, length);
      case "ramp" ->
          new SimulatedQueue(
              servers, queue.service(), service, t -> .1 + (load - .1) * t / length, length);
      case "overload-from-30s" ->
          new SimulatedQueue(servers, queue.service(), service, t -> t < 30 ? .5 : load, length);
      default -> throw new IllegalArgumentException("no such kind of run: " + kind);
    };
  }

  /** The times of all stops over seeds 1 to {@code seeds}, in seconds, in order. */
  static double[] stops(
      String kind, Queue queue, double serviceMs, double load, double length, int seeds) {
    return IntStream.rangeClosed(1, seeds)
        .mapToObj(seed -> run(kind, queue, serviceMs, load, length).play(seed, ENFORCED))
        .filter(found -> found.stop().isPresent())
        .mapToDouble(SimulatedQueue.Found::atSeconds)
        .sorted()
        .toArray();
  }

  public static void main(String[] arguments) {
    double length = Double.parseDouble(arguments[1]);
    int seeds = Integer.parseInt(arguments[2]);
    for (String serviceMs : arguments[3].split(",", -1)) {
      for (String load : arguments[4].split(",", -1)) {
        for (Queue queue : QUEUES) {
          double[] stops =
              stops(
                  arguments[0],
                  queue,
                  Double.parseDouble(serviceMs),
                  Double.parseDouble(load),
                  length,
                  seeds);
          long soon = Arrays.stream(stops).filter(at -> at <= 10.01).count();
          System.out.printf(
              Locale.ROOT,
              "| %s | %s | %s | %s | %d of %d | %.1f %% | %s | %s |%n",
              arguments[0],
              queue.name(),
              serviceMs,
              load,
              stops.length,
              seeds,
              100.0 * soon / seeds,
              at(stops, .5, seeds),
              at(stops, .99, seeds));
        }
      }
    }
  }

  private static String at(double[] stops, double share, int seeds) {
    int rank = (int) Math.ceil(share * seeds);
    return rank <= stops.length ? String.format(Locale.ROOT, "%.1f", stops[rank - 1]) : "n/a";
  }
}
