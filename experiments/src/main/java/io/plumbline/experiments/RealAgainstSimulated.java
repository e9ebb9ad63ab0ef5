package io.plumbline.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.balancing.Policies;
import io.plumbline.balancing.event.Demand;
import io.plumbline.balancing.event.EventEngine;
import io.plumbline.balancing.event.EventRun;
import io.plumbline.balancing.event.EventScenario;
import io.plumbline.balancing.event.ServerSpec;
import io.plumbline.balancing.event.TimeLaw;
import io.plumbline.balancing.grpc.BalancedTargets;
import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.Check;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.PayloadSettings;
import io.plumbline.loadgen.Phase;
import io.plumbline.loadgen.PhaseLength;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestStatus;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunListener;
import io.plumbline.loadgen.RunRules;
import io.plumbline.loadgen.RunVerdict;
import io.plumbline.loadgen.Workload;
import io.plumbline.scheduler.QueueDiscipline;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import io.plumbline.scheduler.ServiceTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Proves the event engine against reality: plays the same servers, load and policies over real
 * channels to reference schedulers on loopback, and in the engine, and compares the quantiles of
 * the response time and which policy is better.
 *
 * <p>What a call costs beside its wait and its service, threads and sockets, is the median of what
 * the real run's schedulers did not account for; the engine takes it for the way through the
 * network. All else it knows from the settings alone. (A pilot against an idle scheduler does not
 * do: where hardly anything runs everything has to be woken up.)
 *
 * <p>Used by one thread.
 */
final class RealAgainstSimulated {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Model MODEL = new Model("tiny", List.of(1));

  /** The quantity that is what a call costs beside wait and service. */
  static final String OVERHEAD = "overhead";

  /** The quantity that is how late the generator sent, at the 99th percentile. */
  static final String SLIP = "slip p99";

  private static final String SHARE = "share ";
  private static final double SHARE_BOUND = .05;
  private static final double WARM_UP_SHARE = 0.2;
  private static final long REHEARSAL_NANOS = 2_000_000_000;

  /** Every quantile is of so many simulated repetitions together: the engine is cheap. */
  private static final int REPETITIONS = 10;

  /**
   * What is played.
   *
   * @param serviceMillis the mean, exponential service time of each server
   * @param workers of each
   * @param clients each a channel, with a balancer of its own
   * @param load of all servers together, 0 to 1
   * @param lengthNanos of one real run; its first fifth is not measured
   * @param policies as {@code --balance} takes them
   * @param medianBound how far real and simulated may be apart at the median, as a share
   * @param tailBound the same at the 99th percentile
   */
  public record Settings(
      List<Double> serviceMillis,
      int workers,
      int clients,
      double load,
      long lengthNanos,
      List<String> policies,
      double medianBound,
      double tailBound,
      long seed) {
    public Settings {
      serviceMillis = List.copyOf(serviceMillis);
      policies = List.copyOf(policies);
      if (serviceMillis.isEmpty() || policies.isEmpty()) {
        throw new IllegalArgumentException(
            "there must be servers and policies: " + serviceMillis + ", " + policies);
      }
      if (!(load > 0 && load < 1)) {
        throw new IllegalArgumentException("load must be above 0 and below 1: " + load);
      }
    }

    /**
     * Four servers with services of 4, 6, 8 and 12 ms, at a load at which round robin brings the
     * slowest one to 84 %.
     */
    public static Settings defaults(long seed) {
      return new Settings(
          List.of(4.0, 6.0, 8.0, 12.0),
          2,
          4,
          .45,
          40_000_000_000L,
          List.of("round-robin", "least-request", "prequal"),
          .15,
          .25,
          seed);
    }

    /** Requests per second that all servers can serve. */
    double capacityPerSecond() {
      return serviceMillis.stream().mapToDouble(millis -> workers * 1e3 / millis).sum();
    }

    double ratePerSecond() {
      return load * capacityPerSecond();
    }
  }

  /**
   * One figure of one policy.
   *
   * @param quantity {@code p50}, {@code p99}, a server's share of the requests; or, of the real run
   *     alone and with nothing to agree with, {@code overhead}, what a call cost beside wait and
   *     service, which the engine is told, and {@code slip p99}, how late the generator sent
   * @param real in milliseconds; a share is of 1
   * @param bound by how much they may differ: of times, as a share of the smaller; of shares, as
   *     they are
   * @param agrees whether they differ by no more
   */
  public record Row(
      String policy, String quantity, double real, double simulated, double bound, boolean agrees) {

    /** Whether it is a share of the requests, not a time. */
    public boolean isShare() {
      return quantity.startsWith(SHARE);
    }

    /** Whether it is there to be known, and compares nothing. */
    public boolean isNote() {
      return quantity.equals(OVERHEAD) || quantity.equals(SLIP);
    }
  }

