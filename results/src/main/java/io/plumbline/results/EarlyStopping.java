package io.plumbline.results;

import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * MLPerf LoadGen's early stopping: has a run shown, with 99 % confidence, that the share of queries
 * within their target is at least {@code percentile}?
 *
 * <p>With {@code t} queries over and {@code h} within, {@code odds(h, t) = P[Binomial(h + t, 1 - p)
 * <= t]}: how often a system that only just misses the percentile would look this good. The run
 * passes when that is below {@code 1 - 0.99}, strictly. LoadGen's tolerance {@code d} is 0.
 *
 * @param percentile the share that has to be within the target, above 0 and below 1
 */
record EarlyStopping(double percentile) {

  private static final double CONFIDENCE = 0.99;

  EarlyStopping {
    if (!(percentile > 0 && percentile < 1)) {
      throw new IllegalArgumentException("percentile must be above 0 and below 1: " + percentile);
    }
  }

  /**
   * @param queriesMissing how many more queries, all of them within the target, would make the run
   *     pass; 0 if it passed
   * @param tolerated the most queries over the target with which this many would pass; empty if
   *     there are too few to pass at all
   */
  record Verdict(long queriesMissing, OptionalLong tolerated) {
    boolean passed() {
      return queriesMissing == 0;
    }
  }

  /**
   * @throws IllegalArgumentException unless {@code 0 <= over <= queries}
   */
  Verdict judge(long queries, long over) {
    checkNotNegative("over", over);
    if (queries < over) {
      throw new IllegalArgumentException(over + " over the target of only " + queries + " queries");
    }
    return new Verdict(Math.max(0, queriesNeeded(over) - queries), largestTolerated(queries));
  }

  /** The fewest queries with which a run passes that has {@code over} of them over the target. */
  long queriesNeeded(long over) {
    return leastWithin(over) + over;
  }

  /** The most queries over the target with which a run of {@code queries} passes, if any. */
  OptionalLong largestTolerated(long queries) {
    checkNotNegative("queries", queries);
    if (!passes(queries, 0)) {
      return OptionalLong.empty();
    }
    // Odds rise with the number over, so what passes is a prefix; all of them over never passes.
    long passing = 0;
    long failing = queries;
    while (failing - passing > 1) {
      long middle = passing + (failing - passing) / 2;
      if (passes(queries - middle, middle)) {
        passing = middle;
      } else {
        failing = middle;
      }
    }
    return OptionalLong.of(passing);
  }

  /** LoadGen's h(t). */
  private long leastWithin(long over) {
    checkNotNegative("over", over);
    // At this many the expected number over is at most the observed one, so odds are at least 1/2:
    // the answer lies above. From here the steps double, then the last one is bisected.
    long failing = (long) (over * percentile / (1 - percentile));
    long step = 1;
    while (!passes(failing + step, over)) {
      failing += step;
      step *= 2;
    }
    long passing = failing + step;
    while (passing - failing > 1) {
      long middle = failing + (passing - failing) / 2;
      if (passes(middle, over)) {
        passing = middle;
      } else {
        failing = middle;
      }
    }
    return passing;
  }

  private boolean passes(long within, long over) {
    return odds(within, over) < 1 - CONFIDENCE;
  }

  /**
   * The binomial's lower tail as the regularised incomplete beta I_p(h, t + 1), which has no limit
   * at 2^31 queries.
   */
  double odds(long within, long over) {
    return within == 0
        ? 1
        : BetaDistribution.of((double) within, over + 1.0).cumulativeProbability(percentile);
  }

  private static void checkNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative: " + value);
    }
  }
}
