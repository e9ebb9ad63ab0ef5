package io.plumbline.results.report;

import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.CalibrationReport;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.CapacityReport;
import io.plumbline.results.Document;
import io.plumbline.results.TheoryDocument;
import io.plumbline.results.TheoryReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches for capacity, calibrations and checks against theory: each as the console told it.
 *
 * @param documents as told
 */
record TablesSection(List<Told> documents) implements Section {

  /**
   * One document.
   *
   * @param title what it is, and when it was made
   * @param lines of a table in columns of equal width, and of what follows from it
   */
  record Told(String title, List<String> lines) {
    Told {
      lines = List.copyOf(lines);
    }
  }

  TablesSection {
    documents = List.copyOf(documents);
  }

  /** Empty if none of these documents is of such a kind. */
  static Optional<TablesSection> of(List<Document> documents) {
    List<Told> told = new ArrayList<>();
    for (Document document : documents) {
      if (document instanceof CapacityDocument capacity) {
        told.add(
            told(
                "Capacity of " + capacity.question().workload(),
                capacity,
                CapacityReport.lines(capacity)));
      } else if (document instanceof CalibrationDocument calibration) {
        told.add(told("Calibration", calibration, CalibrationReport.lines(calibration)));
      } else if (document instanceof TheoryDocument theory) {
        told.add(told("Against queueing theory", theory, TheoryReport.lines(theory)));
      }
    }
    return told.isEmpty() ? Optional.empty() : Optional.of(new TablesSection(told));
  }

  private static Told told(String title, Document document, List<String> lines) {
    return new Told(title + ", " + document.startedAt(), lines);
  }

  @Override
  public String id() {
    return "tables";
  }

  @Override
  public String title() {
    return "Capacity, calibration, theory";
  }

  @Override
  public Object data() {
    return this;
  }
}