  /**
   * Two policies by one quantity.
   *
   * @param agrees whether the real runs put them in the simulated order; two that the bound cannot
   *     tell apart in the simulation are in any
   */
  public record Order(
      String quantity, String better, String worse, boolean isTied, boolean agrees) {}

  /**
   * What came of it.
   *
   * @param invalid what makes a real run unfit to be compared with, each with its policy
   */
  public record Result(List<Row> rows, List<Order> orders, List<String> invalid) {
    public Result {
      invalid = List.copyOf(invalid);
      rows = List.copyOf(rows);
      orders = List.copyOf(orders);
    }

    /** Whether every figure and every order agrees, and all real runs are valid. */
    public boolean agrees() {
      return invalid.isEmpty()
          && rows.stream().filter(row -> !row.isNote()).allMatch(Row::agrees)
          && orders.stream().allMatch(Order::agrees);
    }
  }

  private final Settings settings;
  private final RunObserver observer;

  public RealAgainstSimulated(Settings settings, RunObserver observer) {
    this.settings = settings;
    this.observer = observer;
    settings.policies().forEach(TargetList::policy);
  }

  /** Response times and shares of one policy, either way. */
  private static final class Played {
    private final long[] sortedNanos;
    private final double[] shares;

    Played(long[] sortedNanos, double[] shares) {
      this.sortedNanos = sortedNanos;
      this.shares = shares;
    }

    double millis(double quantile) {
      int rank = (int) Math.ceil(quantile * sortedNanos.length);
      return sortedNanos[Math.max(0, rank - 1)] / 1e6;
    }
  }

  /**
   * What a real run tells beside that.
   *
   * @param invalid what its verdict found wrong
   */
  private record Real(
      Played played, double overheadNanos, double slipNanos, List<String> invalid) {}

  /** How many requests had gone to each server when the warm-up was over. Thread-safe. */
  private static final class AfterWarmUp implements RunListener {
    private final BalancedTargets targets;
    private final long warmUpNanos;
    private volatile Map<String, Long> before = Map.of();

    AfterWarmUp(BalancedTargets targets, long warmUpNanos) {
      this.targets = targets;
      this.warmUpNanos = warmUpNanos;
    }

    @Override
    public void heard(Event event, Phase phase, int index, long atNanos) {}

    @Override
    public void passed(long nowNanos) {
      if (before.isEmpty() && nowNanos >= warmUpNanos) {
        before = targets.sentByTarget();
      }
    }

    /** Those that have gone since. */
    double[] counts() {
      return targets.sentByTarget().entrySet().stream()
          .mapToDouble(e -> e.getValue() - before.getOrDefault(e.getKey(), 0L))
          .toArray();
    }
  }

  /**
   * Plays all policies, one after the other.
   *
   * @throws IOException if a scheduler cannot be started, or a request failed
   */
  public Result run() throws IOException, InterruptedException {
    observer.step("rehearsing against a private scheduler");
    Rehearsal.play(
        workload(1),
        scheduler(.1, 8, settings.seed()),
        PayloadSettings.defaults(),
        REHEARSAL_NANOS);
    List<Row> rows = new ArrayList<>();
    List<String> invalid = new ArrayList<>();
    Map<String, Map<String, double[]>> byQuantity = new LinkedHashMap<>();
    for (String policy : settings.policies()) {
      observer.step(
          String.format(
              Locale.ROOT,
              "%s: %.0f requests per second to %d schedulers for %.0f s",
              policy,
              settings.ratePerSecond(),
              settings.serviceMillis().size(),
              settings.lengthNanos() / 1e9));
      Real run = real(policy);
      Played real = run.played();
      Played simulated = simulated(policy, run.overheadNanos());
      run.invalid().forEach(why -> invalid.add(policy + ": " + why));
      rows.add(note(policy, OVERHEAD, run.overheadNanos()));
      rows.add(note(policy, SLIP, run.slipNanos()));
      for (String quantity : List.of("p50", "p99")) {
        double quantile = quantity.equals("p50") ? .5 : .99;
        double r = real.millis(quantile);
        double s = simulated.millis(quantile);
        rows.add(new Row(policy, quantity, r, s, bound(quantity), within(bound(quantity), r, s)));
        byQuantity
            .computeIfAbsent(quantity, any -> new LinkedHashMap<>())
            .put(policy, new double[] {r, s});
      }
      for (int i = 0; i < real.shares.length; i++) {
        double r = real.shares[i];
        double s = simulated.shares[i];
        rows.add(
            new Row(
                policy,
                String.format(
                    Locale.ROOT, SHARE + "of the %s ms server", settings.serviceMillis().get(i)),
                r,
                s,
                shareBound(r, s),
                Math.abs(r - s) <= shareBound(r, s)));
      }
    }
    return new Result(rows, orders(byQuantity), invalid);
  }

