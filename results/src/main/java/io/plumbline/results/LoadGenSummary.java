package io.plumbline.results;

import java.util.List;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * The text of {@code mlperf_log_summary.txt}: LoadGen's labels, spacing and order for a performance
 * run of the Server scenario.
 *
 * <p>Two things LoadGen does not know: a rate that cannot be told prints as {@code n/a} where
 * LoadGen prints {@code nan}, and an error is a failed query.
 */
final class LoadGenSummary {

  private static final String RULE = "================================================";

  private final StringJoiner lines = new StringJoiner("\n", "", "\n");

  private LoadGenSummary() {}

  static String of(LoadGenRun run, LoadGenVerdict verdict, int warningCount) {
    LoadGenSummary summary = new LoadGenSummary();
    summary.results(run, verdict);
    summary.statistics(verdict.metrics());
    summary.parameters(run);
    summary.complaints(warningCount, verdict.metrics().errorCount());
    return summary.lines.toString();
  }

  private void results(LoadGenRun run, LoadGenVerdict verdict) {
    heading("MLPerf Results Summary");
    line("SUT name : ", run.sutName());
    line("Scenario : ", "Server");
    line("Mode     : ", "PerformanceOnly");
    line("Completed samples per second    : ", rate(verdict.metrics().completedPerSecond()));
    line("Result is : ", verdict.valid() ? "VALID" : "INVALID");
    line("  Performance constraints satisfied : ", yesOrNo(verdict.performanceConstraintMet()));
    line("  Min duration satisfied : ", yesOrNo(verdict.minDurationMet()));
    line("  Min queries satisfied : ", yesOrNo(verdict.minQueriesMet()));
    line("  Early stopping satisfied: ", yesOrNo(verdict.earlyStoppingMet()));
    if (!verdict.valid()) {
      lines.add("Recommendations:");
      for (String recommendation : LoadGenWording.recommendations(verdict)) {
        line(" * ", recommendation);
        if (recommendation.equals(LoadGenWording.TOO_FEW_QUERIES)) {
          lines.add("   See the detailed log for why this may have occurred.");
        }
      }
    }
    lines.add("Early Stopping Result:");
    LoadGenWording.earlyStopping(verdict).forEach(lines::add);
    lines.add("");
  }

  private void statistics(LoadGenVerdict.Metrics metrics) {
    heading("Additional Stats");
    line("Scheduled samples per second : ", rate(metrics.scheduledPerSecond()));
    line("Min latency (ns)                : ", metrics.minLatencyNanos());
    line("Max latency (ns)                : ", metrics.maxLatencyNanos());
    line("Mean latency (ns)               : ", metrics.meanLatencyNanos());
    for (LoadGenVerdict.Percentile percentile : metrics.percentiles()) {
      line(
          LoadGenWording.percent(percentile) + " percentile latency (ns)   : ",
          percentile.latencyNanos());
    }
    lines.add("");
  }

  /** Zero where LoadGen has an option that is off or a limit that is not set. */
  private void parameters(LoadGenRun run) {
    heading("Test Parameters Used");
    line("samples_per_query : ", 1);
    line("target_qps : ", CppNumbers.general(run.targetRatePerSecond()));
    line("target_latency (ns): ", run.targetLatencyNanos());
    line("max_async_queries : ", 0);
    line("min_duration (ms): ", run.minDurationMillis());
    line("max_duration (ms): ", 0);
    line("min_query_count : ", run.minQueryCount());
    line("max_query_count : ", 0);
    line("qsl_rng_seed : ", Long.toUnsignedString(run.seeds().qsl()));
    line("sample_index_rng_seed : ", Long.toUnsignedString(run.seeds().sampleIndex()));
    line("schedule_rng_seed : ", Long.toUnsignedString(run.seeds().schedule()));
    for (String off :
        List.of(
            "accuracy_log_rng_seed",
            "accuracy_log_probability",
            "accuracy_log_sampling_target",
            "print_timestamps",
            "performance_issue_unique",
            "performance_issue_same",
            "performance_issue_same_index")) {
      line(off + " : ", 0);
    }
    line("performance_sample_count : ", run.samples().performanceCount());
    line("accuracy_sample_count : ", run.samples().totalCount());
    lines.add("");
  }

  private void complaints(int warningCount, long errorCount) {
    if (warningCount == 0) {
      lines.add("No warnings encountered during test.");
    } else if (warningCount == 1) {
      lines.add("1 warning encountered. See detailed log.");
    } else {
      lines.add(warningCount + " warnings encountered. See detailed log.");
    }
    lines.add("");
    if (errorCount == 0) {
      lines.add("No errors encountered during test.");
    } else if (errorCount == 1) {
      lines.add("1 ERROR encountered. See detailed log.");
    } else {
      lines.add(errorCount + " ERRORS encountered. See detailed log.");
    }
  }

  private void heading(String title) {
    lines.add(RULE).add(title).add(RULE);
  }

  private void line(String label, String value) {
    lines.add(label + value);
  }

  private void line(String label, long value) {
    lines.add(label + value);
  }

  private static String yesOrNo(boolean satisfied) {
    return satisfied ? "Yes" : "NO";
  }

  private static String rate(OptionalDouble perSecond) {
    return perSecond.isPresent() ? CppNumbers.twoDecimals(perSecond.getAsDouble()) : "n/a";
  }
}
