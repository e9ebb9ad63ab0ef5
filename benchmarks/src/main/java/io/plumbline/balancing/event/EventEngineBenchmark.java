package io.plumbline.balancing.event;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * How many events per second does the event engine simulate on one core, by the number of servers?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar EventEngineBenchmark -prof gc}; read the
 * counter {@code events}, not runs. The floor, {@code holdFloor}, takes the first of as many
 * planned events as there are servers and plans another one: no engine with this heap can be
 * faster.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EventEngineBenchmark {
  private static final int HOLDS = 100_000;

  @Param({"10", "100", "1000"})
  private int servers;

  private EventScenario scenario;
  private EventHeap heap;
  private long[] gaps;
  private int repetition;

  /** What a run is made of. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counters {
    /** Taken from the heap. */
    public long events;
  }

  @Setup
  public void prepare() {
    EventScenario plain = EventScenarios.plain().with("servers", servers).with("load", 0.8);
    long spanMillis = Math.round(50_000 / plain.requestsPerSecond() * 1000);
    scenario = plain.with("horizon-ms", spanMillis).with("warm-up-ms", spanMillis / 10);
    EventRun run = EventEngine.run(scenario, 42, 0);
    if (!run.drained() || Math.abs(run.counts().arrived() - 45_000) > 2_000) {
      throw new IllegalStateException("not the run that was meant: " + run.counts());
    }
    heap = new EventHeap(servers + 1);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < servers; i++) {
      heap.add(random.nextLong(1_000_000), i);
    }
    gaps = random.longs(HOLDS, 1, 1_000_000).toArray();
  }

  @Benchmark
  @OperationsPerInvocation(HOLDS)
  public long holdFloor() {
    for (long gap : gaps) {
      long time = heap.timeNanos();
      heap.add(time + gap, heap.take());
    }
    return heap.timeNanos();
  }

  @Benchmark
  public EventRun run(Counters counters) {
    EventRun run = EventEngine.run(scenario, 42, repetition++);
    counters.events += run.counts().events();
    return run;
  }
}
