package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Tells when a quantile of the response times is known well enough to stop asking.
 *
 * <p>The interval is the order statistics' own: of n independent responses the l-th and the u-th
 * smallest enclose the quantile q with probability {@code P(l <= Binomial(n, q) < u)}, whatever
 * their distribution. Where u would exceed n the sample does not support an interval, and there is
 * no stop. Failed requests rank above all others; a rank among them has no value, and there is no
 * stop either.
 *
 * <p>Two things would make such an interval a promise that it does not keep:
 *
 * <ul>
 *   <li><b>Repeated looks.</b> Stopping at the first narrow interval picks the lucky ones. So there
 *       are few looks, at counts that grow by half, and look j may err with the share 1 / (j (j +
 *       1)) of what the confidence allows; the shares sum to 1.
 *   <li><b>Dependence.</b> Successive responses wait in the same queue. Between two looks the new
 *       responses are cut into {@value #BATCHES} batches; in each is counted how many exceed the
 *       quantile as it was known at the earlier look. The variance of these counts over the
 *       binomial one, if above 1, is by how much n independent responses would be fewer (batch
 *       means), and l and u are taken for so many. The variance of so few batches is itself
 *       uncertain, so Student's quantile stands in for the normal one. The first look has no
 *       earlier one and never stops.
 * </ul>
 *
 * <p>Response times are kept to three digits; memory is bounded. Not thread-safe.
 */
final class QuantilePrecision {
  private static final int BATCHES = 32;
  private static final int DIGITS = 3;

  /** Expected responses beyond the quantile at the first look, on its thinner side. */
  private static final int FIRST_BEYOND = 10;

  /**
   * An interval for the quantile.
   *
   * @param independent how many independent responses would have told as much
   */
  record Interval(long lowNanos, long quantileNanos, long highNanos, long independent) {
    double relativeHalfWidth() {
      return (highNanos - lowNanos) / 2.0 / quantileNanos;
    }
  }

  private final RunLimits.Precision wanted;
  private final Histogram responses = new Histogram(DIGITS);
  private final long[] exceeding = new long[BATCHES];
  private long count;
  private int looks;
  private long lookedAtCount;
  private long nextLookCount;
  private long batchSize;
  private long thresholdNanos = Long.MAX_VALUE;
  private Optional<Interval> interval = Optional.empty();

  QuantilePrecision(RunLimits.Precision wanted) {
    this.wanted = wanted;
    double thinner = Math.min(wanted.quantile(), 1 - wanted.quantile());
    this.nextLookCount = (long) Math.ceil(FIRST_BEYOND / thinner);
    this.batchSize = nextLookCount;
  }

  /** Counts a request that ended; the stop, if with it the quantile is known well enough. */
  Optional<StopReason> ended(boolean ok, long responseNanos) {
    if (looks > 0 && (!ok || responseNanos > thresholdNanos)) {
      exceeding[(int) ((count - lookedAtCount) / batchSize)]++;
    }
    count++;
    if (ok) {
      responses.recordValue(Math.max(1, responseNanos));
    }
    if (count < nextLookCount) {
      return Optional.empty();
    }
    look();
    return interval
        .filter(found -> found.relativeHalfWidth() <= wanted.relativeHalfWidth())
        .map(this::reason);
  }

  /** What the latest look found; empty while the sample does not support an interval. */
  Optional<Interval> interval() {
    return interval;
  }

  private void look() {
    interval = looks == 0 ? Optional.empty() : intervalAtLook();
    looks++;
    long rank = (long) Math.ceil(wanted.quantile() * count);
    thresholdNanos = rank <= responses.getTotalCount() ? valueAt(rank) : Long.MAX_VALUE;
    Arrays.fill(exceeding, 0);
    lookedAtCount = count;
    batchSize = Math.max(1, count / 2 / BATCHES);
    nextLookCount = count + batchSize * BATCHES;
  }

  private Optional<Interval> intervalAtLook() {
    double error = (1 - wanted.confidence()) / ((double) looks * (looks + 1));
    long independent = independentCount(error);
    // The ranks only need proportions, and these are the same well before 2^31.
    int n = (int) Math.min(independent, Integer.MAX_VALUE);
    if (n < 1) {
      return Optional.empty();
    }
    BinomialDistribution below = BinomialDistribution.of(n, wanted.quantile());
    double low = below.inverseCumulativeProbability(error / 2);
    double high = below.inverseSurvivalProbability(error / 2) + 1.0;
    if (low < 1 || high > n) {
      return Optional.empty();
    }
    long lowRank = Math.max(1, (long) Math.floor(low / n * count));
    long highRank = (long) Math.ceil(high / n * count);
    if (highRank > responses.getTotalCount()) {
      return Optional.empty();
    }
    long rank = (long) Math.ceil(wanted.quantile() * count);
    return Optional.of(
        new Interval(valueAt(lowRank), valueAt(rank), valueAt(highRank), independent));
  }

  private long independentCount(double error) {
    double mean = 0;
    for (long batch : exceeding) {
      mean += (double) batch / BATCHES;
    }
    double share = mean / batchSize;
    if (share == 0 || share == 1) {
      return 0; // Nothing crossed the threshold, so nothing is known of how it does.
    }
    double squares = 0;
    for (long batch : exceeding) {
      squares += (batch - mean) * (batch - mean);
    }
    double inflation = squares / (BATCHES - 1) / (batchSize * share * (1 - share));
    double t = TDistribution.of(BATCHES - 1.0).inverseSurvivalProbability(error / 2);
    double z = NormalDistribution.of(0, 1).inverseSurvivalProbability(error / 2);
    return (long) (count / Math.max(1, inflation * (t / z) * (t / z)));
  }

  private long valueAt(long rank) {
    return responses.getValueAtPercentile(100.0 * rank / responses.getTotalCount());
  }

  private StopReason reason(Interval found) {
    return new StopReason(
        "precision",
        found.relativeHalfWidth(),
        wanted.relativeHalfWidth(),
        "1",
        String.format(
            Locale.ROOT,
            "quantile %s of the response times is %.3f ms, known within %.1f %% (%.0f %% confidence)"
                + " from %d requests worth %d independent ones",
            wanted.quantile(),
            found.quantileNanos() / 1e6,
            100 * found.relativeHalfWidth(),
            100 * wanted.confidence(),
            count,
            found.independent()),
        RunLimits.Scope.POINT);
  }
}
