package io.plumbline.balancing.event;

import io.plumbline.balancing.event.EventScenario.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The event engine beside theory: systems whose figures are known, simulated.
 *
 * <p>Times are in units of the mean service. The figures of the supermarket model with few servers,
 * and of the shortest of ten queues, are simulated ones, good to a hundredth, and those of an
 * infinite number of servers are limits; rows of either say by how much they may be missed beside
 * the interval.
 *
 * <p>Left out, because no bearable number of requests narrows them: a hundred workers and the
 * supermarket model at load 0.99. They forget so slowly that a run of a million requests sees them
 * in few states.
 */
public final class TheoryTable {
  /**
   * Of each interval: with some sixty rows that rest on it alone, one is missed once in sixteen.
   */
  public static final double CONFIDENCE = 0.999;

  private static final double SERVICE_NANOS = 10e6;

  /** What those that are there at the beginning and at the end of a run may weigh in its laws. */
  private static final double EDGES_REQUESTS = 1200;

  /** More of them are refused. */
  public static final int MOST_REPETITIONS = 10_000;

  /** How much the join-idle-queue that ships may lose by servers that are idle no longer. */
  private static final double SHIPPED_IDLE_RATIO = 0.07;

  private TheoryTable() {}

  /**
   * One figure of one system.
   *
   * @param predicted by theory
   * @param toleranceRatio by how much of it theory itself may be off; 0 where it is exact
   * @param mean over the repetitions
   * @param halfWidth of the interval of that mean, by Student's t
   */
  public record Row(
      String system,
      double load,
      String quantity,
      double predicted,
      double toleranceRatio,
      double mean,
      double halfWidth) {

    /** Whether theory is within the interval, widened by the tolerance. */
    public boolean agrees() {
      return Math.abs(mean - predicted) <= halfWidth + toleranceRatio * predicted;
    }
  }

  /**
   * An order that must hold between two systems with the same arrivals and work.
   *
   * @param difference of the mean response, the larger minus the smaller, pair by pair
   * @param repetitions how many pairs there were, at least 2
   */
  public record Order(
      String smaller,
      String larger,
      double load,
      double smallerMean,
      double largerMean,
      double difference,
      double halfWidth,
      int repetitions) {

    /** Whether the interval of the difference is above 0. */
    public boolean holds() {
      return difference - halfWidth > 0;
    }

    /** Whether it is below 0. If it is neither, nothing is shown. */
    public boolean isContradicted() {
      return difference + halfWidth < 0;
    }

    /**
     * About how many repetitions show the order, if difference and deviation stay as they are.
     * Empty if that is more than {@value #MOST_REPETITIONS}, or if the difference is not above 0.
     */
    public OptionalInt repetitionsToShow() {
      double deviation = halfWidth * Math.sqrt(repetitions) / quantile(repetitions);
      return IntStream.rangeClosed(2, MOST_REPETITIONS)
          .filter(n -> difference > quantile(n) * deviation / Math.sqrt(n))
          .findFirst();
    }
  }

  private record Quantity(
      String name, double predicted, double toleranceRatio, ToDoubleFunction<EventRun> figure) {}

  /**
   * What is run.
   *
   * @param repetitions at least 2
   * @param requests of each repetition, about
   */
  public record Effort(int repetitions, long requests, long seed) {
    public Effort {
      ServerSpec.requireWithin("repetitions", repetitions, 2, MOST_REPETITIONS);
      ServerSpec.requireWithin("requests", requests, 1000, 1_000_000_000);
    }

    /** Ten times as many, but not more than a million if these are fewer. */
    Effort larger() {
      return new Effort(repetitions, Math.max(requests, Math.min(10 * requests, 1_000_000)), seed);
    }
  }

  /** Runs all systems; each row is told as soon as it is there. */
  public static List<Row> rows(Effort effort, Consumer<Row> progress) {
    List<Row> rows = new ArrayList<>();
    Consumer<Row> sink =
        row -> {
          rows.add(row);
          progress.accept(row);
        };
    singleServers(effort, sink);
    centralQueues(effort, sink);
    generalServices(effort, sink);
    splits(effort, sink);
    supermarkets(effort, sink);
    shortestQueues(effort, sink);
    idleQueues(effort, sink);
    return rows;
  }

