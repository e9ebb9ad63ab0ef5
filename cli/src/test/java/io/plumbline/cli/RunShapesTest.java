package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import io.plumbline.scheduler.ServiceTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run} with load shapes, phases and caps, over a real gRPC stack within this process. */
class RunShapesTest {
  @TempDir private Path folder = Path.of("");

  private Invocation run(String... flags) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--rehearsal-ms=0",
                "--output-dir=" + folder.resolve("logs"),
                "--metrics-csv=" + folder.resolve("metrics.csv")));
    arguments.addAll(List.of(flags));
    if (!arguments.contains("--transport=netty")) {
      arguments.add("--transport=in-process");
    }
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private JsonNode run() throws IOException {
    return JsonMapper.builder()
        .build()
        .readTree(folder.resolve("logs").resolve("result.json").toFile())
        .path("run");
  }

  @ParameterizedTest
  @CsvSource({
    "synchronous, synchronous@1, 50",
    "'concurrent:4,ramp=0.05', concurrent@4, 50",
    "throughput, throughput, 50",
    "single-stream, single-stream@1, 64",
    "multi-stream:3, multi-stream@3, 150"
  })
  void closedLoops_runUntilBothMinimaAreReached(String shape, String label, int leastCount)
      throws IOException {
    int minCount = shape.startsWith("single") ? 64 : 50;
    Invocation run =
        run("--arrivals=" + shape, "--duration-ms=100", "--min-query-count=" + minCount);
    assertThat(run.exitCode()).as(run.toString()).isIn(Main.EXIT_DONE, Main.EXIT_FAILED);
    assertThat(run.out()).anyMatch(line -> line.startsWith("a closed loop: "));
    assertThat(run.out()).noneMatch(line -> line.startsWith("LoadGen would say"));
    JsonNode course = run().path("course");
    assertThat(course.path("label").asText()).isEqualTo(label);
    assertThat(course.path("openLoop").asBoolean()).isFalse();
    JsonNode measured = course.path("phases").path("measure");
    assertThat(measured.path("planned").asInt()).isGreaterThanOrEqualTo(leastCount);
    assertThat(measured.path("ok").asInt()).isEqualTo(measured.path("planned").asInt());
    assertThat(measured.path("events").path("COMPLETED").asInt())
        .isEqualTo(measured.path("planned").asInt());
    assertThat(course.path("loadGenScore").path("value").isNumber())
        .isEqualTo(shape.startsWith("single"));
  }

  @Test
  void offline_scoresRequestsPerSecond() throws IOException {
    Invocation run =
        run("--arrivals=offline:8", "--total-qps=200", "--duration-ms=500", "--min-query-count=1");
    // 1.1 x 0.5 s x 200/s.
    JsonNode course = run().path("course");
    assertThat(course.path("phases").path("measure").path("planned").asInt()).isEqualTo(110);
    assertThat(course.path("loadGenScore").path("value").asDouble()).isPositive();
    assertThat(run.out()).anyMatch(line -> line.startsWith("LoadGen Offline, samples per second:"));
  }

  @Test
  void warmupAndCooldown_areInNoFigureAndNoRow() throws IOException {
    Invocation run =
        run(
            "--total-qps=100",
            "--duration-ms=500",
            "--min-query-count=1",
            "--warmup=300ms",
            "--cooldown=20",
            "--encoding=bulk");
    JsonNode phases = run().path("course").path("phases");
    assertThat(phases.path("warmup").path("ok").asInt()).isPositive();
    assertThat(phases.path("cooldown").path("ok").asInt()).isEqualTo(20);
    Csv csv = Csv.read(folder.resolve("metrics.csv"));
    int planned = phases.path("measure").path("planned").asInt();
    assertThat(csv.rows()).hasSize(planned);
    assertThat(csv.rows()).allMatch(row -> row.number("planned_ns") >= 0);
    assertThat(run().path("plan").path("count").asInt()).isEqualTo(planned);
    assertThat(run.out()).anyMatch(line -> line.startsWith("warmup, in none of these figures: "));
  }

  @Test
  void cap_isToldAndItsRefusalsAreRows() throws IOException {
    Invocation run =
        run(
            "--total-qps=400",
            "--duration-ms=500",
            "--min-query-count=1",
            "--max-outstanding=1",
            "--over-cap=refuse");
    assertThat(run.out())
        .contains(
            "never more than 1 requests were outstanding, because that was asked for"
                + " (--max-outstanding)");
    Csv csv = Csv.read(folder.resolve("metrics.csv"));
    assertThat(csv.rows().stream().map(row -> row.text("status")).distinct())
        .isSubsetOf("OK", "OVER_CAP");
  }

  @Test
  void maxRequests_endTheRunAndSaySo() throws IOException {
    Invocation run =
        run("--total-qps=100", "--duration-ms=60000", "--max-requests=20", "--min-query-count=1");
    assertThat(run().path("plan").path("count").asInt()).isEqualTo(20);
    assertThat(run().path("course").path("issuingEndedBy").asText()).isEqualTo("max-requests");
    assertThat(run.out())
        .contains("ended by max-requests: as many requests were sent as may be: 20");
  }

  /** A scheduler that knows none of the models: every request fails at once. */
  @Test
  void limitsOnErrors_endTheRunWithWhatWasDue() throws IOException {
    SchedulerSettings usual = SchedulerSettings.defaults();
    SchedulerSettings stranger =
        new SchedulerSettings(
            usual.discipline(),
            usual.workers(),
            usual.queueCapacity(),
            usual.refuseLate(),
            Map.of("another", new ServiceTime.Constant(1)),
            usual.seed(),
            false);
    try (SchedulerServer server = SchedulerServer.start(stranger, "127.0.0.1", 0)) {
      String url = "--scheduler-url=127.0.0.1:" + server.port();
      run(
          "--transport=netty",
          url,
          "--total-qps=100",
          "--duration-ms=60000",
          "--min-query-count=1",
          "--max-errors=5",
          "--limit-scope=sweep");
      assertThat(run().path("course").path("issuingEndedBy").asText()).isEqualTo("errors");
      int errors = run().path("course").path("phases").path("measure").path("planned").asInt();
      // What was due before the stop was seen is in, and nothing else of the 6,000.
      assertThat(errors).isBetween(5, 1000);
      Csv csv = Csv.read(folder.resolve("metrics.csv"));
      assertThat(csv.rows()).hasSize(errors);
      Invocation second =
          run(
              "--transport=netty",
              url,
              "--total-qps=100",
              "--duration-ms=60000",
              "--min-query-count=1",
              "--max-global-error-rate=0.5",
              "--error-minimum=10");
      assertThat(second.out()).anyMatch(line -> line.startsWith("ended by error_rate_total: "));
    }
  }

  @Test
  void badShapesPhasesAndCaps_areOneLineEach() {
    String[][] wrong = {
      {
        "--arrivals=concurrent",
        "run: --arrivals: closed loop \"concurrent\": say how many, as in" + " concurrent:8"
      },
      {
        "--warmup=5m",
        "run: --warmup must be a time such as 5s or 500ms, or a number of requests"
            + " such as 200: \"5m\""
      },
      {"--over-cap=delay", "run: --over-cap delay needs --max-outstanding"},
      {"--max-outstanding=0", "run: --max-outstanding must be at least 1: 0"},
      {"--error-window=5", "run: --error-window 5 needs --max-error-rate"},
      {
        "--stop-when-narrow=p99",
        "run: --stop-when-narrow must be a quantile and a share, as in" + " p99:0.05: \"p99\""
      },
      {
        "--max-error-rate=0", "run: --max-error-rate must be above 0 and at most 1: 0.0",
      },
      {
        "--max-global-error-rate=0",
        "run: --max-global-error-rate must be above 0 and at most 1: 0.0",
      },
      {
        "--stop-when-narrow=p0:0.05", "run: --stop-when-narrow must have both above 0: \"p0:0.05\"",
      },
      {"--cancel-share=1.5", "run: --cancel-share must be between 0 and 1: 1.5"},
      {"--cancel-after-ms=5", "run: --cancel-after-ms 5 needs --cancel-share"},
    };
    IntStream.range(0, wrong.length)
        .forEach(
            i -> {
              Invocation run = run(wrong[i][0]);
              assertThat(run.err()).containsExactly(wrong[i][1]);
              assertThat(run.exitCode()).isEqualTo(Main.EXIT_USAGE);
            });
  }
}
