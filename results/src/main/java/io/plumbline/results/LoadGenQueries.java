package io.plumbline.results;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the queries of one stream, as LoadGen would have recorded them: the latencies,
 * ranked, and what its verdict needs to know of the last query issued.
 *
 * <p>LoadGen waits for every answer for ever, so it has no word for a query that failed. Here such
 * a query has the latency {@code max(end of the run, its target + 1 ns)}: it ranks above every
 * answer and is over its target, whatever the target is, and it is counted as an error.
 *
 * <p>Immutable. Holds 8 bytes per query.
 */
public final class LoadGenQueries {

  /** Room for every status of gRPC and ours; a message with a varying part must not fill a log. */
  private static final int MAX_DISTINCT_FAILURES = 100;

  private static final String OTHER_FAILURES = "other failures";

  private final long[] latenciesNanos;
  private final long endOfRunNanos;
  private final long smallestTargetNanos;
  private final long largestTargetNanos;
  private final int overLatencyCount;
  private final int failureCount;
  private final Map<String, Long> failures;
  private final int issuedCount;
  private final long lastPlannedNanos;
  private final long lastDoneNanos;
  private final long offeredUntilNanos;

  private LoadGenQueries(Builder builder) {
    latenciesNanos = Arrays.copyOf(builder.latenciesNanos, builder.count);
    Arrays.sort(latenciesNanos);
    endOfRunNanos = builder.endOfRunNanos;
    smallestTargetNanos = builder.smallestTargetNanos;
    largestTargetNanos = builder.largestTargetNanos;
    overLatencyCount = builder.overLatencyCount;
    failureCount = builder.failureCount;
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(builder.failures));
    issuedCount = builder.issuedCount;
    lastPlannedNanos = builder.lastPlannedNanos;
    lastDoneNanos = builder.lastDoneNanos;
    offeredUntilNanos = Math.max(builder.offeredUntilNanos, builder.lastPlannedNanos);
  }

  /**
   * Begins a stream.
   *
   * @param expectedCount how many queries will be added; more or fewer may be
   * @param endOfRunNanos when the drain ended and waiting was given up, from the start of the run
   */
  public static Builder builder(int expectedCount, long endOfRunNanos) {
    return new Builder(expectedCount, endOfRunNanos);
  }

  int count() {
    return latenciesNanos.length;
  }

  /** Queries that fell due before the run ended. An interrupted run has planned more. */
  int issuedCount() {
    return issuedCount;
  }

  int answeredCount() {
    return count() - failureCount;
  }

  int failureCount() {
    return failureCount;
  }

  /** How many queries failed for each reason, in the order of first occurrence. */
  Map<String, Long> failures() {
    return failures;
  }

  /** Queries that took longer than their own target. */
  int overLatencyCount() {
    return overLatencyCount;
  }

  long smallestTargetNanos() {
    return smallestTargetNanos;
  }

  long largestTargetNanos() {
    return largestTargetNanos;
  }

  long endOfRunNanos() {
    return endOfRunNanos;
  }

  /** When the last issued query was due; 0 if none was issued. */
  long lastPlannedNanos() {
    return lastPlannedNanos;
  }

  /**
   * How long the load was offered: until the last issued query was due, or the last of the plan it
   * is part of.
   */
  long offeredUntilNanos() {
    return offeredUntilNanos;
  }

  /** When the last issued query was answered, or given up at the end of the run. */
  long lastDoneNanos() {
    return lastDoneNanos;
  }

  long minLatencyNanos() {
    return latenciesNanos[0];
  }

  long maxLatencyNanos() {
    return latenciesNanos[count() - 1];
  }

  /** Rounded down. */
  long meanLatencyNanos() {
    // The plain sum of ten million latencies of half an hour overflows; quotients and rests do not.
    long quotients = 0;
    long rests = 0;
    for (long latencyNanos : latenciesNanos) {
      quotients += latencyNanos / count();
      rests += latencyNanos % count();
    }
    return quotients + rests / count();
  }

  /** LoadGen's percentile: no interpolation, the 0-based rank is {@code n * p} cut off. */
  long latencyNanosAt(double percentile) {
    return latenciesNanos[rank(percentile)];
  }

  /**
   * Is the query at the percentile's rank within its own target, when queries are ranked by how far
   * they are over it?
   *
   * <p>It is when the queries within their targets reach beyond that rank. For a single target this
   * is LoadGen's {@code percentile latency <= target}.
   */
  boolean withinTargetAt(double percentile) {
    return count() - overLatencyCount > rank(percentile);
  }

  private int rank(double percentile) {
    // A percentile of nearly 1 may round up to a rank that does not exist.
    return Math.min((int) (count() * percentile), count() - 1);
  }

  /** Takes the queries of a stream in the order in which they were planned. Not thread-safe. */
  public static final class Builder {
    private final long endOfRunNanos;
    private final Map<String, Long> failures = new LinkedHashMap<>();
    private long[] latenciesNanos;
    private int count;
    private long previousPlannedNanos;
    private long smallestTargetNanos = Long.MAX_VALUE;
    private long largestTargetNanos;
    private int overLatencyCount;
    private int failureCount;
    private int issuedCount;
    private long lastPlannedNanos;
    private long lastDoneNanos;
    private long offeredUntilNanos;

    private Builder(int expectedCount, long endOfRunNanos) {
      if (expectedCount < 0) {
        throw new IllegalArgumentException("expectedCount must not be negative: " + expectedCount);
      }
      if (endOfRunNanos < 0) {
        throw new IllegalArgumentException("endOfRunNanos must not be negative: " + endOfRunNanos);
      }
      this.endOfRunNanos = endOfRunNanos;
      latenciesNanos = new long[expectedCount];
    }

    /**
     * Says that this stream is part of a plan whose last issued query, of any class, was due at
     * this offset.
     *
     * <p>LoadGen ends a stream with its first query past the minimum duration. Where all classes
     * end together, a class was offered as long as the others, though its own last query may have
     * come earlier.
     */
    public void offeredUntil(long offsetNanos) {
      offeredUntilNanos = offsetNanos;
    }

    /**
     * Adds a query that was answered OK, in time or not.
     *
     * @param plannedNanos when it was due, from the start of the run
     * @param responseNanos from then until its answer; LoadGen's latency
     * @param targetNanos the response time that its class promises
     * @throws IllegalArgumentException if it was due before the query added last, or answered after
     *     the end of the run
     */
    public void answered(long plannedNanos, long responseNanos, long targetNanos) {
      checkPlannedAndTarget(plannedNanos, targetNanos);
      if (responseNanos < 0) {
        throw new IllegalArgumentException("responseNanos must not be negative: " + responseNanos);
      }
      if (responseNanos > endOfRunNanos - plannedNanos) {
        throw new IllegalArgumentException(
            "answered after the run ended: due at "
                + plannedNanos
                + " ns, answered "
                + responseNanos
                + " ns later, ended at "
                + endOfRunNanos
                + " ns");
      }
      add(plannedNanos, responseNanos, targetNanos);
      issued(plannedNanos, plannedNanos + responseNanos);
    }

    /**
     * Adds a query that was issued and did not end OK: refused, failed, or lost.
     *
     * @param because its kind of failure, such as the status; each kind is a line in the log, so it
     *     should not vary from query to query
     * @throws IllegalArgumentException if it was due before the query added last
     */
    public void failed(long plannedNanos, long targetNanos, String because) {
      checkPlannedAndTarget(plannedNanos, targetNanos);
      add(plannedNanos, Math.max(endOfRunNanos, targetNanos + 1), targetNanos);
      issued(plannedNanos, endOfRunNanos);
      countFailure(because);
    }

    /**
     * Adds a planned query that was not issued, because the run was stopped; it missed its target
     * like a failed one.
     */
    public void neverIssued(long plannedNanos, long targetNanos, String because) {
      checkPlannedAndTarget(plannedNanos, targetNanos);
      add(plannedNanos, Math.max(endOfRunNanos, targetNanos + 1), targetNanos);
      countFailure(because);
    }

    private void countFailure(String because) {
      failureCount++;
      boolean known = failures.containsKey(because) || failures.size() < MAX_DISTINCT_FAILURES;
      failures.merge(known ? because : OTHER_FAILURES, 1L, Long::sum);
    }

    /**
     * Ranks what was added so far.
     *
     * @throws IllegalStateException if no query was added
     */
    public LoadGenQueries build() {
      if (count == 0) {
        throw new IllegalStateException("a stream without queries has no verdict");
      }
      return new LoadGenQueries(this);
    }

    private void checkPlannedAndTarget(long plannedNanos, long targetNanos) {
      if (plannedNanos < previousPlannedNanos) {
        throw new IllegalArgumentException(
            "queries must come in the order planned: "
                + plannedNanos
                + " ns after "
                + previousPlannedNanos
                + " ns");
      }
      if (targetNanos <= 0 || targetNanos == Long.MAX_VALUE) {
        throw new IllegalArgumentException(
            "targetNanos must be positive and not the largest long: " + targetNanos);
      }
    }

    private void add(long plannedNanos, long latencyNanos, long targetNanos) {
      if (count == latenciesNanos.length) {
        latenciesNanos = Arrays.copyOf(latenciesNanos, Math.max(16, count + (count >> 1)));
      }
      latenciesNanos[count++] = latencyNanos;
      previousPlannedNanos = plannedNanos;
      smallestTargetNanos = Math.min(smallestTargetNanos, targetNanos);
      largestTargetNanos = Math.max(largestTargetNanos, targetNanos);
      if (latencyNanos > targetNanos) {
        overLatencyCount++;
      }
    }

    private void issued(long plannedNanos, long doneNanos) {
      issuedCount++;
      lastPlannedNanos = plannedNanos;
      lastDoneNanos = doneNanos;
    }
  }
}
