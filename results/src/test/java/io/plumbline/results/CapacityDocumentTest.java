package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.CapacityDocument.Answer;
import io.plumbline.results.CapacityDocument.Outcome;
import io.plumbline.results.CapacityDocument.Probe;
import io.plumbline.results.CapacityDocument.Question;
import io.plumbline.results.CapacityDocument.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityDocumentTest {
  private static CapacityDocument document() {
    SweepPoint played =
        new SweepPoint(
            "balanced-30-seed42",
            "balanced",
            30,
            Optional.of("poisson@30.00"),
            1,
            SweepPoint.Status.VALID,
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(Map.of("p99_ms", 21.5)),
            Optional.of("balanced-30-seed42/result.json"),
            Map.of());
    return document(played);
  }

  static CapacityDocument document(SweepPoint played) {
    return new CapacityDocument(
        Document.SCHEMA_VERSION,
        CapacityDocument.KIND,
        Optional.empty(),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("capacity", "--class", "1:urgent,1:normal"),
        42,
        true,
        new Question(
            "search",
            "balanced",
            .99,
            List.of("1:urgent", "1:normal"),
            30,
            60,
            OptionalDouble.of(.05),
            OptionalDouble.empty(),
            OptionalInt.empty()),
        Map.of("duration-ms", 1000),
        Optional.of(
            new Answer(
                Answer.Kind.UNKNOWN,
                OptionalDouble.of(30),
                OptionalDouble.of(60),
                true,
                "The criterion holds at 30 requests/s.")),
        List.of(
            new Probe(
                played,
                42,
                Step.BRACKET,
                Outcome.HOLDS,
                List.of(
                    new Attainment("1:urgent", 1000, 999, 1),
                    new Attainment("1:normal", 2000, 1996, 2.5))),
            new Probe(
                SweepPoint.pending("balanced-60-seed42", "balanced", 60, "poisson", 1)
                    .failed("exit code 3: no"),
                42,
                Step.BRACKET,
                Outcome.INVALID,
                List.of())),
        List.of("a note"),
        Map.of());
  }

  @Test
  void document_isReadBackAsItWasWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("capacity.json");
    Documents.write(file, document());
    assertThat(Documents.readCapacity(file)).usingRecursiveComparison().isEqualTo(document());
  }

  @Test
  void documentOfSchemaVersion1_isRead() throws IOException {
    assertThat(Documents.readCapacity(StoredSamples.file("capacity-v1.json")))
        .usingRecursiveComparison()
        .isEqualTo(document());
  }

  @Test
  void report_showsEveryProbe_ofSeveralClassesTheWorst_andTheAnswer() {
    List<String> lines = CapacityReport.lines(document());
    assertThat(lines.get(0).split(" +"))
        .containsExactly(
            "step",
            "outcome",
            "class",
            "point",
            "seed",
            "count",
            "slo_attainment_%",
            "at_least_%",
            "at_most_%",
            "design_effect",
            "total_p99_ms");
    assertThat(lines.get(1))
        .matches("bracket +holds +1:normal +poisson@30.00 +42 +2000 +99.800 +99.* 2.5 +21.500");
    assertThat(lines.get(2))
        .matches("bracket +invalid +n/a +poisson@60.00 +42 +n/a .* n/a")
        .doesNotContain("NaN");
    assertThat(lines)
        .endsWith(
            "balanced-60-seed42: exit code 3: no",
            "note: a note",
            "",
            "The criterion holds at 30 requests/s.");
  }
}
