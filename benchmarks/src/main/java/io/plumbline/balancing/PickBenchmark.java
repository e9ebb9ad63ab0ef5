package io.plumbline.balancing;

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
 * so that policies see figures that change. The floor, {@code pickAnyFloor}, does the same for an
 * endpoint drawn without a policy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PickBenchmark {
  private static final int CALLS_PER_ENDPOINT = 4;
  private static final int REPORTS = 1 << 10;

  @Param({"12"})
  private int endpoints;

  private final SplittableRandom random = new SplittableRandom(7);
  private Endpoints all;
  private Endpoint[] outstanding;
  private ServerReport[] reports;
  private int nextCall;
  private int nextReport;

  /** Only a pick has a policy. */
  @State(Scope.Thread)
  public static class AtWork {
    @Param private PickedPolicy policy;

    private Balancer balancer;

    @Setup
    public void start(PickBenchmark benchmark) {
      balancer =
          policy
              .policy()
              .balancer(
                  new Client(benchmark.all, benchmark.random, System::nanoTime, benchmark::probe));
      for (int i = 0; i < 10_000; i++) {
        benchmark.pick(this);
      }
      int inFlight = 0;
      for (int i = 0; i < benchmark.endpoints; i++) {
        inFlight += benchmark.all.get(i).inFlight();
      }
      if (inFlight != benchmark.outstanding.length) {
        throw new IllegalStateException(
            policy + " must keep " + benchmark.outstanding.length + " in flight: " + inFlight);
      }
    }
  }

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

  @Benchmark
  public Endpoint pickAnyFloor() {
    Endpoint picked = all.get(random.nextInt(endpoints));
    send(picked);
    return picked;
  }

  @Benchmark
  public Endpoint pick(AtWork atWork) {
    if (!(atWork.balancer.take(Call.PLAIN, all).poll() instanceof Endpoint picked)) {
      throw new IllegalStateException(atWork.policy + " must pick at once");
    }
    Endpoint answered = send(picked);
    atWork.balancer.sent(Call.PLAIN, picked);
    atWork.balancer.ended(Call.PLAIN, answered, true, 1e6);
    return picked;
  }

  /** Returns the endpoint whose answer has come meanwhile. */
  private Endpoint send(Endpoint picked) {
    picked.sent();
    Endpoint answered = outstanding[nextCall];
    outstanding[nextCall] = picked;
    nextCall = nextCall + 1 == outstanding.length ? 0 : nextCall + 1;
    answered.left();
    ServerReport report = nextReport();
    answered.answered(report.latencyNanos().latest(), report, 0);
    return answered;
  }

  /** A probe that is answered at once. */
  private Probe probe(Endpoint endpoint) {
    ServerReport report = nextReport();
    endpoint.reported(report, 0);
    return new Probe() {
      @Override
      public Endpoint endpoint() {
        return endpoint;
      }

      @Override
      public boolean ended() {
        return true;
      }

      @Override
      public ServerReport report() {
        return report;
      }
    };
  }

  private ServerReport nextReport() {
    nextReport = (nextReport + 1) & (REPORTS - 1);
    return reports[nextReport];
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
        Double.NaN,
        random.nextDouble(-500, 500),
        Double.NaN,
        Map.of());
  }
}
