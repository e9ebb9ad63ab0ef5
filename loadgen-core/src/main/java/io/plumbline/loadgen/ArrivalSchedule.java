package io.plumbline.loadgen;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * Every request of a run and when it is due: complete before the first one leaves, and never
 * changed.
 *
 * <p>Requests are ordered by offset, ties by class. Pure: equal plans give equal schedules on every
 * JVM and for any number of threads. Thread-safe. Takes 10 bytes per request.
 */
public final class ArrivalSchedule {
  private static final int HASHED_BYTES_PER_REQUEST = 24;

  private final LoadPlan plan;
  private final List<Model> models;
  private final Seeds seeds;
  private final long[] offsetsNanos;
  private final byte[] classes;
  private final byte[] modelIndices;
  private final long nextNanos;

  private ArrivalSchedule(
      LoadPlan plan, long[] offsetsNanos, byte[] classes, byte[] modelIndices, long nextNanos) {
    this.plan = plan;
    this.models = plan.workload().models();
    this.seeds = new Seeds(plan.seed());
    this.offsetsNanos = offsetsNanos;
    this.classes = classes;
    this.modelIndices = modelIndices;
    this.nextNanos = nextNanos;
  }

  /**
   * Draws the schedule of a plan.
   *
   * <p>Without {@link LoadPlan#loadGen}, the superposition of all classes ends with the first
   * arrival at which both the minimum duration and every class's minimum count are reached: one
   * common horizon. With it, each class ends by that rule on its own.
   *
   * @throws IllegalArgumentException if the plan needs more requests than an array can hold
   */
  public static ArrivalSchedule of(LoadPlan plan) {
    if (plan.expectedCount() > Integer.MAX_VALUE / 2.0) {
      throw new IllegalArgumentException(
          "the plan would hold about "
              + (long) plan.expectedCount()
              + " requests; shorten it or lower its rate");
    }
    return new ScheduleBuilder(plan).build();
  }

  static ArrivalSchedule of(
      LoadPlan plan, long[] offsetsNanos, byte[] classes, byte[] modelIndices, long nextNanos) {
    return new ArrivalSchedule(plan, offsetsNanos, classes, modelIndices, nextNanos);
  }

  /** What it was drawn from. */
  public LoadPlan plan() {
    return plan;
  }

  /** The number of requests. */
  public int count() {
    return offsetsNanos.length;
  }

  /** How many requests are due at this offset or earlier. */
  int countUntil(long untilNanos) {
    int count = offsetsNanos.length;
    while (count > 0 && offsetsNanos[count - 1] > untilNanos) {
      count--;
    }
    return count;
  }

  /** The same plan's schedule, cut off after its first {@code count} requests. */
  public ArrivalSchedule first(int count) {
    return count == offsetsNanos.length
        ? this
        : new ArrivalSchedule(
            plan,
            Arrays.copyOf(offsetsNanos, count),
            Arrays.copyOf(classes, count),
            Arrays.copyOf(modelIndices, count),
            offsetsNanos[count]);
  }

  /** When request {@code index} is due, in nanoseconds from the start of the run. */
  public long offsetNanos(int index) {
    return offsetsNanos[index];
  }

  /** The class of request {@code index}, as an index into the workload's classes. */
  public int classIndex(int index) {
    return classes[index];
  }

  /** The class of request {@code index}. */
  public RequestClass requestClass(int index) {
    return plan.workload().classes().get(classes[index]);
  }

  /** The model that request {@code index} names. */
  public Model model(int index) {
    return models.get(modelIndices[index]);
  }

  /** The key that remakes the tensor of request {@code index}. */
  public long tensorKey(int index) {
    return seeds.tensorKey(index);
  }

  /** When the last request is due; the length of the plan. */
  public long lastNanos() {
    return offsetsNanos.length == 0 ? 0 : offsetsNanos[offsetsNanos.length - 1];
  }

  /**
   * When the first request after the plan would have been due: LoadGen's {@code
   * generated_query_duration}.
   */
  public long nextNanos() {
    return nextNanos;
  }

  /** The number of requests of one class. */
  public int count(int classIndex) {
    int count = 0;
    for (byte c : classes) {
      count += c == classIndex ? 1 : 0;
    }
    return count;
  }

  /** The offsets of one class, in nanoseconds, in order. */
  public long[] offsetsNanos(int classIndex) {
    long[] offsets = new long[count(classIndex)];
    int n = 0;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == classIndex) {
        offsets[n++] = offsetsNanos[i];
      }
    }
    return offsets;
  }

  /**
   * When the first request of a class after its last planned one would have been due; empty if it
   * has none.
   */
  public OptionalLong nextNanos(int classIndex) {
    long[] offsets = offsetsNanos(classIndex);
    if (offsets.length == 0) {
      return OptionalLong.empty();
    }
    PoissonStream stream = ScheduleBuilder.stream(plan, classIndex);
    for (int i = 0; i < offsets.length; i++) {
      stream.advance();
    }
    return OptionalLong.of(stream.offsetNanos());
  }

  /**
   * SHA-256, in hexadecimal, over the requests in order, each as 24 big-endian bytes: offset
   * (int64, ns), class index (int32), model index (int32), tensor key (int64).
   */
  public String sha256() {
    return sha256(-1);
  }

  /** The same over the requests of one class only. */
  public String sha256OfClass(int classIndex) {
    return sha256(classIndex);
  }

  private String sha256(int onlyClass) {
    MessageDigest digest = sha256Digest();
    ByteBuffer block = ByteBuffer.allocate(HASHED_BYTES_PER_REQUEST * 1024);
    for (int i = 0; i < offsetsNanos.length; i++) {
      if (onlyClass >= 0 && classes[i] != onlyClass) {
        continue;
      }
      block
          .putLong(offsetsNanos[i])
          .putInt(classes[i])
          .putInt(modelIndices[i])
          .putLong(seeds.tensorKey(i));
      if (!block.hasRemaining()) {
        digest.update(block.flip());
        block.clear();
      }
    }
    digest.update(block.flip());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "ArrivalSchedule[" + count() + " requests, last at " + lastNanos() + " ns]";
  }

  /** The offsets of the whole plan; for the audit, which reads them in bulk. */
  long[] allOffsetsNanos() {
    return Arrays.copyOf(offsetsNanos, offsetsNanos.length);
  }
}
