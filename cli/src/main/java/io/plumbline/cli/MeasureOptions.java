package io.plumbline.cli;

import io.plumbline.experiments.BenchChoice;
import io.plumbline.experiments.BenchSuite;
import io.plumbline.experiments.CompareSettings;
import io.plumbline.experiments.MeasureSettings;
import io.plumbline.experiments.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How two commits are measured now. */
final class MeasureOptions {
  private static final double MILLIS_PER_MINUTE = 60_000;
  private static final double MOST_MINUTES = 100_000;

  /** What means nothing without {@code --measure}. */
  private static final List<String> ITS_OPTIONS =
      List.of(
          "--quick",
          "--full",
          "--bench",
          "--param",
          "--budget-minutes",
          "--base-jvm-args",
          "--head-jvm-args",
          "--work-dir",
          "--seed");

  @Option(
      names = "--measure",
      description =
          "Build BASE and HEAD (default: HEAD) and measure both now, in turns: screen all benchmarks, then confirm with fresh forks what moved. With --history, also keep the results.")
  private boolean measure;

  @Option(
      names = "--bench",
      paramLabel = "PATTERN",
      description =
          "With --measure: only benchmarks in whose names this regular expression is found; repeatable.")
  private List<String> patterns = new ArrayList<>();

  @Option(
      names = "--quick",
      description =
          "With --measure: the suite's quick choice, briefly (the default without --bench).")
  private boolean quick;

  @Option(names = "--full", description = "With --measure: everything; many hours.")
  private boolean full;

  @Option(
      names = "--param",
      paramLabel = "NAME=A,B",
      description = "With --measure: only these values of a parameter; repeatable.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--budget-minutes",
      paramLabel = "N",
      description =
          "With --measure: measure no longer than this; what is undecided then is inconclusive (default: until it is decided).")
  private @Nullable Double budgetMinutes;

  @Option(
      names = "--base-jvm-args",
      paramLabel = "ARGS",
      description =
          "With --measure: more JVM arguments for the forks of BASE, separated by blanks.")
  private String baseJvmArgs = "";

  @Option(
      names = "--head-jvm-args",
      paramLabel = "ARGS",
      description = "Likewise for those of HEAD.")
  private String headJvmArgs = "";

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "With --measure: where jars and documents are kept (default: target/plumbline-measure in the repository).")
  private @Nullable Path workDir;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "With --measure: of the order of the forks (default: ${DEFAULT-VALUE}).")
  private long seed;

  boolean isAsked() {
    return measure;
  }

  /** Refuses what would be ignored. */
  void requireNone(ParseResult parsed) {
    ITS_OPTIONS.stream()
        .filter(parsed::hasMatchedOption)
        .findFirst()
        .ifPresent(
            option -> {
              throw new UsageException(option + " needs --measure");
            });
  }

  /**
   * @param keeps whether the history takes the results
   */
  MeasureSettings settings(CompareSettings compare, boolean keeps) {
    if (quick && full) {
      throw new UsageException("--quick and --full exclude each other");
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    params.forEach((name, list) -> values.put(name, List.of(list.split(",", -1))));
    return new MeasureSettings(
        compare,
        new BenchChoice(suite(), patterns, values),
        words(baseJvmArgs),
        words(headJvmArgs),
        budget(),
        Optional.ofNullable(workDir),
        keeps,
        seed);
  }

  private BenchSuite suite() {
    if (full) {
      return BenchSuite.FULL;
    }
    return quick || patterns.isEmpty() ? BenchSuite.QUICK : BenchSuite.AS_ANNOTATED;
  }

  private Optional<Duration> budget() {
    if (budgetMinutes == null) {
      return Optional.empty();
    }
    if (!(budgetMinutes > 0 && budgetMinutes < MOST_MINUTES)) {
      throw new UsageException("--budget-minutes must be positive: " + budgetMinutes);
    }
    return Optional.of(Duration.ofMillis(Math.round(budgetMinutes * MILLIS_PER_MINUTE)));
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
