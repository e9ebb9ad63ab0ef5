package io.plumbline.loadgen;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does recording one request cost: a row filled when it leaves and ended when it is answered?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar RecordingBenchmark}; the floor, {@code
 * storeLongsFloor}, writes as many instants into bare arrays.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RecordingBenchmark {
  private static final int ROWS = 1 << 16;

  private Recorder recorder = new Recorder(ROWS);
  private long[] prepared;
  private long[] sent;
  private long[] done;
  private long[] issued;
  private int next;

  @Setup
  public void prepare() {
    prepared = new long[ROWS];
    sent = new long[ROWS];
    done = new long[ROWS];
    issued = new long[ROWS];
    if (!sendAndEnd() || recorder.doneNanos(0) != 3 || recorder.endedCount() != 1) {
      throw new IllegalStateException("a recorded request must have ended: " + recorder.status(0));
    }
  }

  @Benchmark
  public long storeLongsFloor() {
    int row = nextRow();
    long now = row;
    prepared[row] = now;
    sent[row] = now + 1;
    issued[row] = now + 2;
    done[row] = now + 3;
    return now;
  }

  /** Its share of allocating the rows is in it: a recorder takes each request once. */
  @Benchmark
  public boolean sendAndEnd() {
    int row = nextRow();
    if (row == 0) {
      recorder = new Recorder(ROWS);
    }
    long now = row;
    recorder.sent(Phase.MEASURE, row, now, now + 1, now + 2, 0, 0);
    return recorder.done(Phase.MEASURE, row, RequestStatus.OK, "", now + 3, now, now);
  }

  private int nextRow() {
    int row = next;
    next = (row + 1) & (ROWS - 1);
    return row;
  }
}