  private static void singleServers(Effort effort, Consumer<Row> sink) {
    for (double load : new double[] {0.5, 0.8, 0.9}) {
      double mean = 1 / (1 - load);
      run(
          effort,
          "M/M/1",
          EventScenarios.plain().with("servers", 1),
          load,
          sink,
          new Quantity("mean response", mean, 0, run -> services(run, "response_mean_ms")),
          // Percentiles are recorded to three digits.
          new Quantity("p50", mean * Math.log(2), 0.001, run -> services(run, "response_p50_ms")),
          new Quantity("p90", mean * Math.log(10), 0.001, run -> services(run, "response_p90_ms")),
          new Quantity(
              "p99", mean * Math.log(100), 0.001, run -> services(run, "response_p99_ms")));
    }
  }

  private static void centralQueues(Effort effort, Consumer<Row> sink) {
    double[][] systems = {
      {1, 0.8},
      {2, 0.8},
      {4, 0.7},
      {4, 0.9},
      {10, 0.7},
      {10, 0.9},
      {40, 0.9},
      {100, 0.7},
      {100, 0.8},
      {100, 0.9},
      {100, 0.95}
    };
    for (double[] system : systems) {
      int workers = (int) system[0];
      double load = system[1];
      double offered = workers * load;
      double waits = QueueFormulas.erlangC(workers, offered);
      double meanWait = QueueFormulas.meanWait(workers, offered, 1, 1);
      Quantity p99 =
          new Quantity(
              "p99 of waits",
              QueueFormulas.waitQuantile(workers, offered, 0.99),
              0.001,
              run -> services(run, "wait_p99_ms"));
      Quantity[] quantities =
          waits < 0.001
              // So few wait that only the whole response can be told within an interval.
              ? new Quantity[] {
                new Quantity(
                    "mean response", 1 + meanWait, 0, run -> services(run, "response_mean_ms")),
                p99
              }
              : new Quantity[] {
                new Quantity("mean wait", meanWait, 0, run -> services(run, "wait_mean_ms")),
                new Quantity(
                    "share that waits", waits, 0, run -> run.figure("waited_percent") / 100),
                p99
              };
      run(
          // Of a hundred workers, few have to wait, and those in bursts.
          workers < 100 ? effort : effort.larger(),
          "M/M/" + workers + ", one queue",
          EventScenarios.plain().with("servers", workers).with("central-queue", true),
          load,
          sink,
          quantities);
      if (workers == 10) {
        run(
            effort,
            "M/M/" + workers + ", one server",
            EventScenarios.plain().with("servers", 1).with("workers", workers),
            load,
            sink,
            quantities);
      }
    }
  }

  private static void generalServices(Effort effort, Consumer<Row> sink) {
    Map<String, Object> gamma = Map.of("law", "gamma", "mean-ms", 10, "shape", 2);
    Map<String, Object> lognormal = Map.of("law", "lognormal", "mean-ms", 10, "cv", 1.5);
    for (Map.Entry<String, Object> law :
        List.<Map.Entry<String, Object>>of(
            Map.entry("constant", 10),
            Map.entry("gamma of shape 2", gamma),
            Map.entry("lognormal of cv 1.5", lognormal))) {
      EventScenario scenario =
          EventScenarios.plain().with("servers", 1).with("service", law.getValue());
      double load = 0.8;
      run(
          effort,
          "M/G/1, " + law.getKey(),
          scenario,
          load,
          sink,
          new Quantity(
              "mean wait",
              QueueFormulas.meanWait(1, load, 1, scenario.demand().service().cv()),
              0,
              run -> services(run, "wait_mean_ms")));
      // Shared alike, what others ask makes no difference but by its mean (Kelly, 1979).
      for (int workers : new int[] {1, 4}) {
        run(
            effort,
            "M/G/" + workers + " shared, " + law.getKey(),
            scenario.with("workers", workers).with("processor-sharing", true),
            load,
            sink,
            new Quantity(
                "mean response",
                1 + QueueFormulas.meanWait(workers, workers * load, 1, 1),
                0,
                run -> services(run, "response_mean_ms")));
      }
    }
  }

