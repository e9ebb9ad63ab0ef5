package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run is asked to offer: how much, of what, for how long, from which seed.
 *
 * @param workload the classes and their shares
 * @param arrivals when requests of the classes come that have no shape of their own
 * @param ratePerSecond the total of all classes, in requests per second; shapes multiply it, and a
 *     trace has its own
 * @param minDurationNanos the plan's last request is due at this offset or later
 * @param minQueryCount every class has at least this many requests
 * @param seed the root of every derived seed
 * @param loadGen set, the arrivals are LoadGen's own, class by class
 */
public record LoadPlan(
    Workload workload,
    Arrivals arrivals,
    double ratePerSecond,
    long minDurationNanos,
    int minQueryCount,
    long seed,
    Optional<LoadGenStreams> loadGen) {

  /** The seed of a run that names none. */
  public static final long DEFAULT_SEED = 42;

  /**
   * A class that comes less often than this is skipped: waiting for it would decide the length of
   * the run.
   */
  public static final double MIN_CLASS_RATE_PER_SECOND = 0.01;

  /**
   * Every class gets LoadGen's stream of one seed, first arrival at 0, and ends by LoadGen's own
   * rule.
   *
   * @param seed LoadGen's {@code schedule_rng_seed}, an unsigned 64-bit number
   * @param equalIssue the size of the loaded sample set, of which each class's count becomes a
   *     multiple; 0 is off
   */
  public record LoadGenStreams(long seed, int equalIssue) {
    public LoadGenStreams {
      if (equalIssue < 0) {
        throw new IllegalArgumentException("equalIssue must not be negative: " + equalIssue);
      }
    }
  }

  /** A plan of Poisson arrivals. */
  public LoadPlan(
      Workload workload,
      double ratePerSecond,
      long minDurationNanos,
      int minQueryCount,
      long seed,
      Optional<LoadGenStreams> loadGen) {
    this(
        workload,
        new Arrivals.Poisson(false),
        ratePerSecond,
        minDurationNanos,
        minQueryCount,
        seed,
        loadGen);
  }

  /**
   * The requests of a trace, all of them and no others; what it leaves open comes from the seed.
   */
  public static LoadPlan replay(Workload workload, Arrivals.Trace trace, long seed) {
    return new LoadPlan(
        workload,
        trace,
        trace.requests().ratePerSecond(),
        trace.requests().lastNanos(),
        1,
        seed,
        Optional.empty());
  }

  public LoadPlan {
    if (!(ratePerSecond > 0 && ratePerSecond <= 1e9)) {
      throw new IllegalArgumentException(
          "ratePerSecond must be positive, finite and at most 1e9: " + ratePerSecond);
    }
    if (minDurationNanos < 0) {
      throw new IllegalArgumentException(
          "minDurationNanos must not be negative: " + minDurationNanos);
    }
    if (minQueryCount < 0) {
      throw new IllegalArgumentException("minQueryCount must not be negative: " + minQueryCount);
    }
    if (loadGen.isPresent()) {
      requirePoisson(workload, arrivals);
    }
    if (arrivals instanceof Arrivals.Trace trace) {
      requireReplay(workload, trace, ratePerSecond);
    } else if (workload.classes().stream()
        .noneMatch(c -> ratePerSecond * c.share() >= MIN_CLASS_RATE_PER_SECOND)) {
      throw new IllegalArgumentException(
          "every class of workload "
              + workload.name()
              + " is below "
              + MIN_CLASS_RATE_PER_SECOND
              + " requests per second at a total of "
              + ratePerSecond);
    }
  }

  private static void requirePoisson(Workload workload, Arrivals arrivals) {
    if (!arrivals.equals(new Arrivals.Poisson(false))) {
      throw new IllegalArgumentException(
          "LoadGen's streams are poisson: leave out either LoadGen's seed or arrivals " + arrivals);
    }
    for (RequestClass c : workload.classes()) {
      if (c.arrivals().isPresent()) {
        throw new IllegalArgumentException(
            "LoadGen's streams are poisson: leave out either LoadGen's seed or the arrivals of class "
                + c.label()
                + ": "
                + c.arrivals().get());
      }
    }
  }

  private static void requireReplay(Workload workload, Arrivals.Trace trace, double ratePerSecond) {
    if (ratePerSecond != trace.requests().ratePerSecond()) {
      throw new IllegalArgumentException(
          "a trace has its own rate, "
              + trace.requests().ratePerSecond()
              + " requests per second: "
              + ratePerSecond);
    }
    if (trace.requests().maxClassIndex() >= workload.classes().size()) {
      throw new IllegalArgumentException(
          "the trace was read for another workload than " + workload.name());
    }
    for (RequestClass c : workload.classes()) {
      if (c.arrivals().isPresent()) {
        throw new IllegalArgumentException(
            "a trace says when every class comes: leave out the arrivals of class "
                + c.label()
                + ": "
                + c.arrivals().get());
      }
    }
  }

  /** The shape and the rate, as every point of a figure is labelled: {@code poisson@30.00}. */
  public String label() {
    return String.format(Locale.ROOT, "%s@%.2f", arrivals.label(), ratePerSecond);
  }

  /**
   * The rate of one class, in requests per second: that which shapes multiply, and of a trace the
   * mean.
   */
  public double classRatePerSecond(int classIndex) {
    return arrivals instanceof Arrivals.Trace trace
        ? trace.requests().ratePerSecond(trace.requests().count(classIndex))
        : ratePerSecond * workload.classes().get(classIndex).share();
  }

  /** Whether the class comes so rarely that the schedule leaves it out; of a trace, not at all. */
  public boolean skips(int classIndex) {
    return arrivals instanceof Arrivals.Trace trace
        ? trace.requests().count(classIndex) == 0
        : classRatePerSecond(classIndex) < MIN_CLASS_RATE_PER_SECOND;
  }

  /** The classes that are planned, by the shape that they share. */
  List<ArrivalGroup> groups() {
    List<ArrivalGroup> groups = new ArrayList<>();
    List<Integer> common = new ArrayList<>();
    double commonRate = 0;
    for (int c = 0; c < workload.classes().size(); c++) {
      Optional<Arrivals> own = workload.classes().get(c).arrivals();
      if (skips(c)) {
        continue;
      }
      if (own.isPresent()) {
        groups.add(new ArrivalGroup(own.get(), List.of(c), classRatePerSecond(c), c));
      } else {
        common.add(c);
        commonRate += classRatePerSecond(c);
      }
    }
    if (!common.isEmpty()) {
      // A sum of rounded shares would shift a grid.
      boolean all = common.size() == workload.classes().size();
      groups.add(
          0, new ArrivalGroup(arrivals, common, all ? ratePerSecond : commonRate, Seeds.SUM));
    }
    return groups;
  }

  private Arrivals arrivalsOf(int classIndex) {
    return workload.classes().get(classIndex).arrivals().orElse(arrivals);
  }

  /**
   * The seed of a class's arrivals: 32 bits where derived, LoadGen's 64 where asked for; read it as
   * unsigned. Classes that are marks on one stream share its seed.
   */
  public long arrivalSeed(int classIndex) {
    if (loadGen.isPresent()) {
      return loadGen.get().seed();
    }
    boolean marked =
        arrivals.shapesTheSum() && workload.classes().get(classIndex).arrivals().isEmpty();
    return Integer.toUnsignedLong(new Seeds(seed).arrivals(marked ? Seeds.SUM : classIndex));
  }

  /** About how many requests the schedule will hold; the true number differs by chance. */
  public double expectedCount() {
    if (arrivals instanceof Arrivals.Trace trace) {
      return trace.requests().count();
    }
    double nanos = expectedNanos();
    double count = 0;
    for (ArrivalGroup group : groups()) {
      count +=
          group.initialBurst()
              + group.ratePerSecond() * group.arrivals().profile().integralNanos(nanos) / 1e9;
    }
    return count;
  }

  /**
   * The highest rate that the plan comes to, in requests per second: what surges ask of a
   * generator. Where classes surge by shapes of their own, as if they did so together; of a trace,
   * its busiest {@value RecordedArrivals#PEAK_SECONDS} seconds.
   */
  public double peakRatePerSecond() {
    if (arrivals instanceof Arrivals.Trace trace) {
      return trace.requests().peakRatePerSecond();
    }
    double nanos = expectedNanos();
    double peak = 0;
    for (ArrivalGroup group : groups()) {
      peak += group.ratePerSecond() * group.arrivals().profile().maxFactor(nanos);
    }
    return peak;
  }

  private double expectedNanos() {
    double nanos = minDurationNanos;
    int leastCount = Math.max(minQueryCount, loadGen.map(LoadGenStreams::equalIssue).orElse(0));
    for (int c = 0; c < workload.classes().size(); c++) {
      if (!skips(c)) {
        double integralNanos = leastCount * 1e9 / classRatePerSecond(c);
        nanos = Math.max(nanos, arrivalsOf(c).profile().nanosOf(integralNanos));
      }
    }
    return nanos;
  }
}
