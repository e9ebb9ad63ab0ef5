package io.plumbline.experiments;

import io.plumbline.results.comparison.Comparer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a comparison that measures both commits now is asked to do.
 *
 * @param base a revision of the repository around the working folder; likewise {@code head}
 * @param baseJvmArgs appended to the JVM arguments of the baseline's forks; likewise {@code
 *     headJvmArgs}
 * @param budget how long it may measure; as long as it takes if empty
 * @param workDir where jars and documents are kept; below the repository's {@code target} if empty
 * @param history also keep finished documents below this folder, under their commits
 * @param seed of the order in which benchmarks and sides are measured
 * @param judging by which rules the figures are judged
 */
public record MeasureSettings(
    String base,
    String head,
    BenchChoice choice,
    List<String> baseJvmArgs,
    List<String> headJvmArgs,
    Optional<Duration> budget,
    Optional<Path> workDir,
    Optional<Path> history,
    long seed,
    Comparer.Options judging) {

  public MeasureSettings {
    baseJvmArgs = List.copyOf(baseJvmArgs);
    headJvmArgs = List.copyOf(headJvmArgs);
    if (budget.isPresent() && (budget.get().isNegative() || budget.get().isZero())) {
      throw new UsageException("--budget-minutes must be positive: " + budget.get().toMinutes());
    }
  }
}
