package io.plumbline.experiments;

import io.plumbline.experiments.BenchSelection.Effort;
import io.plumbline.loadgen.Suite;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which benchmarks {@code bench} runs, and how long. */
public enum BenchSuite {
  /** A pass in minutes: enough to see a factor, not a few percent. */
  QUICK("quick"),
  /** Every combination, as long as the benchmarks ask for; many hours. */
  FULL("full"),
  /** Every parameter value, with the forks and times that the benchmarks name themselves. */
  AS_ANNOTATED("as annotated");

  private final String text;

  BenchSuite(String text) {
    this.text = text;
  }

  /**
   * What is run; of two selections that meet in one benchmark, the first counts.
   *
   * @param javaFeature the version of the JDK that runs the forks
   */
  List<BenchSelection> selections(int javaFeature) {
    return switch (this) {
      case QUICK -> of(Suite.quick(javaFeature));
      case FULL -> of(Suite.full(javaFeature));
      case AS_ANNOTATED -> everything(Effort.asAnnotated());
    };
  }

  /** What this machine or JDK leaves out, a line with the reason for each. */
  List<String> skipped(int javaFeature) {
    return switch (this) {
      case QUICK -> Suite.quick(javaFeature).skipped();
      case FULL -> Suite.full(javaFeature).skipped();
      case AS_ANNOTATED -> List.of(); // Each says so itself when it is run.
    };
  }

  private static List<BenchSelection> of(Suite suite) {
    return suite.selections().stream()
        .map(
            selection ->
                new BenchSelection(
                    Pattern.compile(selection.include()),
                    selection.params(),
                    selection.effort().map(BenchSuite::effort).orElseGet(Effort::asAnnotated)))
        .toList();
  }

  private static Effort effort(Suite.Effort effort) {
    long millis = effort.iteration().toMillis();
    return Effort.of(effort.forks(), effort.warmups(), millis, effort.measurements(), millis);
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
