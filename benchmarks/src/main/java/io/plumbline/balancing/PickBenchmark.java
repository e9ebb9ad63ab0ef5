package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does choosing the server of one call cost, by policy and number of endpoints?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar PickBenchmark -p endpoints=12,40}. Every
 * call is picked, sent, and answered with a latency and a report when some others have been picked,
 * so that policies see figures that change; one in 64 fails, and a probe is answered before the
 * next call. Calls come 100 µs apart on a clock that costs nothing to read; a real one would add
 * its own cost for each time that a policy looks at it. The floor, {@code pickAnyFloor}, does the
 * same for an endpoint drawn without a policy.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PickBenchmark {
  private static final int CALLS_PER_ENDPOINT = 4;
  private static final int CALLS_PER_FAILURE = 64;
  private static final int REPORTS = 1 << 10;
  private static final long NANOS_PER_CALL = 100_000;

  /** The endpoints, what is on its way to them, and what they are about to answer. */
  @State(Scope.Thread)
  public static class Fleet {
    @Param({"12"})
    private int endpoints;

    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Probe> unanswered = new ArrayList<>();
    private Endpoints all;
    private Endpoint[] outstanding;
    private ServerReport[] reports;
    private int nextCall;
    private int nextReport;
    private long nowNanos;

    @Setup
    public void prepare() {
      Endpoint[] made = new Endpoint[endpoints];
      for (int i = 0; i < endpoints; i++) {
        // As many as the notebook's clients have, one in eight shares its server with another.
        made[i] = new Endpoint(i, "server " + (i - (i % 8 == 7 ? 1 : 0)), 100, null);
      }
      all = Endpoints.of(made);
      reports = new ServerReport[REPORTS];
      for (int i = 0; i < REPORTS; i++) {
        reports[i] = report(random);
      }
      outstanding = new Endpoint[CALLS_PER_ENDPOINT * endpoints];
      for (int i = 0; i < outstanding.length; i++) {
        outstanding[i] = made[i % endpoints];
        outstanding[i].sent();
      }
    }

    /** Returns the endpoint whose answer has come meanwhile. */
    private Endpoint send(Endpoint picked) {
      nowNanos += NANOS_PER_CALL;
      picked.sent();
      Endpoint answered = outstanding[nextCall];
      outstanding[nextCall] = picked;
      nextCall = nextCall + 1 == outstanding.length ? 0 : nextCall + 1;
      answered.left();
      ServerReport report = nextReport();
      answered.answered(report.latencyNanos().latest(), report, nowNanos);
      return answered;
    }

    /** Sends a probe; the policy is told of its end when a call has been answered. */
    private Probe probe(Endpoint endpoint) {
      ServerReport report = nextReport();
      endpoint.reported(report, nowNanos);
      Probe probe = new Answered(endpoint, report);
      unanswered.add(probe);
      return probe;
    }

    private ServerReport nextReport() {
      nextReport = (nextReport + 1) & (REPORTS - 1);
      return reports[nextReport];
    }
  }

  private record Answered(Endpoint endpoint, ServerReport report) implements Probe {
    @Override
    public boolean ended() {
      return true;
    }
  }

  /** A policy that has the fleet's calls to choose for; the floor has none. */
  @State(Scope.Thread)
  public static class AtWork {
    @Param private PickedPolicy policy;

    private Fleet fleet;
    private Balancer balancer;

    @Setup
    public void start(Fleet fleet) {
      this.fleet = fleet;
      this.balancer =
          policy
              .policy()
              .balancer(new Client(fleet.all, fleet.random, () -> fleet.nowNanos, fleet::probe));
      for (Endpoint before : fleet.outstanding) {
        balancer.sent(Call.PLAIN, before);
      }
      for (int i = 0; i < 10_000; i++) {
        call();
      }
      int inFlight = 0;
      for (int i = 0; i < fleet.endpoints; i++) {
        inFlight += fleet.all.get(i).inFlight();
      }
      if (inFlight != fleet.outstanding.length) {
        throw new IllegalStateException(
            policy + " must keep " + fleet.outstanding.length + " in flight: " + inFlight);
      }
    }

    private Endpoint call() {
      if (!(balancer.take(Call.PLAIN, fleet.all).poll() instanceof Endpoint picked)) {
        throw new IllegalStateException(policy + " must pick at once");
      }
      Endpoint answered = fleet.send(picked);
      balancer.sent(Call.PLAIN, picked);
      boolean ok = fleet.nextReport % CALLS_PER_FAILURE != 0;
      balancer.ended(Call.PLAIN, answered, ok, answered.latenciesNanos().latest());
      for (int i = 0; i < fleet.unanswered.size(); i++) {
        balancer.probed(fleet.unanswered.get(i));
      }
      fleet.unanswered.clear();
      return picked;
    }
  }

  @Benchmark
  public Endpoint pickAnyFloor(Fleet fleet) {
    Endpoint picked = fleet.all.get(fleet.random.nextInt(fleet.endpoints));
    fleet.send(picked);
    return picked;
  }

  @Benchmark
  public Endpoint pick(AtWork atWork) {
    return atWork.call();
  }

  /** Some hundred workers, mostly busy, as in the notebook. */
  private static ServerReport report(SplittableRandom random) {
    return new ServerReport(
        Windowed.of(random.nextInt(30, 101)),
        Windowed.of(1_000 * random.nextInt(5, 20)),
        Windowed.of(random.nextInt(30, 150)),
        Windowed.of(random.nextInt(50)),
        Windowed.of(1e6 * random.nextInt(3, 30)),
        1e6 * random.nextDouble(3, 30),
        1e6 * random.nextDouble(3, 30),
        random.nextDouble(-500, 500),
        random.nextInt(3),
        Map.of(ServerReport.WORKERS, 100.0, ServerReport.SERVICE_MEAN, 1e6 * random.nextInt(3, 9)));
  }
}
