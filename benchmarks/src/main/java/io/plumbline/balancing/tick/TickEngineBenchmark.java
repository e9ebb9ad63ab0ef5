package io.plumbline.balancing.tick;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one simulated request cost in the tick engine, by policy?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar TickEngineBenchmark -prof gc}; a run of the
 * study is simulated from end to end, and its time divided by its requests. The floor is the run
 * whose policy draws a server at random: what the model costs when the policy costs next to
 * nothing. Probes are not counted as requests, so a policy that sends them costs theirs, too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TickEngineBenchmark {
  private static final int REQUESTS = 79_333;

  private final TickEngine engine = new TickEngine();
  private final TickScenario random = checked("Random");
  private int repetition;

  /** Which policy is simulated. */
  @State(Scope.Thread)
  public static class Chosen {
    @Param({"LeastClientRequestsInFlight", "Hcl", "ClientPidControlledUtilization"})
    private String scenario;

    private TickScenario named;

    @Setup
    public void prepare() {
      named = checked(scenario);
    }
  }

  private static TickScenario checked(String name) {
    TickScenario scenario = TickScenarios.named(name);
    TickRun run = new TickEngine().run(scenario, 42, 0);
    Double requests = run.clean().get("requests");
    if (requests == null || requests != REQUESTS || !run.drained()) {
      throw new IllegalStateException(name + " had " + requests + " requests: " + run.clean());
    }
    return scenario;
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public TickRun simulateRandomFloor() {
    return engine.run(random, 42, repetition++);
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public TickRun simulate(Chosen chosen) {
    return engine.run(chosen.named, 42, repetition++);
  }
}
