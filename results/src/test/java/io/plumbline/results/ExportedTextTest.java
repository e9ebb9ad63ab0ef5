package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a document for people and for other programs. */
class ExportedTextTest {
  @TempDir private Path folder = Path.of("");

  /** Fields by the name of their column; no field of these has a comma. */
  private static Map<String, String> row(String csv, int line) {
    List<String> lines = csv.lines().toList();
    String[] names = lines.get(0).split(",", -1);
    String[] fields = lines.get(line).split(",", -1);
    assertThat(fields).as(lines.get(line)).hasSameSizeAs(names);
    return IntStream.range(0, names.length)
        .boxed()
        .collect(Collectors.toMap(i -> names[i], i -> fields[i]));
  }

  @Test
  void csvOfARun_hasNumbersWithTheirIntervals_andSaysWhyTheyAreMissing() {
    FakeRows rows = FakeRun.rising(250).add(1, "OK", 300, 300, 301).model("vit");
    String csv = LoadCsv.text(FakeRun.of(rows, 1000));
    assertThat(csv.lines().map(line -> line.replaceFirst("^([^,]*),([^,]*),.*", "$1 $2")))
        .containsExactly(
            "entry kind",
            "1:urgent class",
            "2:relaxed class",
            "resnet50 model",
            "vit model",
            "total total");
    assertThat(row(csv, 1))
        .containsEntry("tier", "1")
        .containsEntry("slo", "urgent")
        .containsEntry("count", "250")
        .containsEntry("p50_ms", "125.000")
        .containsEntry("p95_ms", "238.000")
        .containsEntry("p99_ms", "")
        .containsEntry("p99_ms_low", "")
        .containsEntry("slo_attainment_%", "40.00")
        .containsEntry("slo_attainment_%_low", "33.88")
        .containsEntry("deadline_miss_%", "60.00")
        .containsEntry("mean_concurrency", "62.88")
        .containsEntry("tier_fairness", "")
        .hasEntrySatisfying(
            "notes", notes -> assertThat(notes).startsWith("p99_ms n/a (needs 1000); "));
    assertThat(row(csv, 2))
        .containsEntry("p50_ms", "")
        .hasEntrySatisfying(
            "notes", notes -> assertThat(notes).startsWith("p50_ms n/a (needs 20); "));
  }

  @Test
  void series_hasARowPerSecond_theEmptyOnesIncluded() {
    FakeRows rows = FakeRun.rising(40).add(0, "LOST", 100, 100, -1).add(1, "LOST", 2100, -1, -1);
    assertThat(SeriesCsv.text(FakeRun.of(rows, 2100)).lines())
        .containsExactly(
            "second,planned,failed,slo_met,p50_ms,p95_ms,p99_ms,ok_max_ms,notes",
            "0,41,1,40,21.004,,,40.010,p95_ms n/a (needs 200); p99_ms n/a (1 failed)",
            "1,0,0,0,,,,,p50_ms n/a (needs 20); p95_ms n/a (needs 200); p99_ms n/a (needs 1000)",
            "2,1,1,0,,,,,p50_ms n/a (1 failed); p95_ms n/a (1 failed); p99_ms n/a (1 failed)");
  }

  @Test
  void markdown_hasTheVerdictTheTableAndTheBars() {
    String text = LoadMarkdown.text(FakeRun.of(FakeRun.rising(30), 1000), Set.of());
    assertThat(text.lines())
        .startsWith(
            "### balanced, 30 requests/s against a target: 30 requests planned over 1.0 s, seed 42",
            "",
            "- Result is: VALID",
            "",
            "| tier | slo | count | p50\\_ms | p95\\_ms | p99\\_ms | slo\\_attainment\\_% |"
                + " goodput\\_per\\_s | slip\\_p99\\_ms | errors |",
            "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")
        .contains(
            "| total |  | 30 | 15.000 \\[10,21.1\\] | n/a (needs 200) | n/a (needs 1000) |"
                + " 100.00 \\[88.4,100\\] | 30.00 | n/a (needs 1000) | 0 |")
        .anyMatch(line -> line.startsWith("p50 ") && line.endsWith("#"));
  }

