package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run} as users run it: a process, its files, its streams, its exit code, its child. */
class RunProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** For what should end at once, on a machine that is busy with other things. */
  private static final long SOON_SECONDS = 20;

  private static final String HEADER =
      "timestamp_issued,sample_id,tier,slo,model,latency_ns,latency_ms,slo_met,"
          + "status,planned_ns,prepared_ns,sent_ns,done_ns,service_ns,slip_ns,issuer,channel";

  @Test
  void run_writesEverything_andLeavesNobodyBehind(@TempDir Path folder)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (TestProcess run = run(folder, 2000)) {
      run.err().await("plumbline: sending", LIMIT);
      List<ProcessHandle> children = run.children();
      assertThat(children).as("the child scheduler").hasSize(1);
      int exitCode = run.awaitExit(LIMIT);
      requireGone(children);

      List<String> out = run.out().all(LIMIT);
      assertThat(out).contains(exitCode == 0 ? "Result is: VALID" : "Result is: INVALID");
      assertThat(exitCode).isIn(0, 3);
      assertThat(out.get(0)).startsWith("balanced, 30 requests/s against the reference scheduler:");
      assertThat(out).noneMatch(line -> line.startsWith("plumbline: "));
      assertThat(run.err().all(LIMIT))
          .as("stderr has the steps, and without a terminal nothing else")
          .hasSize(3)
          .allMatch(line -> line.startsWith("plumbline: "))
          .noneMatch(line -> line.contains("slip"));

      ArrivalSchedule plan = plan(2000);
      Csv csv = Csv.read(folder.resolve("metrics.csv"));
      assertThat(csv.header()).isEqualTo(HEADER);
      requireRowsOfPlan(csv, plan);

      JsonNode result = json(folder);
      assertThat(result.at("/kind").asText()).isEqualTo("load");
      assertThat(result.at("/seed").asLong()).isEqualTo(42);
      assertThat(result.at("/run/plan/count").asInt()).isEqualTo(plan.count());
      assertThat(result.at("/run/plan/scheduleSha256").asText()).isEqualTo(plan.sha256());
      assertThat(result.at("/run/interrupted").asBoolean(true)).isFalse();
      assertThat(result.at("/run/verdict/valid").asBoolean()).isEqualTo(exitCode == 0);
      assertThat(result.get("entries"))
          .map(entry -> entry.get("name").asText())
          .containsExactly(
              "1:urgent",
              "1:normal",
              "1:relaxed",
              "2:urgent",
              "2:normal",
              "2:relaxed",
              "3:urgent",
              "3:normal",
              "3:relaxed",
              "total");
      // The reference scheduler tells in its trailers where a request spent its time.
      JsonNode total = result.at("/entries/9");
      assertThat(total.at("/queued/count").asLong())
          .isEqualTo(total.at("/statuses/OK").asLong())
          .isPositive();
      assertThat(total.at("/served/quantilesNanos/0.5").asLong())
          .isPositive()
          .isLessThan(total.at("/serviceTime/quantilesNanos/0.5").asLong());

      for (String stream : List.of("tier1_urgent", "tier2_normal", "tier3_relaxed", "total")) {
        assertThat(folder.resolve("logs").resolve(stream).resolve("mlperf_log_summary.txt"))
            .isNotEmptyFile();
        assertThat(folder.resolve("logs").resolve(stream).resolve("mlperf_log_detail.txt"))
            .isNotEmptyFile();
      }
      assertThat(names(folder.resolve("logs")))
          .containsExactly(
              "result.json",
              "tier1_normal",
              "tier1_relaxed",
              "tier1_urgent",
              "tier2_normal",
              "tier2_relaxed",
              "tier2_urgent",
              "tier3_normal",
              "tier3_relaxed",
              "tier3_urgent",
              "total");
      assertThat(names(folder)).as("no temporary files").containsExactly("logs", "metrics.csv");
    }
  }

  /** Ctrl-C reaches the whole foreground group, so SIGINT goes to the child as well. */
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void run_toldToStop_drainsWritesAndExits3(String signal, @TempDir Path folder)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (TestProcess run = run(folder, 60_000)) {
      run.err().await("plumbline: sending", LIMIT);
      List<ProcessHandle> children = run.children();
      assertThat(children).as("the child scheduler").hasSize(1);
      TimeUnit.SECONDS.sleep(1); // What a stop interrupts takes time: about 30 of 1,800 requests.
      if (signal.equals("INT")) {
        TestProcess.signal(signal, children.get(0).pid());
      }
      run.signal(signal);
      assertThat(run.awaitExit(Duration.ofSeconds(SOON_SECONDS))).isEqualTo(3);
      requireGone(children);

      Csv csv = Csv.read(folder.resolve("metrics.csv"));
      requireRowsOfPlan(csv, plan(60_000));
      List<String> statuses = csv.rows().stream().map(row -> row.text("status")).toList();
      assertThat(statuses.get(0)).isNotEqualTo("INTERRUPTED");
      assertThat(statuses.get(statuses.size() - 1)).isEqualTo("INTERRUPTED");
      assertThat(statuses)
          .as("what was sent was waited for, and the child lived to answer it")
          .contains("OK")
          .doesNotContain("UNFINISHED", "UNAVAILABLE", "CANCELLED");
      assertThat(csv.rows())
          .filteredOn(row -> row.text("status").equals("INTERRUPTED"))
          .allSatisfy(
              row -> {
                assertThat(row.text("timestamp_issued")).isEmpty();
                assertThat(row.text("sent_ns")).isEmpty();
                assertThat(row.text("latency_ns")).isEmpty();
                assertThat(row.text("slo_met")).isEqualTo("false");
              });
      JsonNode result = json(folder);
      assertThat(result.at("/run/interrupted").asBoolean()).isTrue();
      assertThat(result.at("/run/verdict/valid").asBoolean(true)).isFalse();
      assertThat(run.out().all(LIMIT)).contains("Result is: INVALID");
      assertThat(names(folder.resolve("logs"))).contains("result.json", "total");
    }
  }

  @Test
  void run_killed_takesItsChildWithIt(@TempDir Path folder)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (TestProcess run = run(folder, 60_000)) {
      run.err().await("plumbline: rehearsing", LIMIT);
      List<ProcessHandle> children = run.children();
      assertThat(children).as("the child scheduler").hasSize(1);
      try {
        run.signal("KILL");
        requireGone(children);
      } finally {
        children.forEach(ProcessHandle::destroyForcibly);
      }
      assertThat(folder.resolve("metrics.csv")).doesNotExist();
    }
  }

  private static TestProcess run(Path folder, long durationMs) throws IOException {
    return TestProcess.plumbline(
        folder,
        "run",
        "--total-qps",
        "30",
        "--duration-ms",
        Long.toString(durationMs),
        "--min-query-count",
        "1",
        "--output-dir",
        "logs",
        "--metrics-csv",
        "metrics.csv");
  }

  private static ArrivalSchedule plan(long durationMs) {
    return ArrivalSchedule.of(
        new LoadPlan(
            Workload.preset("balanced").orElseThrow(),
            30,
            durationMs * 1_000_000,
            1,
            LoadPlan.DEFAULT_SEED,
            Optional.empty()));
  }

  private static void requireRowsOfPlan(Csv csv, ArrivalSchedule plan) {
    assertThat(csv.rows()).hasSize(plan.count());
    for (int i = 0; i < plan.count(); i++) {
      Csv.Row row = csv.rows().get(i);
      assertThat(row.number("sample_id")).isEqualTo(i);
      assertThat(row.number("planned_ns")).isEqualTo(plan.offsetNanos(i));
      assertThat(row.number("tier")).isEqualTo(plan.requestClass(i).tier());
      assertThat(row.text("slo")).isEqualTo(plan.requestClass(i).slo());
      assertThat(row.text("model")).isEqualTo(plan.model(i).name());
    }
  }

  private static void requireGone(List<ProcessHandle> processes)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (ProcessHandle process : processes) {
      CompletableFuture<ProcessHandle> exit = process.onExit();
      exit.get(SOON_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static JsonNode json(Path folder) throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(folder.resolve("logs").resolve("result.json").toFile());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
