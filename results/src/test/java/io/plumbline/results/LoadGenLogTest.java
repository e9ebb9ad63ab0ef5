package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadGenLogTest {

  private static final long MILLI_NANOS = 1_000_000;
  private static final long SECOND_NANOS = 1_000 * MILLI_NANOS;
  private static final String MARKER = ":::MLLOG ";
  private static final LoadGenLog.Origin ORIGIN =
      new LoadGenLog.Origin(Instant.parse("2025-07-31T21:31:59.296Z"), 404, 405);

  @TempDir Path folder;

  @Test
  void deleteAll_takesOldLogsAndNothingElse(@TempDir Path parent) throws IOException {
    LoadGenLog.write(parent.resolve("tier1_a"), run(60, 0), ORIGIN, List.of());
    LoadGenLog.write(parent.resolve("tier2_b"), run(60, 0), ORIGIN, List.of());
    LoadGenLog.write(parent.resolve("total"), run(60, 0), ORIGIN, List.of());
    Path kept = Files.writeString(parent.resolve("tier2_b/notes.txt"), "mine");
    LoadGenLog.deleteAll(parent, "tier[0-9]+_.+");
    assertThat(parent.resolve("tier1_a")).doesNotExist();
    assertThat(parent.resolve("tier2_b")).isDirectoryContaining(kept::equals);
    assertThat(parent.resolve("tier2_b/mlperf_log_summary.txt")).doesNotExist();
    assertThat(parent.resolve("total/mlperf_log_summary.txt")).exists();
    LoadGenLog.deleteAll(parent.resolve("absent"), ".*");
  }

  @Test
  void warnings_standInBothLogs(@TempDir Path folder) throws IOException {
    LoadGenLog.write(folder, run(60, 0), ORIGIN, List.of("slip_p99: too late"));
    assertThat(Files.readString(folder.resolve("mlperf_log_summary.txt")))
        .contains("\n1 warning encountered. See detailed log.\n");
    assertThat(Files.readAllLines(folder.resolve("mlperf_log_detail.txt")))
        .anyMatch(
            line ->
                line.contains("\"warning_generic_message\"")
                    && line.contains("\"slip_p99: too late\"")
                    && line.contains("\"is_warning\": true"));
  }

  @Test
  void summary_ofAValidRun() throws IOException {
    LoadGenLog.write(folder, run(500, 0), ORIGIN, List.of());

    assertThat(Files.readString(folder.resolve("mlperf_log_summary.txt")))
        .isEqualTo(
            """
            ================================================
            MLPerf Results Summary
            ================================================
            SUT name : embedded scheduler
            Scenario : Server
            Mode     : PerformanceOnly
            Completed samples per second    : 16.67
            Result is : VALID
              Performance constraints satisfied : Yes
              Min duration satisfied : Yes
              Min queries satisfied : Yes
              Early stopping satisfied: Yes
            Early Stopping Result:
             * Run successful.

            ================================================
            Additional Stats
            ================================================
            Scheduled samples per second : 16.67
            Min latency (ns)                : 1000
            Max latency (ns)                : 500000
            Mean latency (ns)               : 250500
            50.00 percentile latency (ns)   : 251000
            90.00 percentile latency (ns)   : 451000
            95.00 percentile latency (ns)   : 476000
            97.00 percentile latency (ns)   : 486000
            99.00 percentile latency (ns)   : 496000
            99.90 percentile latency (ns)   : 500000

            ================================================
            Test Parameters Used
            ================================================
            samples_per_query : 1
            target_qps : 16.5
            target_latency (ns): 100000000
            max_async_queries : 0
            min_duration (ms): 29000
            max_duration (ms): 0
            min_query_count : 100
            max_query_count : 0
            qsl_rng_seed : 1780908523862526354
            sample_index_rng_seed : 14771362308971278857
            schedule_rng_seed : 18209322760996052031
            accuracy_log_rng_seed : 0
            accuracy_log_probability : 0
            accuracy_log_sampling_target : 0
            print_timestamps : 0
            performance_issue_unique : 0
            performance_issue_same : 0
            performance_issue_same_index : 0
            performance_sample_count : 500
            accuracy_sample_count : 1000

            No warnings encountered during test.

            No errors encountered during test.
            """);
  }

  @Test
  void summary_ofAnInvalidRun_saysWhyAndHowManyQueriesAreMissing() {
    // 60 queries in 3.54 s, two of which failed.
    String summary = summaryOf(run(60, 2));

    assertThat(summary)
        .contains(
            """
            Result is : INVALID
              Performance constraints satisfied : NO
              Min duration satisfied : NO
              Min queries satisfied : NO
              Early stopping satisfied: NO
            Recommendations:
             * Reduce target QPS to improve latency.
             * Increase the target QPS so the loadgen pre-generates more queries.
             * The test exited early, before enough queries were issued.
               See the detailed log for why this may have occurred.
            Early Stopping Result:
             * Run unsuccessful.
             * Processed 60 queries.
             * Would need to run at least 778 more queries,
             with the run being successful if every additional
             query were under latency.

            """)
        .endsWith(
            """
            No warnings encountered during test.

            2 ERRORS encountered. See detailed log.
            """);
  }

  @Test
  void summary_ofARunThatOnlyNeedsMoreQueries_recommendsNothingElse() {
    assertThat(summaryOf(run(700, 2)))
        .contains(
            """
              Early stopping satisfied: NO
            Recommendations:
            Early Stopping Result:
             * Run unsuccessful.
             * Processed 700 queries.
             * Would need to run at least 138 more queries,
            """);
  }

  @Test
  void summary_ofOneError_isInTheSingular() {
    assertThat(summaryOf(run(700, 1)))
        .contains("Result is : VALID\n")
        .endsWith("\n1 ERROR encountered. See detailed log.\n");
  }

  @Test
  void rates_ofOneQuery_areNeitherNumbersNorZero() throws IOException {
    LoadGenQueries.Builder one = LoadGenQueries.builder(1, SECOND_NANOS);
    one.answered(0, 7, 100);
    LoadGenRun run = run(one.build());

    assertThat(summaryOf(run))
        .contains("Completed samples per second    : n/a\n")
        .contains("Scheduled samples per second : n/a\n")
        .contains("99.00 percentile latency (ns)   : 7\n");
    LoadGenLog.write(folder, run, ORIGIN, List.of());
    assertThat(values(detail()))
        .doesNotContainKeys("result_scheduled_samples_per_sec", "result_completed_samples_per_sec")
        .containsKey("result_99.00_percentile_latency_ns");
  }

  @Test
  void detail_isOneObjectPerLineInLoadGensForm() throws IOException {
    LoadGenLog.write(folder, run(500, 0), ORIGIN, List.of());

    List<String> lines = Files.readAllLines(folder.resolve("mlperf_log_detail.txt"));

    assertThat(lines.get(0))
        .isEqualTo(
            ":::MLLOG {\"key\": \"test_datetime\", \"value\": \"2025-07-31T21:31:59Z\","
                + " \"time_ms\": 0.000000, \"namespace\": \"mlperf::logging\","
                + " \"event_type\": \"POINT_IN_TIME\", \"metadata\": {\"is_error\": false,"
                + " \"is_warning\": false, \"pid\": 404, \"tid\": 405}}");
    assertThat(lines.get(lines.size() - 1))
        .startsWith(":::MLLOG {\"key\": \"num_errors\", \"value\": 0, \"time_ms\": 31000.000001, ");
  }

  @Test
  void detail_carriesWhatTheOfficialToolsRead() throws IOException {
    LoadGenLog.write(folder, run(500, 0), ORIGIN, List.of());

    assertThat(asText(values(detail())))
        .containsExactly(
            "test_datetime=2025-07-31T21:31:59Z",
            "sut_name=embedded scheduler",
            "qsl_reported_total_count=1000",
            "qsl_reported_performance_count=500",
            "requested_scenario=Server",
            "requested_test_mode=PerformanceOnly",
            "requested_server_target_qps=16.5",
            "requested_server_target_latency_ns=100000000",
            "requested_server_target_latency_percentile=0.99",
            "requested_server_coalesce_queries=false",
            "requested_server_max_async_queries=0",
            "requested_min_duration_ms=29000",
            "requested_max_duration_ms=0",
            "requested_min_query_count=100",
            "requested_max_query_count=0",
            "requested_qsl_rng_seed=1780908523862526354",
            "requested_sample_index_rng_seed=14771362308971278857",
            "requested_schedule_rng_seed=18209322760996052031",
            "requested_accuracy_log_rng_seed=0",
            "requested_accuracy_log_probability=0",
            "requested_accuracy_log_sampling_target=0",
            "requested_print_timestamps=false",
            "requested_performance_issue_unique=false",
            "requested_performance_issue_same=false",
            "requested_performance_issue_same_index=0",
            "requested_sample_concatenate_permutation=false",
            "effective_scenario=Server",
            "effective_test_mode=PerformanceOnly",
            "effective_samples_per_query=1",
            "effective_target_qps=16.5",
            "effective_target_latency_ns=100000000",
            "effective_target_latency_percentile=0.99",
            "effective_max_async_queries=0",
            "effective_target_duration_ms=29000",
            "effective_min_duration_ms=29000",
            "effective_max_duration_ms=0",
            "effective_min_query_count=100",
            "effective_max_query_count=0",
            "effective_min_sample_count=100",
            "effective_qsl_rng_seed=1780908523862526354",
            "effective_sample_index_rng_seed=14771362308971278857",
            "effective_schedule_rng_seed=18209322760996052031",
            "effective_accuracy_log_rng_seed=0",
            "effective_accuracy_log_probability=0",
            "effective_accuracy_log_sampling_target=0",
            "effective_print_timestamps=false",
            "effective_performance_issue_unique=false",
            "effective_performance_issue_same=false",
            "effective_performance_issue_same_index=0",
            "effective_performance_sample_count=500",
            "effective_accuracy_sample_count=1000",
            "effective_sample_concatenate_permutation=false",
            "generated_query_count=500",
            "generated_samples_per_query=1",
            "generated_query_duration=30000000000",
            "power_begin=07-31-2025 21:31:59.296",
            "power_end=07-31-2025 21:32:30.296",
            "result_validity=VALID",
            "result_perf_constraints_met=true",
            "result_min_duration_met=true",
            "result_min_queries_met=true",
            "early_stopping_met=true",
            "early_stopping_result= * Run successful.",
            "result_query_count=500",
            "result_overlatency_query_count=0",
            "result_scheduled_samples_per_sec=16.6667",
            "result_completed_samples_per_sec=16.6664",
            "result_min_latency_ns=1000",
            "result_max_latency_ns=500000",
            "result_mean_latency_ns=250500",
            "result_50.00_percentile_latency_ns=251000",
            "result_90.00_percentile_latency_ns=451000",
            "result_95.00_percentile_latency_ns=476000",
            "result_97.00_percentile_latency_ns=486000",
            "result_99.00_percentile_latency_ns=496000",
            "result_99.90_percentile_latency_ns=500000",
            "num_errors=0");
  }

  @Test
  void detail_ofAnInvalidRun_saysWhyOnOneLine() throws IOException {
    LoadGenLog.write(folder, run(60, 2), ORIGIN, List.of());

    assertThat(asText(values(detail())))
        .contains(
            "result_validity=INVALID",
            "early_stopping_met=false",
            "result_invalid_reason=Reduce target QPS to improve latency. Increase the target QPS so"
                + " the loadgen pre-generates more queries. The test exited early, before enough"
                + " queries were issued.",
            "early_stopping_result= * Run unsuccessful.  * Processed 60 queries.  * Would need to"
                + " run at least 778 more queries,  with the run being successful if every"
                + " additional  query were under latency.",
            "result_overlatency_query_count=2",
            "num_errors=2");
  }

  @Test
  void errors_areOneRecordPerReasonAndCountedOnceEach() throws IOException {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(5, SECOND_NANOS);
    queries.answered(0, 1, 100);
    queries.failed(1, 100, "UNAVAILABLE: \"no route\"\n:::MLLOG to host");
    queries.failed(2, 100, "DEADLINE_EXCEEDED");
    queries.failed(3, 100, "DEADLINE_EXCEEDED");
    queries.answered(4, 1, 100);
    LoadGenLog.write(folder, run(queries.build()), ORIGIN, List.of());

    List<JsonNode> errors =
        detail().stream().filter(line -> line.at("/metadata/is_error").asBoolean()).toList();

    assertThat(errors).extracting(line -> line.get("key").asText()).containsOnly("error_runtime");
    assertThat(errors)
        .extracting(line -> line.get("value").asText())
        .containsExactly(
            "UNAVAILABLE: \"no route\"\n:::MLLOG to host (1 query)",
            "DEADLINE_EXCEEDED (2 queries)");
    assertThat(asText(values(detail()))).contains("num_errors=3");
  }

  @Test
  void total_saysThatEachQueryHadItsOwnTarget() throws IOException {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(2, SECOND_NANOS);
    queries.answered(0, 1, 100 * MILLI_NANOS);
    queries.answered(1, 1, 2_000 * MILLI_NANOS);
    LoadGenRun total = run(queries.build());
    LoadGenLog.write(folder, total, ORIGIN, List.of());

    assertThat(asText(values(detail())))
        .contains("effective_target_latency_ns=2000000000")
        .anyMatch(
            line ->
                line.startsWith("generic_message=")
                    && line.contains("each query was judged against its own class's target"));
    assertThat(summaryOf(total)).contains("target_latency (ns): 2000000000\n");
  }

  @Test
  void write_replacesTheLogsOfAnEarlierRunAndCreatesTheFolder() throws IOException {
    Path nested = folder.resolve("loadgen_logs/class_1U");
    LoadGenLog.write(nested, run(60, 2), ORIGIN, List.of());
    LoadGenLog.write(nested, run(500, 0), ORIGIN, List.of());

    assertThat(nested.resolve("mlperf_log_summary.txt")).content().contains("Result is : VALID");
    try (var files = Files.list(nested)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("mlperf_log_summary.txt", "mlperf_log_detail.txt");
    }
  }

  @Test
  void write_namesTheFileItCannotWrite() throws IOException {
    Files.createDirectories(folder.resolve("mlperf_log_summary.txt"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LoadGenLog.write(folder, run(500, 0), ORIGIN, List.of()))
        .withMessageContaining(folder.resolve("mlperf_log_summary.txt").toString());
  }

  @Test
  void sutName_cannotForgeLines() {
    LoadGenRun run = run(1, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LoadGenRun(
                    "a\nResult is : VALID",
                    run.targetRatePerSecond(),
                    run.percentile(),
                    run.minDurationMillis(),
                    run.minQueryCount(),
                    run.seeds(),
                    run.samples(),
                    run.generated(),
                    run.queries()))
        .withMessageStartingWith("sutName must be one line of text: a");
  }

  /** A query every 60 ms with latencies 1 us, 2 us, ... except that the first few fail. */
  private static LoadGenRun run(int count, int failedCount) {
    long endOfRunNanos = Math.max(500, count) * (60 * MILLI_NANOS) + SECOND_NANOS + 1;
    LoadGenQueries.Builder queries = LoadGenQueries.builder(count, endOfRunNanos);
    for (int i = 0; i < count; i++) {
      long plannedNanos = i * (60 * MILLI_NANOS);
      if (i < failedCount) {
        queries.failed(plannedNanos, 100 * MILLI_NANOS, "UNAVAILABLE");
      } else {
        queries.answered(plannedNanos, (i + 1L) * 1_000, 100 * MILLI_NANOS);
      }
    }
    return run(queries.build());
  }

  private static LoadGenRun run(LoadGenQueries queries) {
    return new LoadGenRun(
        "embedded scheduler",
        16.5,
        0.99,
        29_000,
        100,
        new LoadGenRun.Seeds(
            1780908523862526354L,
            Long.parseUnsignedLong("14771362308971278857"),
            Long.parseUnsignedLong("18209322760996052031")),
        new LoadGenRun.SampleLibrary(1000, 500, false),
        Optional.of(
            new LoadGenRun.Generated(queries.count(), queries.count() * (60 * MILLI_NANOS))),
        queries);
  }

  private static String summaryOf(LoadGenRun run) {
    return LoadGenSummary.of(run, run.verdict(), 0);
  }

  private List<JsonNode> detail() throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("mlperf_log_detail.txt"))) {
      assertThat(line).startsWith(MARKER);
      records.add(new ObjectMapper().readTree(line.substring(MARKER.length())));
    }
    return records;
  }

  /** As the official parser has it: the first record of a key counts. */
  private static Map<String, JsonNode> values(List<JsonNode> records) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    records.forEach(record -> values.putIfAbsent(record.get("key").asText(), record.get("value")));
    return values;
  }

  private static List<String> asText(Map<String, JsonNode> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().asText())
        .toList();
  }
}
