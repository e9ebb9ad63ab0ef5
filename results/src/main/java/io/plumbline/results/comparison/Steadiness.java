package io.plumbline.results.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells whether a benchmark was still getting faster or slower while it was measured.
 *
 * <p>In one fork the last iterations may differ from the first by chance. Only what all forks do
 * alike is a drift: the mean over the forks of the change from their first to their last half, with
 * an interval by Student's t that excludes none. Both sides are looked at, so that of steady
 * benchmarks one in a hundred is taken for drifting at most.
 */
final class Steadiness {
  private static final double LEVEL = .995;
  private static final double LEAST = .02;
  private static final int LEAST_FORKS = 3;
  private static final int LEAST_ITERATIONS = 4;

  private Steadiness() {}

  /** What to say of a drift; empty if there is none, or too little to tell. */
  static Optional<String> drift(Series series) {
    List<Double> changes = new ArrayList<>();
    for (List<Double> fork : series.replicates()) {
      if (fork.size() >= LEAST_ITERATIONS && !series.hasZero()) {
        int half = fork.size() / 2;
        changes.add(
            series.logMean(fork.subList(fork.size() - half, fork.size()))
                - series.logMean(fork.subList(0, half)));
      }
    }
    if (changes.size() < LEAST_FORKS) {
      return Optional.empty();
    }
    double[] values = changes.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = LogRatio.mean(values);
    double error = Math.sqrt(LogRatio.variance(values) / values.length);
    double half = LogRatio.quantile(.5 + LEVEL / 2, values.length - 1) * error;
    return Math.abs(mean) > Math.log1p(LEAST) && Math.abs(mean) > half
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "its forks' last iterations differ from their first by %+.1f %%; it needs more"
                    + " warm-up",
                100 * Math.expm1(mean)))
        : Optional.empty();
  }
}
