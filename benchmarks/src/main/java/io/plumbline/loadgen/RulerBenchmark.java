package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast is the machine itself, in work that no commit of ours can change?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar RulerBenchmark}. Where these differ between
 * two results, the machine or the JVM differed, and so may all the rest. There is no floor: this is
 * one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {ForkArgs.MIN_HEAP, ForkArgs.MAX_HEAP, ForkArgs.TOUCHED})
public class RulerBenchmark {
  private static final int ROUNDS = 100_000;
  private static final int MEBIBYTE = 1 << 20;

  /** 32 MiB of indices: more than most caches hold. */
  private static final int LINKS = 1 << 23;

  private byte[] from;
  private byte[] to;
  private int[] next;
  private int at;
  private long mixed;

  @Setup
  public void prepare() {
    from = new byte[MEBIBYTE];
    to = new byte[MEBIBYTE];
    SplittableRandom random = new SplittableRandom(7);
    random.nextBytes(from);
    next = oneCycle(LINKS, random);
    copyMemory();
    if (!Arrays.equals(from, to)) {
      throw new IllegalStateException("a copy of " + MEBIBYTE + " bytes differs");
    }
  }

  /** A permutation that is a single cycle, by Sattolo's shuffle. */
  private static int[] oneCycle(int length, SplittableRandom random) {
    int[] links = new int[length];
    Arrays.setAll(links, i -> i);
    for (int i = length - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int swapped = links[i];
      links[i] = links[j];
      links[j] = swapped;
    }
    return links;
  }

  /** Arithmetic, each step waiting for the one before. */
  @Benchmark
  public long mixIntegers() {
    long x = mixed;
    for (int i = 0; i < ROUNDS; i++) {
      x = (x ^ (x >>> 32)) * 0xD6E8FEB86659FD93L + i;
    }
    mixed = x;
    return x;
  }

  /** Memory in order. */
  @Benchmark
  public byte[] copyMemory() {
    System.arraycopy(from, 0, to, 0, MEBIBYTE);
    return to;
  }

  /** Memory out of order, each step waiting for the one before. */
  @Benchmark
  @OperationsPerInvocation(1000)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public int chasePointers() {
    for (int i = 0; i < 1000; i++) {
      at = next[at];
    }
    return at;
  }

  /** The allocator and the collector. */
  @Benchmark
  public byte[] allocateMebibyte() {
    return new byte[MEBIBYTE];
  }
}