  private static Row note(String policy, String quantity, double nanos) {
    return new Row(policy, quantity, nanos / 1e6, nanos / 1e6, 0, true);
  }

  /** Of a small share, half of it: else nothing would do as well. */
  private static double shareBound(double real, double simulated) {
    return Math.min(SHARE_BOUND, Math.max(real, simulated) / 2);
  }

  private double bound(String quantity) {
    return quantity.equals("p50") ? settings.medianBound() : settings.tailBound();
  }

  private static boolean within(double bound, double a, double b) {
    return Math.max(a, b) <= Math.min(a, b) * (1 + bound);
  }

  private List<Order> orders(Map<String, Map<String, double[]>> byQuantity) {
    List<Order> orders = new ArrayList<>();
    byQuantity.forEach(
        (quantity, values) -> {
          List<String> policies = List.copyOf(values.keySet());
          for (int a = 0; a < policies.size(); a++) {
            for (int b = a + 1; b < policies.size(); b++) {
              boolean firstIsBetter =
                  simulated(values, policies.get(a)) <= simulated(values, policies.get(b));
              String better = policies.get(firstIsBetter ? a : b);
              String worse = policies.get(firstIsBetter ? b : a);
              boolean tied =
                  within(bound(quantity), simulated(values, better), simulated(values, worse));
              boolean same = real(values, better) <= real(values, worse);
              orders.add(new Order(quantity, better, worse, tied, tied || same));
            }
          }
        });
    return orders;
  }

  private static double real(Map<String, double[]> values, String policy) {
    return values.getOrDefault(policy, new double[2])[0];
  }

  private static double simulated(Map<String, double[]> values, String policy) {
    return values.getOrDefault(policy, new double[2])[1];
  }

  /** One class for every client, because a channel carries the requests of classes. */
  private static Workload workload(int clients) {
    return new Workload(
        "balanced-clients",
        IntStream.range(0, clients)
            .mapToObj(
                client ->
                    new RequestClass(
                        1,
                        "client-" + client,
                        2 * TIMEOUT.toNanos(),
                        1.0 / clients,
                        List.of(new RequestClass.ModelShare(MODEL, 1))))
            .toList());
  }

  private static SchedulerSettings scheduler(double millis, int workers, long seed) {
    return new SchedulerSettings(
            QueueDiscipline.FIFO,
            workers,
            Integer.MAX_VALUE,
            false,
            Map.of(MODEL.name(), new ServiceTime.Exponential(millis)),
            seed,
            false)
        .withLoadReports(true);
  }

  private Recording play(BalancedTargets targets, LoadPlan plan, int clients, RunListener listener)
      throws IOException, InterruptedException {
    try (GrpcTarget target =
        GrpcTarget.netty(
            "the reference schedulers",
            targets,
            PayloadSettings.defaults(),
            ChannelSettings.defaults(clients, TIMEOUT))) {
      target.connect(CONNECT_TIMEOUT);
      return new Driver(
              ArrivalSchedule.of(plan),
              PhaseLength.NONE,
              PhaseLength.NONE,
              target,
              RunClock.system(),
              Driver.Settings.defaults(TIMEOUT.toNanos()),
              RunRules.NONE,
              List.of(listener))
          .run(ThreadPriorities::raiseIssuers);
    }
  }