  @Test
  void markdown_saysWhatQualifiesTheFigures() {
    LoadDocument run = FakeRun.of(FakeRun.rising(30), 1000);
    assertThat(
            LoadMarkdown.text(
                    FakeRun.with(
                        run,
                        Map.of("arrivals", "concurrent:8"),
                        FakeRun.course(false, "plan", "it was played out"),
                        Optional.empty()),
                    Set.of())
                .lines())
        .contains(
            "- a closed loop: each request waited for an answer, so response times omit what was never"
                + " asked while the target was slow");
    assertThat(
            LoadMarkdown.text(
                    FakeRun.with(
                        run,
                        Map.of("max-outstanding", 4),
                        FakeRun.course(true, "errors", "3 of 9 failed"),
                        Optional.empty()),
                    Set.of())
                .lines())
        .contains(
            "- never more than 4 requests were outstanding, because that was asked for"
                + " (--max-outstanding)",
            "- ended by errors: 3 of 9 failed");
  }

  /** Of 40 requests a second that the generator can do it asked 30. */
  private static LoadDocument qualified() {
    return FakeRun.with(
        FakeRun.of(FakeRun.rising(30), 1000),
        Map.of(),
        FakeRun.course(true, "max-requests", "30 were sent"),
        Optional.of(new LoadDocument.Calibration(Instant.EPOCH, 1, 40, .75, false)));
  }

  private static final String REMARK =
      "ended by max-requests: 30 were sent; at its busiest it asked for 75 % of the 40 requests/s"
          + " that this generator was calibrated for: beyond 70 % its own limits may show in the"
          + " figures";

  @Test
  void whatQualifiesAPoint_isToldWithIt_thoughItIsValid() throws IOException {
    LoadDocument run = qualified();
    assertThat(LoadReport.lines(run, Set.of())).contains(REMARK.split("; ", -1));
    Documents.write(folder.resolve("a/result.json"), run);
    SweepPoint played =
        SweepPoint.pending("a", "balanced", 30, "poisson", 1).played(run, "a/result.json");
    assertThat(played.remark()).contains(REMARK);
    assertThat(played.reason()).isEmpty();
    SweepDocument sweep = sweep(Map.of(), played);
    assertThat(SweepReport.lines(sweep)).contains("a: " + REMARK);
    assertThat(row(SweepCsv.text(folder, sweep), 1)).containsEntry("remark", REMARK);
    assertThat(CapacityReport.lines(CapacityDocumentTest.document(played)))
        .contains("a: " + REMARK);
    SweepPoint plain =
        SweepPoint.pending("a", "balanced", 30, "poisson", 1)
            .played(FakeRun.of(FakeRun.rising(30), 1000), "a/result.json");
    assertThat(plain.remark()).isEmpty();
  }

  private static SweepDocument sweep(Map<String, Object> settings, SweepPoint... points) {
    return new SweepDocument(
        Document.SCHEMA_VERSION,
        SweepDocument.KIND,
        Optional.empty(),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("sweep"),
        42,
        true,
        List.of(30.0),
        List.of("balanced"),
        1,
        settings,
        List.of(points),
        List.of(),
        Map.of());
  }

  @Test
  void csvOfASweep_hasARowPerPoint_labelledByItsShape() throws IOException {
    LoadDocument run = FakeRun.of(FakeRun.rising(30), 1000);
    Documents.write(folder.resolve("a/result.json"), run);
    SweepPoint played =
        SweepPoint.pending("a", "balanced", 30, "poisson", 1).played(run, "a/result.json");
    SweepPoint failed =
        SweepPoint.pending("b", "balanced", 4.5, "poisson", 1)
            .failed("exit code 2: \"no\", it said");
    Path file = SweepCsv.write(folder, sweep(Map.of(), played, failed));
    assertThat(file).isEqualTo(folder.resolve("sweep.csv"));
    String csv = Files.readString(file);
    assertThat(row(csv, 1))
        .containsEntry("point", "a")
        .containsEntry("label", "poisson@30.00")
        .containsEntry("offered_per_s", "30")
        .containsEntry("status", "valid")
        .containsEntry("count", "30")
        .containsEntry("p50_ms_low", "10.002");
    assertThat(csv.lines().toList().get(2))
        .startsWith(
            "b,poisson@4.50,balanced,4.50000,1,failed,\"exit code 2: \"\"no\"\", it said\",,,,");
  }

  @Test
  void csvOfASweep_whosePointsAreMissing_isRefused() {
    SweepPoint moved = SweepPoint.pending("a", "balanced", 30, "poisson", 1).at("a/result.json");
    assertThatThrownBy(() -> SweepCsv.text(folder, sweep(Map.of(), moved)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("a/result.json");
  }
}
