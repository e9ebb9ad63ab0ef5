package io.plumbline.results;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * One stream of a finished run in the words of MLPerf LoadGen's Server scenario, and what LoadGen
 * would have said of it.
 *
 * <p>A stream is one request class, or all classes together. A class has one target latency. In the
 * total each query is judged against the target of its own class, so the performance constraint and
 * early stopping are about attainment, and the target that is printed is the largest.
 *
 * @param targetRatePerSecond what the schedule was asked for; LoadGen's {@code target_qps}
 * @param percentile the share of queries that has to be within the target, such as 0.99
 * @param generated what was planned, where that is known
 */
public record LoadGenRun(
    String sutName,
    double targetRatePerSecond,
    double percentile,
    long minDurationMillis,
    long minQueryCount,
    Seeds seeds,
    SampleLibrary samples,
    Optional<Generated> generated,
    LoadGenQueries queries) {

  /** The percentiles that LoadGen always reports. */
  private static final List<Double> REPORTED_PERCENTILES =
      List.of(0.50, 0.90, 0.95, 0.97, 0.99, 0.999);

  private static final double NANOS_PER_SECOND = 1e9;

  public LoadGenRun {
    if (sutName.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("sutName must be one line of text: " + sutName);
    }
    if (!(targetRatePerSecond > 0 && Double.isFinite(targetRatePerSecond))) {
      throw new IllegalArgumentException(
          "targetRatePerSecond must be positive and finite: " + targetRatePerSecond);
    }
    if (!(percentile > 0 && percentile < 1)) {
      throw new IllegalArgumentException("percentile must be above 0 and below 1: " + percentile);
    }
    if (minDurationMillis < 0) {
      throw new IllegalArgumentException(
          "minDurationMillis must not be negative: " + minDurationMillis);
    }
    if (minQueryCount < 0) {
      throw new IllegalArgumentException("minQueryCount must not be negative: " + minQueryCount);
    }
  }

  /** Seeds of LoadGen's three generators: unsigned 64-bit numbers. */
  public record Seeds(long qsl, long sampleIndex, long schedule) {}

  /**
   * How many samples there are, and how many of them a performance run draws from.
   *
   * @param equalIssue whether each of them is issued equally often
   */
  public record SampleLibrary(int totalCount, int performanceCount, boolean equalIssue) {
    public SampleLibrary {
      if (performanceCount < 1 || totalCount < performanceCount) {
        throw new IllegalArgumentException(
            "performanceCount must be at least 1 and at most totalCount: "
                + performanceCount
                + " of "
                + totalCount);
      }
    }
  }

  /**
   * The plan, before a query left.
   *
   * @param durationNanos when the query after the last one would have been due: LoadGen draws one
   *     gap more than it uses
   */
  public record Generated(long queryCount, long durationNanos) {
    public Generated {
      if (queryCount < 0) {
        throw new IllegalArgumentException("queryCount must not be negative: " + queryCount);
      }
      if (durationNanos < 0) {
        throw new IllegalArgumentException("durationNanos must not be negative: " + durationNanos);
      }
    }
  }

  /** The largest target of any query; for a class, its only one. */
  long targetLatencyNanos() {
    return queries.largestTargetNanos();
  }

  /** Are there several targets, so that a latency percentile says nothing of the verdict? */
  boolean isJudgedPerClass() {
    return queries.smallestTargetNanos() != queries.largestTargetNanos();
  }

  /** What LoadGen would have said. */
  public LoadGenVerdict verdict() {
    EarlyStopping.Verdict earlyStopping =
        new EarlyStopping(percentile).judge(queries.count(), queries.overLatencyCount());
    return new LoadGenVerdict(
        queries.withinTargetAt(percentile),
        queries.offeredUntilNanos() >= TimeUnit.MILLISECONDS.toNanos(minDurationMillis),
        queries.issuedCount() >= minQueryCount,
        earlyStopping.queriesMissing(),
        earlyStopping.tolerated(),
        metrics());
  }

  private LoadGenVerdict.Metrics metrics() {
    return new LoadGenVerdict.Metrics(
        queries.count(),
        queries.overLatencyCount(),
        queries.failureCount(),
        perSecond(queries.issuedCount(), queries.lastPlannedNanos()),
        perSecond(queries.answeredCount(), queries.lastDoneNanos()),
        queries.minLatencyNanos(),
        queries.maxLatencyNanos(),
        queries.meanLatencyNanos(),
        REPORTED_PERCENTILES.stream()
            .map(
                reported ->
                    new LoadGenVerdict.Percentile(reported, queries.latencyNanosAt(reported)))
            .toList());
  }

  /** One less than the count, because the last query opens an interval that nothing closes. */
  private static OptionalDouble perSecond(int count, long nanos) {
    return count < 2 || nanos == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((count - 1) / (nanos / NANOS_PER_SECOND));
  }
}
