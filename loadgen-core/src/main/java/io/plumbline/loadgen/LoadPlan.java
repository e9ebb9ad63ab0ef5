package io.plumbline.loadgen;

import java.util.Optional;

/**
 * What a run is asked to offer: how much, of what, for how long, from which seed.
 *
 * @param workload the classes and their shares
 * @param ratePerSecond the total of all classes, in requests per second
 * @param minDurationNanos the plan's last request is due at this offset or later
 * @param minQueryCount every class has at least this many requests
 * @param seed the root of every derived seed
 * @param loadGen set, the arrivals are LoadGen's own, class by class
 */
public record LoadPlan(
    Workload workload,
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
    if (workload.classes().stream()
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

  /** The rate of one class, in requests per second. */
  public double classRatePerSecond(int classIndex) {
    return ratePerSecond * workload.classes().get(classIndex).share();
  }

  /** Whether the class comes so rarely that the schedule leaves it out. */
  public boolean skips(int classIndex) {
    return classRatePerSecond(classIndex) < MIN_CLASS_RATE_PER_SECOND;
  }

  /**
   * The seed of a class's arrivals: 32 bits where derived, LoadGen's 64 where asked for; read it as
   * unsigned.
   */
  public long arrivalSeed(int classIndex) {
    return loadGen.isPresent()
        ? loadGen.get().seed()
        : Integer.toUnsignedLong(new Seeds(seed).arrivals(classIndex));
  }

  /** About how many requests the schedule will hold; the true number differs by chance. */
  public double expectedCount() {
    double seconds = minDurationNanos / 1e9;
    int leastCount = Math.max(minQueryCount, loadGen.map(LoadGenStreams::equalIssue).orElse(0));
    for (int c = 0; c < workload.classes().size(); c++) {
      if (!skips(c)) {
        seconds = Math.max(seconds, leastCount / classRatePerSecond(c));
      }
    }
    return seconds * ratePerSecond;
  }
}
