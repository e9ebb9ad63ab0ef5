package io.plumbline.balancing;

import io.plumbline.balancing.Policy.Need;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The costs that settings can name: where a figure is from, which one, and how it is averaged.
 *
 * <table>
 * <caption>Names; where {@code -A} stands, {@code -latest}, {@code -mean}, {@code -ewma} or
 * nothing, which is the latest</caption>
 * <tr><td>{@code client-in-flight}<td>what the client counted
 * <tr><td>{@code client-latency-A}<td>what the client felt, probes included
 * <tr><td>{@code server-...}<td>what the server told with the answer that came last
 * <tr><td>{@code direct-...}<td>what the server would tell now: a bound, not a policy
 * <tr><td>{@code ...-in-flight-A, -queued-A, -utilization-A, -rate-A, -latency-A}<td>its windows
 * <tr><td>{@code ...-expected-latency}<td>at its usual number in flight
 * <tr><td>{@code ...-capacity}<td>1 / (rate / utilization), of the means; unknown if one is 0
 * <tr><td>{@code ...-available-capacity}<td>1 / (capacity - rate); unknown if nothing is left
 * <tr><td>{@code ...-pid}<td>1 / its controller's weight, which is kept 0.0001 away from 0
 * <tr><td>{@code random}<td>from 0 to 1, drawn afresh whenever it is asked for
 * </table>
 */
final class Costs {
  private Costs() {}

  /** The weight of a client's exponential average, the same as servers' reports use. */
  private static final double EWMA_WEIGHT = 0.2;

  private static final double LEAST_PID_WEIGHT = 0.0001;

  /**
   * A cost that has a name.
   *
   * @param needs what it reads
   * @param maker makes it for one client
   */
  record Named(String name, Set<Need> needs, Function<Client, Cost> maker) {
    Cost start(Client client) {
      return maker.apply(client);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How the values of a window become one. */
  private enum Average {
    LATEST,
    MEAN,
    EWMA;

    double of(Windowed windowed) {
      return switch (this) {
        case LATEST -> windowed.latest();
        case MEAN -> windowed.mean();
        case EWMA -> windowed.ewma();
      };
    }

    double of(Window window) {
      return switch (this) {
        case LATEST -> window.latest();
        case MEAN -> window.mean();
        case EWMA -> window.ewma(EWMA_WEIGHT);
      };
    }
  }

  /** What a server tells. */
  private enum Figure {
    IN_FLIGHT(true),
    QUEUED(true),
    UTILIZATION(true),
    RATE(true),
    LATENCY(true),
    EXPECTED_LATENCY(false),
    CAPACITY(false),
    AVAILABLE_CAPACITY(false),
    PID(false);

    private final boolean averaged;

    Figure(boolean averaged) {
      this.averaged = averaged;
    }

    double of(ServerReport report, Average average) {
      return switch (this) {
        case IN_FLIGHT -> average.of(report.inFlight());
        case QUEUED -> average.of(report.queued());
        case UTILIZATION -> average.of(report.utilizationPercent());
        case RATE -> average.of(report.arrivalsPerSecond());
        case LATENCY -> average.of(report.latencyNanos());
        case EXPECTED_LATENCY -> report.expectedLatencyNanos();
        case CAPACITY -> 1 / capacityPerSecond(report);
        case AVAILABLE_CAPACITY -> availableCapacity(report);
        case PID -> pid(report.pidWeight());
      };
    }

    /** At full utilization; {@link Cost#UNKNOWN} if nothing came, or nothing was done. */
    private static double capacityPerSecond(ServerReport report) {
      double perSecond = report.arrivalsPerSecond().mean();
      double percent = report.utilizationPercent().mean();
      return perSecond == 0 || percent == 0 ? Cost.UNKNOWN : perSecond / (percent / 100);
    }

    private static double availableCapacity(ServerReport report) {
      double perSecond = capacityPerSecond(report) - report.arrivalsPerSecond().mean();
      return perSecond > 0 ? 1 / perSecond : Cost.UNKNOWN;
    }

    private static double pid(double weight) {
      if (Math.abs(weight) < LEAST_PID_WEIGHT) {
        return 1 / (weight >= 0 ? LEAST_PID_WEIGHT : -LEAST_PID_WEIGHT);
      }
      return 1 / weight;
    }
  }

  /** One class with switches, not one object per step: a pick reads a dozen of these. */
  private record Told(boolean direct, Figure figure, Average average) implements Cost {
    @Override
    public double of(Endpoint endpoint, Call call) {
      ServerReport report = direct ? endpoint.direct() : endpoint.report();
      return report == null ? UNKNOWN : figure.of(report, average);
    }
  }

  private static final Map<String, Named> BY_NAME = byName();

  /** Says which names there are. */
  static final String KNOWN =
      "client-in-flight, client-latency*, random, and with server- (as reported) or direct- (as it"
          + " is) in front: in-flight*, queued*, utilization*, rate*, latency*, expected-latency,"
          + " capacity, available-capacity, pid; * may end in -latest, -mean or -ewma";

  /** Returns the cost of this name; null if there is none. */
  static @Nullable Named find(String name) {
    return BY_NAME.get(name);
  }

  /** All names. */
  static Set<String> names() {
    return BY_NAME.keySet();
  }

  private static Map<String, Named> byName() {
    Map<String, Named> all = new LinkedHashMap<>();
    add(all, "random", Set.of(), client -> (endpoint, call) -> client.random().nextDouble());
    add(all, "client-in-flight", Set.of(), client -> (endpoint, call) -> endpoint.inFlight());
    averaged(
        all,
        "client-latency",
        Set.of(),
        average -> (endpoint, call) -> average.of(endpoint.latenciesNanos()));
    for (boolean direct : new boolean[] {false, true}) {
      Set<Need> needs = Set.of(direct ? Need.DIRECT : Need.REPORTS);
      for (Figure figure : Figure.values()) {
        String name = (direct ? "direct-" : "server-") + PolicySettings.written(figure);
        if (figure.averaged) {
          averaged(all, name, needs, average -> new Told(direct, figure, average));
        } else {
          Cost cost = new Told(direct, figure, Average.LATEST);
          add(all, name, needs, client -> cost);
        }
      }
    }
    return Collections.unmodifiableMap(all);
  }

  private static void averaged(
      Map<String, Named> to, String name, Set<Need> needs, Function<Average, Cost> maker) {
    Cost latest = maker.apply(Average.LATEST);
    add(to, name, needs, client -> latest);
    for (Average average : Average.values()) {
      Cost cost = maker.apply(average);
      add(to, name + "-" + PolicySettings.written(average), needs, client -> cost);
    }
  }

  private static void add(
      Map<String, Named> to, String name, Set<Need> needs, Function<Client, Cost> maker) {
    to.put(name, new Named(name, needs, maker));
  }
}
