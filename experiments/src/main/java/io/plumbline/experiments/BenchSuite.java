package io.plumbline.experiments;

import io.plumbline.loadgen.Suite;

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
   * What is run.
   *
   * @param javaFeature the version of the JDK that runs the forks
   */
  Suite suite(int javaFeature) {
    return switch (this) {
      case QUICK -> Suite.quick(javaFeature);
      case FULL -> Suite.full(javaFeature);
      case AS_ANNOTATED -> Suite.asAnnotated();
    };
  }

  /** As results call it. */
  @Override
  public String toString() {
    return text;
  }
}
