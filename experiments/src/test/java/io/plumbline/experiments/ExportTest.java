package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.CalibrationReport;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.CapacityReport;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import io.plumbline.results.TheoryDocument;
import io.plumbline.results.TheoryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that are not of one run tell what their command told. */
class ExportTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          "plumbline test",
          Optional.empty(),
          2,
          OptionalLong.empty(),
          "Linux 1",
          "Vendor 17.0.1",
          List.of(),
          1,
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  @TempDir private Path folder = Path.of("");

  private String export(Document document, Export.Format format) throws IOException {
    Path file = folder.resolve("document.json");
    Documents.write(file, document);
    return new Export(file, format, Set.of(), Optional.empty()).text();
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  @Test
  void calibration_isToldAsText() throws IOException {
    CalibrationDocument document =
        new CalibrationDocument(
            Document.SCHEMA_VERSION,
            CalibrationDocument.KIND,
            Optional.empty(),
            ENVIRONMENT,
            Instant.EPOCH,
            List.of("calibrate"),
            42,
            Map.of(),
            List.of(new CalibrationDocument.Payload("tiny", 1, OptionalDouble.of(1000), List.of())),
            Map.of());
    assertThat(export(document, Export.Format.TEXT))
        .isEqualTo(joined(CalibrationReport.lines(document)));
    assertThatThrownBy(() -> export(document, Export.Format.MD))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("holds kind \"calibration\"");
  }

  @Test
  void capacity_isToldAsText() throws IOException {
    CapacityDocument document =
        new CapacityDocument(
            Document.SCHEMA_VERSION,
            CapacityDocument.KIND,
            Optional.empty(),
            ENVIRONMENT,
            Instant.EPOCH,
            List.of("capacity"),
            42,
            false,
            new CapacityDocument.Question(
                "search",
                "balanced",
                .99,
                List.of("total"),
                30,
                60,
                OptionalDouble.of(.05),
                OptionalDouble.empty(),
                OptionalInt.empty()),
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of());
    assertThat(export(document, Export.Format.TEXT))
        .isEqualTo(joined(CapacityReport.lines(document)));
  }

  @Test
  void theory_isToldAsTextAndMarkdown() throws IOException {
    TheoryDocument document =
        new TheoryDocument(
            Document.SCHEMA_VERSION,
            TheoryDocument.KIND,
            Optional.empty(),
            ENVIRONMENT,
            Instant.EPOCH,
            List.of("calibrate"),
            42,
            .99,
            0,
            List.of(),
            Map.of());
    assertThat(export(document, Export.Format.TEXT))
        .isEqualTo(joined(TheoryReport.lines(document)));
    assertThat(export(document, Export.Format.MD))
        .isEqualTo(joined(TheoryReport.markdown(document)));
  }
}
