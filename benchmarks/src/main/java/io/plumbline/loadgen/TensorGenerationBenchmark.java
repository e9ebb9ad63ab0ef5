package io.plumbline.loadgen;

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
 * What does making a fresh tensor cost, by generator?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar TensorGenerationBenchmark}; the floor,
 * {@code copyTensor}, moves the same number of bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TensorGenerationBenchmark {
  private static final int FLOATS = 150_528;

  @Param public TensorGenerator generator;

  private TensorFiller filler;
  private float[] values;
  private byte[] wire;
  private byte[] from;
  private long key;

  @Setup
  public void prepare() {
    filler = generator.newFiller();
    values = new float[FLOATS];
    wire = new byte[Float.BYTES * FLOATS];
    from = new byte[Float.BYTES * FLOATS];
    filler.fillWire(7, from, 0, FLOATS);
    filler.fill(7, values);
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    // Six standard deviations of the mean.
    if (Math.abs(sum / FLOATS - .5) > .0045) {
      throw new IllegalStateException(generator + " is not uniform: mean " + sum / FLOATS);
    }
  }

  @Benchmark
  public byte[] copyTensor() {
    System.arraycopy(from, 0, wire, 0, from.length);
    return wire;
  }

  @Benchmark
  public float[] fillArray() {
    filler.fill(key++, values);
    return values;
  }

  @Benchmark
  public byte[] fillWire() {
    filler.fillWire(key++, wire, 0, FLOATS);
    return wire;
  }
}
