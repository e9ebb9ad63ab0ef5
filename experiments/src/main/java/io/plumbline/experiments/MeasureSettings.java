package io.plumbline.experiments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a comparison that measures both commits now is asked to do.
 *
 * @param compare which revisions, where, and by which rules they are judged
 * @param choice of benchmarks
 * @param baseJvmArgs appended to the JVM arguments of the baseline's forks; likewise {@code
 *     headJvmArgs}
 * @param budget how long it may measure; as long as it takes if empty
 * @param workDir where jars and documents are kept; below the repository's {@code target} if empty
 * @param keeps whether finished documents are also kept in the history
 * @param seed of the order in which benchmarks and sides are measured
 */
public record MeasureSettings(
    CompareSettings compare,
    BenchChoice choice,
    List<String> baseJvmArgs,
    List<String> headJvmArgs,
    Optional<Duration> budget,
    Optional<Path> workDir,
    boolean keeps,
    long seed) {

  private static final String CHECKED_OUT = "HEAD";

  public MeasureSettings {
    baseJvmArgs = List.copyOf(baseJvmArgs);
    headJvmArgs = List.copyOf(headJvmArgs);
    if (compare.base().isEmpty()) {
      throw new UsageException("--measure needs a BASE: the revision to compare with");
    }
    if (compare.aliases().isPresent()) {
      throw new UsageException("--measure and --aliases exclude each other");
    }
    if (budget.isPresent() && (budget.get().isNegative() || budget.get().isZero())) {
      throw new UsageException(
          "--budget-minutes must be positive: " + budget.get().toMillis() / 60e3);
    }
  }

  String base() {
    return compare.base().orElseThrow();
  }

  String head() {
    return compare.head().orElse(CHECKED_OUT);
  }

  /** Where finished documents are also kept. */
  Optional<Path> history() {
    return keeps ? Optional.of(compare.history()) : Optional.empty();
  }
}
