package io.plumbline.loadgen;

import java.util.Optional;
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
 * How long does it take to plan about so many requests of nine classes, by shape?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar SchedulePlanningBenchmark -p
 * requests=10000000}; expect time to follow {@code requests}. What to compare with is {@code
 * oneStreamFloor}: the gaps of as many Poisson arrivals, added up into one array.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SchedulePlanningBenchmark {
  private static final double RATE_PER_SECOND = 100_000;

  @Param({"1000000"})
  private int requests;

  /** Only a plan has a shape. */
  @State(Scope.Thread)
  public static class Shape {
    @Param private PlannedShape shape;

    private LoadPlan plan;

    @Setup
    public void plan(SchedulePlanningBenchmark benchmark) {
      RateProfile profile = shape.arrivals().profile();
      double integralNanos = benchmark.requests / RATE_PER_SECOND * 1e9;
      plan =
          new LoadPlan(
              Workload.preset("balanced").orElseThrow(),
              shape.arrivals(),
              RATE_PER_SECOND,
              Math.round(profile.nanosOf(integralNanos)),
              1,
              LoadPlan.DEFAULT_SEED,
              Optional.empty());
      int count = ArrivalSchedule.of(plan).count();
      // Twenty standard deviations of the burstiest.
      double bound = 50 * Math.sqrt(benchmark.requests) + 10;
      if (Math.abs(count - benchmark.requests) > bound) {
        throw new IllegalStateException(
            shape + " must plan about " + benchmark.requests + " requests: " + count);
      }
    }
  }

  @Benchmark
  public long[] oneStreamFloor() {
    PoissonStream stream = PoissonStream.stationary(42, RATE_PER_SECOND);
    long[] offsetsNanos = new long[requests];
    for (int i = 0; i < offsetsNanos.length; i++) {
      offsetsNanos[i] = stream.offsetNanos();
      stream.advance();
    }
    return offsetsNanos;
  }

  @Benchmark
  public ArrivalSchedule plan(Shape shape) {
    return ArrivalSchedule.of(shape.plan);
  }
}
