package io.plumbline.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The text of {@code mlperf_log_detail.txt}: one line per fact, {@code :::MLLOG} and a JSON object.
 *
 * <p>Keys, their order and the form of their values are LoadGen's for a performance run of the
 * Server scenario. Left out is what LoadGen says of itself (version, checksums, log contention,
 * source lines) or of things that do not exist here (the loaded sample set, issue threads, peak
 * search). A rate that cannot be told has no line. Facts from before the run carry time 0, those
 * about it its end.
 */
final class LoadGenDetail {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  /** One line, with a space after each colon and comma, as LoadGen writes it. */
  private static final DefaultPrettyPrinter ONE_LINE =
      new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectFieldValueSpacing(Spacing.AFTER)
                  .withObjectEntrySpacing(Spacing.AFTER))
          .withObjectIndenter(DefaultPrettyPrinter.NopIndenter.instance);

  private static final DateTimeFormatter POWER_TIME =
      DateTimeFormatter.ofPattern("MM-dd-yyyy HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Writer out;
  private final LoadGenLog.Origin origin;
  private long timeNanos;

  LoadGenDetail(Writer out, LoadGenLog.Origin origin) {
    this.out = out;
    this.origin = origin;
  }

  void write(LoadGenRun run, LoadGenVerdict verdict, List<String> warnings) throws IOException {
    timeNanos = 0;
    text("test_datetime", origin.startedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    text("sut_name", run.sutName());
    whole("qsl_reported_total_count", run.samples().totalCount());
    whole("qsl_reported_performance_count", run.samples().performanceCount());
    requested(run);
    effective(run);
    if (run.isJudgedPerClass()) {
      text(
          "generic_message",
          "Several request classes together: each query was judged against its own class's target"
              + " latency. effective_target_latency_ns is the largest of them.");
    }
    if (run.generated().isPresent()) {
      whole("generated_query_count", run.generated().get().queryCount());
      whole("generated_samples_per_query", 1);
      whole("generated_query_duration", run.generated().get().durationNanos());
    }

    timeNanos = run.queries().endOfRunNanos();
    for (Map.Entry<String, Long> failure : run.queries().failures().entrySet()) {
      error(failure.getKey(), failure.getValue());
    }
    for (String warning : warnings) {
      line("warning_generic_message", Severity.WARNING, json -> json.writeString(warning));
    }
    Instant endedAt = origin.startedAt().plusNanos(timeNanos);
    text("power_begin", POWER_TIME.format(origin.startedAt()));
    text("power_end", POWER_TIME.format(endedAt));
    verdict(verdict);
    metrics(verdict.metrics());
    whole("num_errors", verdict.metrics().errorCount());
  }

  private void requested(LoadGenRun run) throws IOException {
    text("requested_scenario", "Server");
    text("requested_test_mode", "PerformanceOnly");
    real("requested_server_target_qps", run.targetRatePerSecond());
    whole("requested_server_target_latency_ns", run.targetLatencyNanos());
    real("requested_server_target_latency_percentile", run.percentile());
    truth("requested_server_coalesce_queries", false);
    whole("requested_server_max_async_queries", 0);
    whole("requested_min_duration_ms", run.minDurationMillis());
    whole("requested_max_duration_ms", 0);
    whole("requested_min_query_count", run.minQueryCount());
    whole("requested_max_query_count", 0);
    seedsAndSwitches("requested_", run.seeds());
    truth("requested_sample_concatenate_permutation", run.samples().equalIssue());
  }

  private void effective(LoadGenRun run) throws IOException {
    text("effective_scenario", "Server");
    text("effective_test_mode", "PerformanceOnly");
    whole("effective_samples_per_query", 1);
    real("effective_target_qps", run.targetRatePerSecond());
    whole("effective_target_latency_ns", run.targetLatencyNanos());
    real("effective_target_latency_percentile", run.percentile());
    whole("effective_max_async_queries", 0);
    whole("effective_target_duration_ms", run.minDurationMillis());
    whole("effective_min_duration_ms", run.minDurationMillis());
    whole("effective_max_duration_ms", 0);
    whole("effective_min_query_count", run.minQueryCount());
    whole("effective_max_query_count", 0);
    whole("effective_min_sample_count", run.minQueryCount());
    seedsAndSwitches("effective_", run.seeds());
    whole("effective_performance_sample_count", run.samples().performanceCount());
    whole("effective_accuracy_sample_count", run.samples().totalCount());
    truth("effective_sample_concatenate_permutation", run.samples().equalIssue());
  }

  private void seedsAndSwitches(String prefix, LoadGenRun.Seeds seeds) throws IOException {
    seed(prefix + "qsl_rng_seed", seeds.qsl());
    seed(prefix + "sample_index_rng_seed", seeds.sampleIndex());
    seed(prefix + "schedule_rng_seed", seeds.schedule());
    whole(prefix + "accuracy_log_rng_seed", 0);
    real(prefix + "accuracy_log_probability", 0);
    whole(prefix + "accuracy_log_sampling_target", 0);
    truth(prefix + "print_timestamps", false);
    truth(prefix + "performance_issue_unique", false);
    truth(prefix + "performance_issue_same", false);
    whole(prefix + "performance_issue_same_index", 0);
  }

  private void verdict(LoadGenVerdict verdict) throws IOException {
    text("result_validity", verdict.valid() ? "VALID" : "INVALID");
    truth("result_perf_constraints_met", verdict.performanceConstraintMet());
    truth("result_min_duration_met", verdict.minDurationMet());
    truth("result_min_queries_met", verdict.minQueriesMet());
    truth("early_stopping_met", verdict.earlyStoppingMet());
    if (!verdict.valid()) {
      text("result_invalid_reason", LoadGenWording.invalidReason(verdict));
    }
    text("early_stopping_result", String.join(" ", LoadGenWording.earlyStopping(verdict)));
  }

  private void metrics(LoadGenVerdict.Metrics metrics) throws IOException {
    whole("result_query_count", metrics.queryCount());
    whole("result_overlatency_query_count", metrics.overLatencyCount());
    if (metrics.scheduledPerSecond().isPresent()) {
      real("result_scheduled_samples_per_sec", metrics.scheduledPerSecond().getAsDouble());
    }
    if (metrics.completedPerSecond().isPresent()) {
      real("result_completed_samples_per_sec", metrics.completedPerSecond().getAsDouble());
    }
    whole("result_min_latency_ns", metrics.minLatencyNanos());
    whole("result_max_latency_ns", metrics.maxLatencyNanos());
    whole("result_mean_latency_ns", metrics.meanLatencyNanos());
    for (LoadGenVerdict.Percentile percentile : metrics.percentiles()) {
      whole(
          "result_" + LoadGenWording.percent(percentile) + "_percentile_latency_ns",
          percentile.latencyNanos());
    }
  }

  private void error(String because, long queryCount) throws IOException {
    String value = because + " (" + queryCount + (queryCount == 1 ? " query)" : " queries)");
    line("error_runtime", Severity.ERROR, json -> json.writeString(value));
  }

  private void text(String key, String value) throws IOException {
    line(key, Severity.FACT, json -> json.writeString(value));
  }

  private void whole(String key, long value) throws IOException {
    line(key, Severity.FACT, json -> json.writeNumber(value));
  }

  private void seed(String key, long unsigned) throws IOException {
    line(key, Severity.FACT, json -> json.writeNumber(Long.toUnsignedString(unsigned)));
  }

  private void real(String key, double value) throws IOException {
    line(key, Severity.FACT, json -> json.writeNumber(CppNumbers.general(value)));
  }

  private void truth(String key, boolean value) throws IOException {
    line(key, Severity.FACT, json -> json.writeBoolean(value));
  }

  private void line(String key, Severity severity, Value value) throws IOException {
    out.write(":::MLLOG ");
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(ONE_LINE.createInstance());
      json.writeStartObject();
      json.writeStringField("key", key);
      json.writeFieldName("value");
      value.writeTo(json);
      json.writeFieldName("time_ms");
      json.writeNumber(BigDecimal.valueOf(timeNanos, 6).toPlainString());
      json.writeStringField("namespace", "mlperf::logging");
      json.writeStringField("event_type", "POINT_IN_TIME");
      json.writeObjectFieldStart("metadata");
      json.writeBooleanField("is_error", severity == Severity.ERROR);
      json.writeBooleanField("is_warning", severity == Severity.WARNING);
      json.writeNumberField("pid", origin.processId());
      json.writeNumberField("tid", origin.threadId());
      json.writeEndObject();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private enum Severity {
    FACT,
    WARNING,
    ERROR
  }

  @FunctionalInterface
  private interface Value {
    void writeTo(JsonGenerator json) throws IOException;
  }
}
