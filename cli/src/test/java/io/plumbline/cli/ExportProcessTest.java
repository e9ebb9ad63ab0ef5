package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} of a run that a process made: every form of one result. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Path folder = Path.of("");

  @BeforeAll
  void run(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    try (TestProcess run =
        TestProcess.plumbline(
            folder,
            "run",
            "--transport=null",
            "--total-qps=200",
            "--duration-ms=1500",
            "--min-query-count=1",
            "--rehearsal-ms=0",
            "--show=headline,internal,experimental",
            "--output-dir=logs")) {
      assertThat(run.awaitExit(LIMIT)).isIn(0, 3);
      assertThat(run.out().all(LIMIT))
          .anyMatch(line -> line.matches("total +\\d+ +\\S+ \\[.*"))
          .anyMatch(line -> line.matches("p50 +\\S+ \\[\\S+]  #+"))
          .contains("internal:", "experimental:")
          .doesNotContain("error-only:");
    }
  }

  private Path result() {
    return folder.resolve("logs").resolve("result.json");
  }

  private List<String> export(String... more) {
    List<String> arguments = new ArrayList<>(List.of("export", result().toString()));
    arguments.addAll(List.of(more));
    Invocation export = Invocation.of(arguments.toArray(String[]::new));
    assertThat(export.err()).isEmpty();
    assertThat(export.exitCode()).isZero();
    assertThat(export.out()).isNotEmpty();
    return export.out();
  }

  @Test
  void text_isWhatTheRunPrinted() throws IOException, InterruptedException {
    try (TestProcess export =
        TestProcess.plumbline(folder, "export", "logs/result.json", "--show=internal")) {
      assertThat(export.awaitExit(LIMIT)).isZero();
      assertThat(export.out().all(LIMIT))
          .anyMatch(line -> line.startsWith("balanced, 200 requests/s against "))
          .contains("internal:")
          .anyMatch(line -> line.startsWith("Result is: "));
    }
  }

  @Test
  void jsonAndYaml_areTheDocument() throws IOException {
    JsonNode stored = JsonMapper.builder().build().readTree(Files.readString(result()));
    assertThat(export("--format", "json")).isEqualTo(Files.readAllLines(result()));
    JsonNode yaml =
        YAMLMapper.builder().build().readTree(String.join("\n", export("--format", "yaml")));
    // A number that fits is an int to one parser and a long to the other: compare what is written.
    assertThat(yaml.toString()).isEqualTo(stored.toString());
    assertThat(stored.at("/models")).hasSize(2);
  }

  @Test
  void csv_hasARowPerClassAndModel() throws IOException {
    Path file = folder.resolve("summary.csv");
    assertThat(export("--format", "csv", "--output", file.toString()))
        .containsExactly("written: " + file);
    Csv csv = Csv.read(file);
    assertThat(csv.rows()).hasSize(9 + 2 + 1);
    Csv.Row total = csv.rows().get(11);
    assertThat(total.text("entry")).isEqualTo("total");
    assertThat(total.number("count")).isGreaterThan(200);
    assertThat(Double.parseDouble(total.text("p50_ms_low")))
        .isLessThanOrEqualTo(Double.parseDouble(total.text("p50_ms")));
    assertThat(Double.parseDouble(total.text("mean_concurrency"))).isPositive();
    assertThat(total.text("notes")).contains("p99_ms n/a (needs 1000)");
  }

  @Test
  void series_hasARowPerSecond() {
    List<String> lines = export("--format", "series");
    assertThat(lines.get(0)).startsWith("second,planned,failed,slo_met,p50_ms,");
    assertThat(lines.size()).isBetween(3, 4);
  }

  @Test
  void markdown_hasATable() {
    assertThat(export("--format", "md"))
        .anyMatch(line -> line.startsWith("| tier | slo | count |"))
        .anyMatch(line -> line.startsWith("| total |"));
  }

  @Test
  void histograms_areHdrHistograms() {
    assertThat(export("--format", "hgrm", "--class", "vit"))
        .anyMatch(line -> line.startsWith("#[vit: response time in ms of "))
        .anyMatch(line -> line.matches(" +Value +Percentile +TotalCount .*"));
    assertThat(export("--format", "hlog"))
        .contains("#[Histogram log format version 1.3]")
        .anyMatch(line -> line.matches("0\\.000,1\\.000,\\S+,HISTFA.*"));
    Invocation unknown =
        Invocation.of("export", result().toString(), "--format", "hgrm", "--class", "4:none");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err().get(0)).contains("\"4:none\"", "1:urgent", "total", "vit");
  }

  @Test
  void formOfOneRun_isNotMadeOfASweep() throws IOException {
    Path sweep = folder.resolve("sweep.json");
    Files.writeString(
        sweep,
        """
        {"schemaVersion": 1, "kind": "sweep", "environment": %s,
         "startedAt": "2026-01-02T03:04:05Z", "command": [], "seed": 1, "complete": true,
         "ratesPerSecond": [200], "workloads": ["balanced"], "repetitions": 1, "settings": {},
         "points": [{"name": "a", "workload": "balanced", "ratePerSecond": 200, "repetition": 1,
           "status": "valid", "metrics": {}, "document": "logs/result.json"}], "notes": []}
        """
            .formatted(JsonMapper.builder().build().readTree(result().toFile()).get("environment")),
        StandardCharsets.UTF_8);
    Invocation hgrm = Invocation.of("export", sweep.toString(), "--format", "hgrm");
    assertThat(hgrm.exitCode()).isEqualTo(2);
    assertThat(hgrm.err())
        .containsExactly(
            "export: --format hgrm is made of the document of one run: "
                + sweep
                + " holds kind \"sweep\"");
    Invocation csv = Invocation.of("export", sweep.toString(), "--format", "csv");
    assertThat(csv.err()).isEmpty();
    assertThat(csv.out())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("a,poisson@200.00,balanced,200,1,");
  }
}
