package io.plumbline.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A sweep as CSV: a row per point, with the figures of all classes together.
 *
 * <pre>
 * point        its name in the sweep                label        shape@value: poisson@30.00
 * workload     as asked for                         offered_per_s requests per second
 * repetition   from 1                               status       pending, valid, invalid, failed, skipped
 * reason       why it is invalid, failed, skipped   remark       what qualifies its figures
 * ...          the rest as in a run's CSV
 * </pre>
 *
 * What is unknown is an empty field.
 */
public final class SweepCsv {
  private static final String NAME = "sweep.csv";

  private SweepCsv() {}

  /**
   * Writes {@value #NAME} beside a sweep's document.
   *
   * @param folder that of the document
   * @return where it was written
   */
  public static Path write(Path folder, SweepDocument sweep) throws IOException {
    String text = text(folder, sweep);
    Path file = folder.resolve(NAME);
    AtomicFiles.writeText(file, out -> out.write(text));
    return file;
  }

  /**
   * The whole text.
   *
   * @param folder of the sweep's document, beside which those of its points lie
   * @throws IOException naming the document that is missing or cannot be read
   */
  public static String text(Path folder, SweepDocument sweep) throws IOException {
    List<String> header =
        new ArrayList<>(
            List.of(
                "point",
                "label",
                "workload",
                "offered_per_s",
                "repetition",
                "status",
                "reason",
                "remark"));
    header.addAll(LoadCsv.columns());
    StringBuilder text = new StringBuilder(CsvFields.line(header));
    for (SweepPoint point : sweep.points()) {
      Optional<LoadDocument> run = Optional.empty();
      if (point.document().isPresent()) {
        run = Optional.of(Documents.readLoad(folder.resolve(point.document().get())));
      }
      text.append(line(point, run));
    }
    return text.toString();
  }

  private static String line(SweepPoint point, Optional<LoadDocument> run) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                point.name(),
                point.shapeAtRate(),
                point.workload(),
                LoadReport.number(point.ratePerSecond()),
                String.valueOf(point.repetition()),
                point.status().name().toLowerCase(Locale.ROOT),
                point.reason().orElse(""),
                point.remark().orElse("")));
    fields.addAll(
        run.stream()
            .flatMap(document -> document.entries().stream())
            .filter(entry -> entry.name().equals(LoadEntry.TOTAL))
            .findFirst()
            .map(LoadCsv::fields)
            .orElseGet(() -> LoadCsv.columns().stream().map(column -> "").toList()));
    return CsvFields.line(fields);
  }
}
