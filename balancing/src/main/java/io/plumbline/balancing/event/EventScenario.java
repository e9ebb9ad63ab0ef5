package io.plumbline.balancing.event;

import io.plumbline.balancing.Policy;
import io.plumbline.balancing.event.Demand.RateStep;
import io.plumbline.scheduler.QueueDiscipline;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that a simulation in continuous time depends on, but for the seed.
 *
 * @param name what results call it
 * @param about what it shows, in a line
 * @param policyWritten the policy as a name, or a map of one name to its settings
 * @param policy the same, made
 * @param clients each with a balancer of its own; a request comes to any of them alike
 * @param subsetSize to how many servers a client is connected, drawn for each; 0 for all
 * @param centralQueue if so, no policy chooses: requests wait in one queue for any free worker;
 *     there are no faults
 * @param servers of which kinds, how many
 * @param demand what is asked of them
 * @param network how long the ways are, and what is done when no answer comes
 * @param queueing who is served next
 * @param starting what being new costs a server
 * @param reporting what servers tell
 * @param antagonists what else runs on the servers' machines
 * @param faults what goes wrong; one at a time on one server
 * @param span from when to when
 */
public record EventScenario(
    String name,
    String about,
    Object policyWritten,
    Policy policy,
    int clients,
    int subsetSize,
    boolean centralQueue,
    List<ServerSpec> servers,
    Demand demand,
    Network network,
    Queueing queueing,
    Starting starting,
    Reporting reporting,
    Optional<Antagonists> antagonists,
    List<Fault> faults,
    Span span) {

  /**
   * Between client and server.
   *
   * @param oneWay each way of a request, an answer, a probe
   * @param timeoutNanos after which a client takes a request for failed; empty if it waits for ever
   * @param probeTimeoutNanos the same of probes
   */
  public record Network(TimeLaw oneWay, OptionalLong timeoutNanos, OptionalLong probeTimeoutNanos) {
    public static final Network NONE =
        new Network(TimeLaw.ZERO, OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * At a server.
   *
   * @param discipline who is served next
   * @param capacity how many may wait; 0 for as many as come
   * @param refuseLate whether a request whose deadline has passed is refused when its turn comes
   * @param processorSharing if so nobody waits: all requests of a server share its workers alike,
   *     none gets more than one, capacity counts those beyond, and other tenants take workers and
   *     not speed
   */
  public record Queueing(
      QueueDiscipline discipline, int capacity, boolean refuseLate, boolean processorSharing) {
    public static final Queueing FIFO = new Queueing(QueueDiscipline.FIFO, 0, false, false);

    public Queueing {
      ServerSpec.requireWithin("queue-capacity", capacity, 0, Integer.MAX_VALUE / 2);
    }

    Queueing withDiscipline(QueueDiscipline discipline) {
      return new Queueing(discipline, capacity, refuseLate, processorSharing);
    }

    Queueing withCapacity(int capacity) {
      return new Queueing(discipline, capacity, refuseLate, processorSharing);
    }

    Queueing withRefuseLate(boolean refuseLate) {
      return new Queueing(discipline, capacity, refuseLate, processorSharing);
    }

    Queueing withProcessorSharing(boolean processorSharing) {
      return new Queueing(discipline, capacity, refuseLate, processorSharing);
    }
  }

  /**
   * What a start, and a restart, costs.
   *
   * @param coldPenaltyNanos the first request of each client at a server that has just started
   *     takes so much longer
   * @param rampNanos how long it takes until a server is as fast as it will be; linear
   * @param coldSpeedRatio how fast it is at first, of that
   * @param modelLoadNanos how much longer a request takes whose model is not resident
   */
  public record Starting(
      long coldPenaltyNanos, long rampNanos, double coldSpeedRatio, long modelLoadNanos) {
    public static final Starting WARM = new Starting(0, 0, 1, 0);

    public Starting {
      ServerSpec.requireWithin("cold-penalty ns", coldPenaltyNanos, 0, Long.MAX_VALUE / 4);
      ServerSpec.requireWithin("ramp ns", rampNanos, 0, Long.MAX_VALUE / 4);
      ServerSpec.requireWithin("model-load ns", modelLoadNanos, 0, Long.MAX_VALUE / 4);
      if (!(coldSpeedRatio > 0 && coldSpeedRatio <= 1)) {
        throw new IllegalArgumentException(
            "cold-speed must be above 0 and at most 1: " + coldSpeedRatio);
      }
    }
  }

  /**
   * What servers tell, with answers and probes.
   *
   * @param stepNanos of which length the entries of a server's windows are
   * @param window how many entries they have
   * @param refreshNanos 0 if a report is of the instant at which it leaves; else it is as old as
   *     the last multiple of this, on all servers alike, and clients have it at once
   * @param probeCostNanos of a worker's time per probe, at speed 1; 0 if a probe is answered beside
   *     the workers, at once
   */
  public record Reporting(long stepNanos, int window, long refreshNanos, long probeCostNanos) {
    public static final Reporting FRESH = new Reporting(1_000_000, 100, 0, 0);

    public Reporting {
      ServerSpec.requireWithin("report-step ns", stepNanos, 1, Long.MAX_VALUE / 4);
      ServerSpec.requireWithin("report-window", window, 1, 100_000);
      ServerSpec.requireWithin("report-refresh ns", refreshNanos, 0, Long.MAX_VALUE / 4);
      ServerSpec.requireWithin("probe-cost ns", probeCostNanos, 0, Long.MAX_VALUE / 4);
    }
  }

  /**
   * Other tenants: each server's speed, or what it has of shared workers, is drawn anew, again and
   * again.
   *
   * @param meanPeriodNanos for how long a draw holds; exponential
   * @param speeds the factors, each as likely as the others
   */
  public record Antagonists(long meanPeriodNanos, List<Double> speeds) {
    public Antagonists {
      ServerSpec.requireWithin("antagonist period ns", meanPeriodNanos, 1, Long.MAX_VALUE / 4);
      speeds = List.copyOf(speeds);
      if (speeds.isEmpty() || speeds.stream().anyMatch(s -> !(s > 0 && s <= 1000))) {
        throw new IllegalArgumentException(
            "antagonist speeds must be above 0 and at most 1000: " + speeds);
      }
    }
  }

  /**
   * From when to when.
   *
   * @param warmUpNanos what comes before counts nowhere
   * @param horizonNanos nothing comes from here on
   * @param drainNanos for how long after that answers are awaited
   */
  public record Span(long warmUpNanos, long horizonNanos, long drainNanos) {
    public Span {
      ServerSpec.requireWithin("horizon ns", horizonNanos, 1, Long.MAX_VALUE / 8);
      ServerSpec.requireWithin("warm-up ns", warmUpNanos, 0, horizonNanos - 1);
      ServerSpec.requireWithin("drain ns", drainNanos, 0, Long.MAX_VALUE / 8);
    }
  }

  /** More than that would not end within a day. */
  private static final double MOST_REQUESTS = 1e9;

  /** Each is remembered with its latencies, and takes some 250 bytes and more. */
  private static final long MOST_CONNECTIONS = 1_000_000;

  public EventScenario {
    servers = List.copyOf(servers);
    faults = List.copyOf(faults);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("scenario " + name + " must have servers");
    }
    ServerSpec.requireWithin("clients", clients, 1, 100_000);
    int all = servers.stream().mapToInt(ServerSpec::count).sum();
    if (subsetSize < 0 || subsetSize > all) {
      throw new IllegalArgumentException(
          "subset-size must be from 0 to the number of servers, " + all + ": " + subsetSize);
    }
    long connections = (long) clients * (subsetSize == 0 ? all : subsetSize);
    if (connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "clients must not have more than "
              + MOST_CONNECTIONS
              + " connections in all; lower clients, servers or subset-size: "
              + connections);
    }
    for (Fault fault : faults) {
      if (fault.firstServer() + fault.servers() > all) {
        throw new IllegalArgumentException(
            "a fault must be of the servers 0 to " + (all - 1) + ": " + fault);
      }
    }
    requireApart(faults);
    if (centralQueue && !faults.isEmpty()) {
      throw new IllegalArgumentException(
          "central-queue cannot have faults, for nothing is sent to a server that fails; leave out"
              + " one of the two: "
              + faults);
    }
    if (queueing.processorSharing()) {
      requireNoneWaits(centralQueue, queueing, starting);
    }
    double requests = expectedRequests(demand, servers, span);
    if (!(requests <= MOST_REQUESTS)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "scenario %s would be of %.3g requests, and at most %.0e are run; lower load,"
                  + " rate-steps or horizon-ms, or raise the service",
              name,
              requests,
              MOST_REQUESTS));
    }
  }

  private static void requireNoneWaits(boolean centralQueue, Queueing queueing, Starting starting) {
    if (centralQueue || queueing.refuseLate() || queueing.discipline() != QueueDiscipline.FIFO) {
      throw new IllegalArgumentException(
          "with processor-sharing nobody waits for a turn: leave out central-queue, refuse-late and"
              + " discipline");
    }
    if (starting.rampNanos() > 0) {
      throw new IllegalArgumentException(
          "with processor-sharing a server is as fast from the start: leave out ramp-ms");
    }
  }

  private static void requireApart(List<Fault> faults) {
    for (int i = 0; i < faults.size(); i++) {
      for (Fault other : faults.subList(0, i)) {
        if (overlap(faults.get(i), other)) {
          throw new IllegalArgumentException(
              "faults of one server must not overlap; let one end before the other begins: "
                  + other
                  + " and "
                  + faults.get(i));
        }
      }
    }
  }

  /** Whether there is a server and an instant at which it has both. */
  private static boolean overlap(Fault a, Fault b) {
    return a.fromNanos() < b.untilNanos()
        && b.fromNanos() < a.untilNanos()
        && a.firstServer() < b.firstServer() + b.servers()
        && b.firstServer() < a.firstServer() + a.servers();
  }

  /** How many come until the horizon, about. */
  public double expectedRequests() {
    return expectedRequests(demand, servers, span);
  }

  private static double expectedRequests(Demand demand, List<ServerSpec> servers, Span span) {
    double atFactorOne = 0;
    double factor = 1;
    long fromNanos = 0;
    for (RateStep step : demand.steps()) {
      long untilNanos = Math.min(step.atNanos(), span.horizonNanos());
      atFactorOne += factor * (untilNanos - fromNanos);
      fromNanos = untilNanos;
      factor = step.factor();
    }
    atFactorOne += factor * (span.horizonNanos() - fromNanos);
    return requestsPerSecond(demand, servers) * atFactorOne / 1e9;
  }

  public int serverCount() {
    return servers.stream().mapToInt(ServerSpec::count).sum();
  }

  /** Workers, weighted by their speed. */
  public double capacityInWorkers() {
    return capacityInWorkers(servers);
  }

  private static double capacityInWorkers(List<ServerSpec> servers) {
    return servers.stream().mapToDouble(s -> s.count() * s.workers() * s.speed()).sum();
  }

  /** What comes, at rate factor 1. */
  public double requestsPerSecond() {
    return requestsPerSecond(demand, servers);
  }

  static double requestsPerSecond(Demand demand, List<ServerSpec> servers) {
    return demand.load() * capacityInWorkers(servers) / (demand.meanServiceNanos() / 1e9);
  }

  /**
   * Returns this scenario with one setting changed; see {@link EventSettings#descriptions()}.
   *
   * @throws IllegalArgumentException if there is no such setting or the value is wrong
   */
  public EventScenario with(String settingName, Object value) {
    return with(Map.of(settingName, value));
  }

  /**
   * Returns this scenario with several settings changed, one after the other; only what comes of
   * all of them must be valid.
   *
   * @throws IllegalArgumentException if there is no such setting or a value is wrong
   */
  public EventScenario with(Map<String, Object> settings) {
    return EventSettings.with(this, settings);
  }
}
