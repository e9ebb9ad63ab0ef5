package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;

/** LoadGen's sentences on why a run is what it is; the summary and the detail log share them. */
final class LoadGenWording {

  /** The summary adds a second line to this one. */
  static final String TOO_FEW_QUERIES = "The test exited early, before enough queries were issued.";

  private static final String OVER_LATENCY = "Reduce target QPS to improve latency.";
  private static final String TOO_SHORT =
      "Increase the target QPS so the loadgen pre-generates more queries.";

  private LoadGenWording() {}

  /**
   * What to do about an invalid run. Early stopping is not among it: it has a section of its own.
   */
  static List<String> recommendations(LoadGenVerdict verdict) {
    List<String> recommendations = new ArrayList<>();
    if (!verdict.performanceConstraintMet()) {
      recommendations.add(OVER_LATENCY);
    }
    if (!verdict.minDurationMet()) {
      recommendations.add(TOO_SHORT);
    }
    if (!verdict.minQueriesMet()) {
      recommendations.add(TOO_FEW_QUERIES);
    }
    return recommendations;
  }

  /** The same on one line: a blank follows what may be followed. */
  static String invalidReason(LoadGenVerdict verdict) {
    StringBuilder reason = new StringBuilder();
    for (String recommendation : recommendations(verdict)) {
      reason.append(recommendation);
      if (!recommendation.equals(TOO_FEW_QUERIES)) {
        reason.append(' ');
      }
    }
    return reason.toString();
  }

  /** Such as {@code 99.90}. */
  static String percent(LoadGenVerdict.Percentile percentile) {
    return CppNumbers.twoDecimals(percentile.percentile() * 100);
  }

  /** The early stopping section, one element per line. */
  static List<String> earlyStopping(LoadGenVerdict verdict) {
    if (verdict.earlyStoppingMet()) {
      return List.of(" * Run successful.");
    }
    return List.of(
        " * Run unsuccessful.",
        " * Processed " + verdict.metrics().queryCount() + " queries.",
        " * Would need to run at least " + verdict.queriesMissing() + " more queries,",
        " with the run being successful if every additional",
        " query were under latency.");
  }
}
