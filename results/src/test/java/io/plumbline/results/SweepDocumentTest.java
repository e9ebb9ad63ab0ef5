package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepDocumentTest {
  @TempDir private Path folder = Path.of("");

  /** As it is written now. */
  private static SweepDocument document() {
    return document(Optional.of("poisson@30.00"), Optional.of("poisson@4.50"));
  }

  private static SweepDocument document(Optional<String> measuredLabel, Optional<String> label) {
    SweepPoint measured =
        new SweepPoint(
            "balanced-30-1",
            "balanced",
            30,
            measuredLabel,
            1,
            SweepPoint.Status.INVALID,
            Optional.of("slip_p99: late"),
            Optional.empty(),
            // The 99th percentile is unknown: it falls among the failed.
            new TreeMap<>(Map.of("p50_ms", 1.25, "p95_ms", 2.5, "errors", 7.0)),
            Optional.of("balanced-30-1/result.json"),
            Map.of());
    return new SweepDocument(
        Document.SCHEMA_VERSION,
        SweepDocument.KIND,
        Optional.empty(),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("sweep", "--rates", "30,4.5"),
        42,
        false,
        List.of(30.0, 4.5),
        List.of("balanced"),
        1,
        Map.of("duration-ms", 1000),
        List.of(
            measured,
            new SweepPoint(
                "balanced-4.5-1",
                "balanced",
                4.5,
                label,
                1,
                SweepPoint.Status.FAILED,
                Optional.of("exit code 2: no"),
                Optional.empty(),
                new TreeMap<>(),
                Optional.empty(),
                Map.of())),
        List.of(),
        Map.of());
  }

  @Test
  void document_isReadBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("sweep.json");
    Documents.write(file, document());
    assertThat(Documents.readSweep(file)).usingRecursiveComparison().isEqualTo(document());
  }

  @Test
  void documentOfSchemaVersion1_isRead() throws IOException {
    Path file = folder.resolve("sweep-v1.json");
    try (InputStream stored = getClass().getResourceAsStream("sweep-v1.json")) {
      Files.copy(Objects.requireNonNull(stored), file);
    }
    SweepDocument read = Documents.readSweep(file);
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(document(Optional.empty(), Optional.empty()));
    assertThat(SweepReport.lines(read))
        .as("all arrivals were Poisson then")
        .isEqualTo(SweepReport.lines(document()));
  }

  @Test
  void nonFiniteNumbers_neverGetIntoADocument() {
    assertThatThrownBy(() -> SweepPoint.pending("x", "balanced", Double.NaN, "poisson", 1))
        .hasMessage("ratePerSecond must be finite: NaN");
    assertThatThrownBy(
            () ->
                new SweepPoint(
                    "x",
                    "balanced",
                    1,
                    Optional.empty(),
                    1,
                    SweepPoint.Status.VALID,
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>(Map.of("p50_ms", Double.POSITIVE_INFINITY)),
                    Optional.empty(),
                    Map.of()))
        .hasMessage("p50_ms must be finite: Infinity");
  }

  @Test
  void points_areCalledByShapeAndRate() {
    assertThat(SweepPoint.pending("x", "balanced", 30, "gamma", 1).label()).contains("gamma@30.00");
  }

  @Test
  void figureThatEnoughRequestsWouldSupport_isUnknownForAnotherReason() {
    SweepPoint point =
        new SweepPoint(
            "x",
            "balanced",
            1,
            Optional.empty(),
            1,
            SweepPoint.Status.INVALID,
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(Map.of("count", 1000.0)),
            Optional.empty(),
            Map.of());
    assertThat(SweepReport.text(Metric.SLIP_P99, point)).isEqualTo("n/a");
    SweepPoint few =
        new SweepPoint(
            "x",
            "balanced",
            1,
            Optional.empty(),
            1,
            SweepPoint.Status.INVALID,
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(Map.of("count", 999.0)),
            Optional.empty(),
            Map.of());
    assertThat(SweepReport.text(Metric.SLIP_P99, few)).isEqualTo("n/a (needs 1000)");
  }

  @Test
  void repetitions_areCountedFrom1() {
    assertThatThrownBy(() -> SweepPoint.pending("x", "balanced", 1, "poisson", 0))
        .hasMessage("repetition must be at least 1: 0");
  }

  @Test
  void report_hasARowPerPoint_byRate() {
    List<String> lines = SweepReport.lines(document());
    assertThat(lines.get(0).split(" +"))
        .containsExactly(
            "workload",
            "verdict",
            "point",
            "run",
            "p50_ms",
            "p95_ms",
            "p99_ms",
            "slo_attainment_%",
            "goodput_per_s",
            "slip_p99_ms",
            "errors");
    assertThat(lines.get(1)).matches("balanced  failed +poisson@4\\.50 +1 +n/a .*");
    assertThat(lines.get(2)).contains("invalid", " poisson@30.00 ", "1.250", "2.500");
    assertThat(lines.get(2))
        .as("only a percentile of the response time is unknown because of failures")
        .matches(".* n/a \\(7 failed\\) +n/a +n/a +n/a +7");
    assertThat(lines).contains("balanced-4.5-1: exit code 2: no", "balanced-30-1: slip_p99: late");
  }
}
