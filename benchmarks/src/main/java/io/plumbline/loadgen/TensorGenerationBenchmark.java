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
 * {@code copyTensorFloor}, moves the same number of bytes. {@code -Dplumbline.inject=1.10} in the
 * fork slows the {@code fill...} methods by that factor.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TensorGenerationBenchmark {
  private static final int FLOATS = 150_528;

  private final float[] values = new float[FLOATS];
  private final byte[] wire = new byte[Float.BYTES * FLOATS];
  private byte[] from;

  /** The floor makes nothing, so it is run once and not for each generator. */
  @State(Scope.Thread)
  public static class Making {
    @Param public TensorGenerator generator;

    private TensorFiller filler;
    private Injection injection = new Injection(1);
    private long key;

    @Setup
    public void prepare() {
      filler = generator.newFiller();
      injection = Injection.ofThisJvm();
      float[] values = new float[FLOATS];
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
  }

  @Setup
  public void prepare() {
    from = Inputs.wireTensor(Inputs.model(FLOATS));
  }

  @Benchmark
  public byte[] copyTensorFloor() {
    System.arraycopy(from, 0, wire, 0, from.length);
    return wire;
  }

  @Benchmark
  public float[] fillArray(Making making) {
    for (int i = making.injection.times(); i > 0; i--) {
      making.filler.fill(making.key++, values);
    }
    return values;
  }

  @Benchmark
  public byte[] fillWire(Making making) {
    for (int i = making.injection.times(); i > 0; i--) {
      making.filler.fillWire(making.key++, wire, 0, FLOATS);
    }
    return wire;
  }
}