  private static void splits(Effort effort, Consumer<Row> sink) {
    double load = 0.8;
    run(
        effort,
        "random split over 10",
        EventScenarios.plain(),
        load,
        sink,
        new Quantity("mean response", 1 / (1 - load), 0, run -> services(run, "response_mean_ms")),
        new Quantity(
            "p99", Math.log(100) / (1 - load), 0.001, run -> services(run, "response_p99_ms")));
  }

  /** Choices, servers, load, mean response, tolerance. */
  private static void supermarkets(Effort effort, Consumer<Row> sink) {
    double[][] systems = {
      {2, 100, 0.5, 1.270, 0.01},
      {2, 100, 0.7, 1.626, 0.01},
      {2, 100, 0.9, 2.65, 0.01},
      {2, 10, 0.9, 3.12, 0.01},
      {2, 1000, 0.9, 2.616, 0.01},
      {3, 100, 0.9, 2.078, 0.01},
      {3, 1000, 0.9, supermarket(3, 0.9), 0.01},
      {5, 1000, 0.7, supermarket(5, 0.7), 0.01},
      {5, 1000, 0.9, supermarket(5, 0.9), 0.01},
      {2, 1000, 0.95, supermarket(2, 0.95), 0.01},
      {3, 1000, 0.95, supermarket(3, 0.95), 0.01},
    };
    for (double[] system : systems) {
      int choices = (int) system[0];
      int servers = (int) system[1];
      run(
          effort,
          "best of " + choices + " of " + servers,
          EventScenarios.plain()
              .with("servers", servers)
              .with("policy", Map.of("least-request", Map.of("choices", choices))),
          system[2],
          sink,
          new Quantity(
              "mean response", system[3], system[4], run -> services(run, "response_mean_ms")));
    }
  }

  /** Mitzenmacher's and Vvedenskaya's limit of infinitely many servers, 1996. */
  static double supermarket(int choices, double load) {
    if (choices == 1) {
      return 1 / (1 - load);
    }
    double sum = 0;
    double exponent = 0;
    while (true) {
      // (d^i - d) / (d - 1) for i = 1, 2, ...: 0, d, d + d², ...
      double term = Math.pow(load, exponent);
      if (term < 1e-15) {
        return sum;
      }
      sum += term;
      exponent = choices * (exponent + 1);
    }
  }

  private static void shortestQueues(Effort effort, Consumer<Row> sink) {
    // Servers, load, mean response, tolerance.
    double[][] systems = {
      {2, 0.5, 1.42632, 0},
      {2, 0.7, 2.10820, 0},
      {2, 0.8, 2.95574, 0},
      {2, 0.9, 5.47491, 0},
      {2, 0.95, 10.48664, 0},
      {10, 0.9, 1.905, 0.01}
    };
    for (double[] system : systems) {
      int servers = (int) system[0];
      run(
          effort,
          "shortest queue of " + servers,
          EventScenarios.plain().with("servers", servers).with("policy", "least-cost"),
          system[1],
          sink,
          new Quantity(
              "mean response", system[2], system[3], run -> services(run, "response_mean_ms")));
    }
  }

