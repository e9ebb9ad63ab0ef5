package io.plumbline.experiments;

import io.plumbline.experiments.BenchSelection.Effort;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which benchmarks {@code bench} runs, and how long. */
public enum BenchSuite {
  /** A pass in minutes: enough to see a broken benchmark or a factor, not a few percent. */
  QUICK("quick"),
  /** Every parameter value, with the forks that a comparison of commits needs. */
  FULL("full"),
  /** Every parameter value, with the forks and times that the benchmarks name themselves. */
  AS_ANNOTATED("as annotated");

  private final String text;

  BenchSuite(String text) {
    this.text = text;
  }

  /** What is run; of two selections that meet in one benchmark, the first counts. */
  List<BenchSelection> selections() {
    return switch (this) {
      case QUICK -> everything(Effort.of(1, 2, 500, 3, 500));
      case FULL -> everything(Effort.of(5, 5, 1000, 5, 1000));
      case AS_ANNOTATED -> everything(Effort.asAnnotated());
    };
  }

  private static List<BenchSelection> everything(Effort effort) {
    return List.of(new BenchSelection(Pattern.compile(""), Map.of(), effort));
  }

  /** As results call it. */
  @Override
  public String toString() {
    return text;
  }
}
