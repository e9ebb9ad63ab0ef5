package io.plumbline.results;

import java.util.Optional;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A share of requests, with the 95 % interval that Clopper and Pearson give it (Biometrika 26,
 * 1934): it holds the true share at least that often, however few the requests are.
 *
 * <p>That takes requests to be independent of each other; in a queue misses come in bunches, and
 * the interval is then too narrow: it is for showing, never for judging.
 *
 * @param share 0 to 1, as are {@code low} and {@code high}
 */
record Share(double share, double low, double high) {
  private static final double BEYOND_EACH_END = .025;

  Share {
    if (!(0 <= low && low <= share && share <= high && high <= 1)) {
      throw new IllegalArgumentException(
          "a share must lie in its interval, and that in 0 to 1: "
              + share
              + " in ["
              + low
              + ", "
              + high
              + "]");
    }
  }

  /** {@code some} of {@code all}; empty if there are none at all. */
  static Optional<Share> of(long some, long all) {
    if (all == 0) {
      return Optional.empty();
    }
    double share = (double) some / all;
    double low =
        some == 0
            ? 0
            : BetaDistribution.of((double) some, all - some + 1.0)
                .inverseCumulativeProbability(BEYOND_EACH_END);
    double high =
        some == all
            ? 1
            : BetaDistribution.of(some + 1.0, (double) (all - some))
                .inverseSurvivalProbability(BEYOND_EACH_END);
    return Optional.of(new Share(share, Math.min(low, share), Math.max(high, share)));
  }
}