  /**
   * The limit for infinitely many clients, after Lu et al., 2011; with fifty they are some three
   * hundredths faster. It is of servers that leave a queue as soon as they are not idle; the policy
   * that ships cannot know that, and loses by it what its own rows allow.
   */
  private static void idleQueues(Effort effort, Consumer<Row> sink) {
    // Servers for each client, clients, load.
    double[][] systems = {
      {10, 50, 0.5}, {10, 50, 0.7}, {10, 50, 0.8}, {10, 50, 0.9}, {10, 50, 0.95}, {40, 30, 0.9}
    };
    for (double[] system : systems) {
      double perClient = system[0];
      int clients = (int) system[1];
      int servers = (int) Math.round(perClient * clients);
      double load = system[2];
      EventScenario scenario = idleQueues(servers, clients);
      double limit = 1 / (1 - load / (1 + perClient * (1 - load)));
      String size = ", " + servers + " at " + clients;
      run(
          effort,
          "join idle queue as in theory" + size,
          withdrawing(scenario),
          load,
          sink,
          new Quantity("mean response", limit, 0.04, run -> services(run, "response_mean_ms")));
      run(
          effort,
          "join-idle-queue as it ships" + size,
          scenario,
          load,
          sink,
          new Quantity(
              "mean response", limit, SHIPPED_IDLE_RATIO, r -> services(r, "response_mean_ms")));
    }
  }

  private static EventScenario idleQueues(int servers, int clients) {
    return EventScenarios.plain()
        .with("servers", servers)
        .with("clients", clients)
        .with("policy", "join-idle-queue");
  }

  private static EventScenario withdrawing(EventScenario scenario) {
    return new Draft(scenario)
        .policy("join-idle-queue, withdrawing", new WithdrawingIdleQueues())
        .made();
  }

  /** Runs the systems between which there is an order; each is told as soon as it is there. */
  public static List<Order> orders(Effort effort, Consumer<Order> progress) {
    EventScenario ten = EventScenarios.plain();
    EventScenario central = ten.with("central-queue", true);
    EventScenario shortest = ten.with("policy", "least-cost");
    EventScenario three = ten.with("policy", Map.of("least-request", Map.of("choices", 3)));
    EventScenario two = ten.with("policy", Map.of("least-request", Map.of("choices", 2)));
    double load = 0.9;
    List<Order> orders = new ArrayList<>();
    Consumer<Order> sink =
        order -> {
          orders.add(order);
          progress.accept(order);
        };
    sink.accept(order(effort, load, "one queue for 10", central, "shortest queue", shortest));
    sink.accept(order(effort, load, "shortest queue", shortest, "best of 3", three));
    sink.accept(order(effort, load, "best of 3", three, "best of 2", two));
    sink.accept(order(effort, load, "best of 2", two, "random", ten));
    sink.accept(
        order(effort, load, "round robin", ten.with("policy", "round-robin"), "random", ten));
    EventScenario idle = idleQueues(100, 10);
    EventScenario hundred = ten.with("servers", 100).with("clients", 10);
    String ships = "join-idle-queue as it ships, 100 at 10";
    sink.accept(
        order(effort, load, "the same as in theory, 100 at 10", withdrawing(idle), ships, idle));
    sink.accept(order(effort, load, ships, idle, "random, 100 at 10", hundred));
    // Old data: news every half and every twenty services.
    for (double refreshMillis : new double[] {5, 200}) {
      EventScenario old = ten.with("report-refresh-ms", refreshMillis);
      EventScenario least =
          old.with("policy", Map.of("least-cost", Map.of("cost", "server-in-flight")));
      EventScenario ofTwo =
          old.with(
              "policy", Map.of("least-cost", Map.of("cost", "server-in-flight", "choices", 2)));
      String age = ", news every " + refreshMillis / 10 + " services";
      if (refreshMillis > 100) {
        sink.accept(order(effort, load, "random", ten, "least loaded" + age, least));
        sink.accept(order(effort, load, "best of 2" + age, ofTwo, "least loaded" + age, least));
      } else {
        sink.accept(order(effort, load, "least loaded" + age, least, "random", ten));
        sink.accept(order(effort, load, "best of 2" + age, ofTwo, "random", ten));
      }
    }
    return orders;
  }

  private static void run(
      Effort effort,
      String system,
      EventScenario scenario,
      double load,
      Consumer<Row> sink,
      Quantity... quantities) {
    EventRun[] runs = repeat(effort, scenario, load);
    for (Quantity quantity : quantities) {
      double[] values = new double[runs.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = quantity.figure().applyAsDouble(runs[i]);
      }
      sink.accept(
          new Row(
              system,
              load,
              quantity.name(),
              quantity.predicted(),
              quantity.toleranceRatio(),
              mean(values),
              halfWidth(values)));
    }
  }

