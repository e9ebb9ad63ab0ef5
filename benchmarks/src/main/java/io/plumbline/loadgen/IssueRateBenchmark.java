package io.plumbline.loadgen;

import java.util.List;
import java.util.Optional;
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
 * How many requests per second can the driver issue, when the target takes them at once and needs
 * no payload?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar IssueRateBenchmark}. Everything is due
 * within a millisecond, so the driver is late from the start and as fast as it can be. A run has a
 * preparing thread beside each issuing one; the rate is per issuing thread with the one issuer that
 * is the default, otherwise of all issuers together, and includes starting and ending the run. What
 * to compare with is {@code bareLoopFloor}: one thread that prepares, reads both clocks and sends,
 * without a plan or a record.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class IssueRateBenchmark {
  private static final int REQUESTS = 100_000;
  private static final double RATE_PER_SECOND = 1e9;
  private static final long DRAIN_LIMIT_NANOS = 10_000_000_000L;

  private final Target target = new ReadyTarget();
  private ArrivalSchedule schedule;

  /** Only a run has issuers. */
  @State(Scope.Benchmark)
  public static class Issuers {
    @Param({"1"})
    public int issuers;

    private Driver.Settings settings() {
      Driver.Settings defaults = Driver.Settings.defaults(DRAIN_LIMIT_NANOS);
      return new Driver.Settings(
          issuers,
          defaults.preparedAhead(),
          defaults.payloadBudgetBytes(),
          defaults.drainLimitNanos());
    }
  }

  @Setup
  public void plan() {
    Model model = new Model("resnet50", List.of(1));
    RequestClass only =
        new RequestClass(
            1,
            "normal",
            TimeUnit.SECONDS.toNanos(1),
            1,
            List.of(new RequestClass.ModelShare(model, 1)));
    Workload workload = new Workload("one-class", List.of(only));
    schedule =
        ArrivalSchedule.of(
            new LoadPlan(
                workload, RATE_PER_SECOND, 0, REQUESTS, LoadPlan.DEFAULT_SEED, Optional.empty()));
    if (schedule.count() != REQUESTS) {
      throw new IllegalStateException("the plan must hold " + REQUESTS + ": " + schedule.count());
    }
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long bareLoopFloor() {
    RunClock clock = RunClock.system();
    long[] ended = new long[1];
    Target.Reply reply = (status, message) -> ended[0] += clock.nanoTime();
    for (int i = 0; i < REQUESTS; i++) {
      target
          .prepare(
              schedule.classIndex(i),
              schedule.requestClass(i),
              schedule.model(i),
              schedule.tensorKey(i))
          .send(clock.epochNanos() + clock.nanoTime(), reply);
    }
    return ended[0];
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public Recording run(Issuers issuers) throws InterruptedException {
    Recording recording =
        new Driver(schedule, target, RunClock.system(), issuers.settings()).run(() -> {});
    // Failures are grouped as they happen, so this costs nothing per request.
    if (recording.endedCount() != REQUESTS || !recording.errors().isEmpty()) {
      throw new IllegalStateException("not every request was answered: " + recording.errors());
    }
    return recording;
  }
}