  private Real real(String policy) throws IOException, InterruptedException {
    SplittableRandom seeds = new SplittableRandom(settings.seed());
    List<SchedulerServer> servers = new ArrayList<>();
    try {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (double millis : settings.serviceMillis()) {
        SchedulerServer server =
            SchedulerServer.start(
                scheduler(millis, settings.workers(), seeds.nextLong()), ChildScheduler.HOST, 0);
        servers.add(server);
        addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      }
      BalancedTargets targets =
          BalancedTargets.of(addresses, TargetList.policy(policy), settings.seed());
      LoadPlan plan =
          new LoadPlan(
              workload(settings.clients()),
              settings.ratePerSecond(),
              settings.lengthNanos(),
              1,
              settings.seed(),
              Optional.empty());
      long warmUpNanos = Math.round(WARM_UP_SHARE * settings.lengthNanos());
      AfterWarmUp measured = new AfterWarmUp(targets, warmUpNanos);
      Recording recording = play(targets, plan, settings.clients(), measured);
      for (int i = 0; i < recording.count(); i++) {
        if (recording.status(i) != RequestStatus.OK) {
          throw new IOException(
              policy + ": a request failed: " + recording.errors().get(0).message());
        }
      }
      long[] responses =
          measured(recording, warmUpNanos)
              .mapToLong(i -> recording.doneNanos(i).orElseThrow() - recording.plannedNanos(i))
              .sorted()
              .toArray();
      // From the sending: what the generator was late is no cost of a call.
      long[] beside =
          measured(recording, warmUpNanos)
              .mapToLong(
                  i ->
                      recording.doneNanos(i).orElseThrow()
                          - recording.sentNanos(i).orElseThrow()
                          - recording.queuedNanos(i).orElseThrow()
                          - recording.servedNanos(i).orElseThrow())
              .toArray();
      long[] slips =
          measured(recording, warmUpNanos)
              .mapToLong(i -> recording.sentNanos(i).orElseThrow() - recording.plannedNanos(i))
              .toArray();
      return new Real(
          new Played(responses, sharesOf(measured.counts())),
          Math.max(0, PathwiseProof.quantile(.5, beside).orElse(0)),
          PathwiseProof.quantile(.99, slips).orElse(0),
          invalid(recording, targets.news()));
    } finally {
      servers.forEach(SchedulerServer::close);
    }
  }

  private static IntStream measured(Recording recording, long warmUpNanos) {
    return IntStream.range(0, recording.count())
        .filter(i -> recording.plannedNanos(i) >= warmUpNanos);
  }

  private static List<String> invalid(Recording recording, BalancedTargets.News news) {
    List<String> invalid = new ArrayList<>();
    for (Check check : RunVerdict.of(recording).failures()) {
      invalid.add(
          String.format(
              Locale.ROOT,
              "%s is %.6g, which must be %s %.6g %s: %s",
              check.name(),
              check.value(),
              check.relation(),
              check.bound(),
              check.unit(),
              check.reason()));
    }
    news.missing().ifPresent(invalid::add);
    return invalid;
  }

  private static double[] sharesOf(double[] counts) {
    double all = Arrays.stream(counts).sum();
    return Arrays.stream(counts).map(count -> count / all).toArray();
  }

  private Played simulated(String policy, double overheadNanos) {
    Object written = Yaml.read("--balance", policy.getBytes(UTF_8), Object.class);
    double fastest = settings.serviceMillis().stream().mapToDouble(d -> d).min().orElseThrow();
    long warmUpNanos = Math.round(WARM_UP_SHARE * settings.lengthNanos());
    EventScenario scenario =
        new EventScenario(
            "real against simulated",
            "the reference schedulers, in the engine",
            written,
            Policies.create(written),
            settings.clients(),
            0,
            false,
            settings.serviceMillis().stream()
                .map(millis -> ServerSpec.of(1, settings.workers(), fastest / millis))
                .toList(),
            Demand.of(settings.load(), TimeLaw.exponential(fastest)),
            new EventScenario.Network(
                TimeLaw.constant(overheadNanos / 2 / 1e6),
                OptionalLong.empty(),
                OptionalLong.empty()),
            EventScenario.Queueing.FIFO,
            EventScenario.Starting.WARM,
            EventScenario.Reporting.FRESH,
            Optional.empty(),
            List.of(),
            new EventScenario.Span(warmUpNanos, settings.lengthNanos(), TIMEOUT.toNanos()));
    int most = (int) Math.ceil(2 * settings.ratePerSecond() * settings.lengthNanos() / 1e9) + 100;
    List<Long> responses = new ArrayList<>();
    double[] counts = new double[settings.serviceMillis().size()];
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      EventRun run = EventEngine.run(scenario, settings.seed(), repetition, most);
      for (EventRun.TracedRequest request : run.trace().orElse(List.of())) {
        if (request.outcome().equals("ok") && request.arrivedNanos() >= warmUpNanos) {
          responses.add(request.doneNanos() - request.arrivedNanos());
          counts[request.server()]++;
        }
      }
    }
    return new Played(
        responses.stream().mapToLong(Long::longValue).sorted().toArray(), sharesOf(counts));
  }
}