  private static Order order(
      Effort effort,
      double load,
      String smaller,
      EventScenario smallerScenario,
      String larger,
      EventScenario largerScenario) {
    EventRun[] small = repeat(effort, smallerScenario, load);
    EventRun[] large = repeat(effort, largerScenario, load);
    double[] smallMeans = new double[small.length];
    double[] largeMeans = new double[small.length];
    double[] differences = new double[small.length];
    for (int i = 0; i < small.length; i++) {
      smallMeans[i] = services(small[i], "response_mean_ms");
      largeMeans[i] = services(large[i], "response_mean_ms");
      differences[i] = largeMeans[i] - smallMeans[i];
    }
    return new Order(
        smaller,
        larger,
        load,
        mean(smallMeans),
        mean(largeMeans),
        mean(differences),
        halfWidth(differences),
        differences.length);
  }

  private static EventRun[] repeat(Effort effort, EventScenario scenario, double load) {
    EventScenario spanned = spanned(effort, scenario, load);
    EventRun[] runs = new EventRun[effort.repetitions()];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = EventEngine.run(spanned, effort.seed(), i);
      if (!runs[i].drained()) {
        throw new IllegalStateException(runs[i].policyWritten() + " did not drain at " + load);
      }
      requireLaws(runs[i], load, EDGES_REQUESTS / effort.requests());
    }
    return runs;
  }

  /** Little's law and the utilization law, which every run obeys but for what crosses its edges. */
  private static void requireLaws(EventRun run, double load, double toleranceRatio) {
    requireRatio(run, load, "in_system_mean", "little_in_system", toleranceRatio);
    requireRatio(run, load, "utilization_percent", "offered_utilization_percent", toleranceRatio);
  }

  private static void requireRatio(
      EventRun run, double load, String measured, String byLaw, double toleranceRatio) {
    double ratio = run.figure(measured) / run.figure(byLaw);
    if (!(Math.abs(ratio - 1) <= toleranceRatio)) {
      throw new IllegalStateException(
          "%s at load %s, repetition %s: %s is %s times %s, which differs from 1 by more than %s"
              .formatted(
                  run.policyWritten(),
                  load,
                  run.repetition(),
                  measured,
                  ratio,
                  byLaw,
                  toleranceRatio));
    }
  }

  private static EventScenario spanned(Effort effort, EventScenario scenario, double load) {
    EventScenario loaded = scenario.with("load", load);
    long measuredNanos = Math.round(effort.requests() / loaded.requestsPerSecond() * 1e9);
    double warmUpServices = Math.max(300, 10 * relaxationServices(loaded));
    long warmUpNanos = Math.max(measuredNanos / 10, Math.round(warmUpServices * SERVICE_NANOS));
    long drainNanos = Math.round(100_000 * SERVICE_NANOS);
    return new Draft(loaded)
        .span(new Span(warmUpNanos, warmUpNanos + measuredNanos, drainNanos))
        .made();
  }

  /**
   * In how many services a system forgets all but 1/e of its beginning: M/M/1 in 1 / (1 - √load)²,
   * some 380 at load 0.9, and workers that share what comes as much faster as there are of them.
   */
  private static double relaxationServices(EventScenario scenario) {
    boolean apart =
        !scenario.centralQueue()
            && (scenario.policyWritten().equals("random")
                || scenario.policyWritten().equals("round-robin"));
    double sharing = scenario.capacityInWorkers() / (apart ? scenario.serverCount() : 1);
    double slowness = 1 - Math.sqrt(scenario.demand().load());
    return 1 / (sharing * slowness * slowness);
  }

  private static double services(EventRun run, String figure) {
    return run.figure(figure) * 1e6 / SERVICE_NANOS;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double halfWidth(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    int n = values.length;
    return quantile(n) * Math.sqrt(squares / (n - 1) / n);
  }

  /** Student's, of so many values. */
  private static double quantile(int values) {
    return TDistribution.of(values - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
  }
}
