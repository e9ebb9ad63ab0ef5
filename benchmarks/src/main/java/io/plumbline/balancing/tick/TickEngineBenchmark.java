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
 * study is simulated from end to end, and its time divided by its requests. {@code Random} is the
 * floor: what the model costs when the policy costs nothing. Probes are not counted as requests, so
 * a policy that sends them costs theirs, too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TickEngineBenchmark {
  private static final int REQUESTS = 79_333;

  @Param({"Random", "LeastClientRequestsInFlight", "Hcl", "ClientPidControlledUtilization"})
  private String scenario;

  private final TickEngine engine = new TickEngine();
  private TickScenario named;
  private int repetition;

  @Setup
  public void prepare() {
    named = TickScenarios.named(scenario);
    TickRun run = engine.run(named, 42, 0);
    Double requests = run.clean().get("requests");
    if (requests == null || requests != REQUESTS || !run.drained()) {
      throw new IllegalStateException(scenario + " had " + requests + " requests: " + run.clean());
    }
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public TickRun run() {
    return engine.run(named, 42, repetition++);
  }
}
