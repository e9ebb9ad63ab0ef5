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
 * <p>Requests are ordered by offset; ties by class, but those of an initial burst as they were
 * drawn, and those of a trace as they stand in it. Pure: equal plans give equal schedules on every
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

  /** {@link ArrivalStream#NEVER} where nothing would follow; so is {@link #nextNanos}. */
  private final long[] nextNanosOfClasses;

  private final long nextNanos;

  private ArrivalSchedule(
      LoadPlan plan,
      long[] offsetsNanos,
      byte[] classes,
      byte[] modelIndices,
      long[] nextNanosOfClasses,
      long nextNanos) {
    this.plan = plan;
    this.models = plan.workload().models();
    this.seeds = new Seeds(plan.seed());
    this.offsetsNanos = offsetsNanos;
    this.classes = classes;
    this.modelIndices = modelIndices;
    this.nextNanosOfClasses = nextNanosOfClasses;
    this.nextNanos = nextNanos;
  }

  /**
   * Draws the schedule of a plan.
   *
   * <p>Without {@link LoadPlan#loadGen}, the superposition of all classes ends with the first
   * arrival at which both the minimum duration and every class's minimum count are reached: one
   * common horizon. With it, each class ends by that rule on its own. A trace is replayed as it is:
   * with the seed of the run that it was recorded from, and unscaled, the schedule has that run's
   * hash; another seed changes the tensor keys, and the models that the trace does not name.
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
    return plan.arrivals() instanceof Arrivals.Trace trace
        ? replay(plan, trace.requests())
        : new ScheduleBuilder(plan).build();
  }

  static ArrivalSchedule of(
      LoadPlan plan,
      long[] offsetsNanos,
      byte[] classes,
      byte[] modelIndices,
      long[] nextNanosOfClasses,
      long nextNanos) {
    return new ArrivalSchedule(
        plan, offsetsNanos, classes, modelIndices, nextNanosOfClasses, nextNanos);
  }

  /** The same without knowing what each class would have had next. */
  static ArrivalSchedule of(
      LoadPlan plan, long[] offsetsNanos, byte[] classes, byte[] modelIndices, long nextNanos) {
    long[] unknown = new long[plan.workload().classes().size()];
    Arrays.fill(unknown, ArrivalStream.NEVER);
    return of(plan, offsetsNanos, classes, modelIndices, unknown, nextNanos);
  }

  private static ArrivalSchedule replay(LoadPlan plan, RecordedArrivals requests) {
    ModelMix mix = new ModelMix(plan);
    int[] counts = new int[plan.workload().classes().size()];
    byte[] classes = requests.sharedClasses();
    byte[] models = new byte[requests.count()];
    for (int i = 0; i < models.length; i++) {
      int c = classes[i];
      models[i] =
          requests.namesModel(i)
              ? (byte) requests.modelIndex(i)
              : mix.modelIndex(c, counts[c], requests.sharedOffsetsNanos()[i]);
      counts[c]++;
    }
    return of(plan, requests.sharedOffsetsNanos(), classes, models, ArrivalStream.NEVER);
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
    if (count == offsetsNanos.length) {
      return this;
    }
    long[] next = nextNanosOfClasses.clone();
    for (int i = offsetsNanos.length - 1; i >= count; i--) {
      next[classes[i]] = offsetsNanos[i];
    }
    return new ArrivalSchedule(
        plan,
        Arrays.copyOf(offsetsNanos, count),
        Arrays.copyOf(classes, count),
        Arrays.copyOf(modelIndices, count),
        next,
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

  /** The model of request {@code index}, as an index into the workload's models. */
  int modelIndex(int index) {
    return modelIndices[index];
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
   * generated_query_duration}. Empty for a trace: nothing would follow.
   */
  public OptionalLong nextNanos() {
    return known(nextNanos);
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
   * has none, or nothing would follow.
   */
  public OptionalLong nextNanos(int classIndex) {
    return count(classIndex) == 0 ? OptionalLong.empty() : known(nextNanosOfClasses[classIndex]);
  }

  private static OptionalLong known(long nanos) {
    return nanos == ArrivalStream.NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
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
