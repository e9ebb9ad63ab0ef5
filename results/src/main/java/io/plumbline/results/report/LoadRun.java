package io.plumbline.results.report;

import io.plumbline.results.Document;
import io.plumbline.results.HistoryFiles;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.LoadReport;
import io.plumbline.results.TimeDistribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A load run and the file that holds it.
 *
 * @param file as it is told to the reader
 */
record LoadRun(String file, LoadDocument document) {

  /** A run called as its file in a history is. */
  static LoadRun of(LoadDocument document) {
    return new LoadRun(
        document.commit().isPresent()
            ? String.valueOf(HistoryFiles.file(Path.of(""), document).getFileName())
            : "the run of " + document.startedAt(),
        document);
  }

  /** The load runs among a side's documents. */
  static List<LoadRun> of(List<Document> documents) {
    List<LoadRun> runs = new ArrayList<>();
    for (Document document : documents) {
      if (document instanceof LoadDocument load) {
        runs.add(of(load));
      }
    }
    return runs;
  }

  Optional<LoadEntry> total() {
    return document.entries().stream()
        .filter(entry -> entry.name().equals(LoadEntry.TOTAL))
        .findFirst();
  }

  /** Why none of its figures may be used; empty if they may. */
  Optional<String> whyUnusable() {
    LoadDocument.Verdict verdict = document.run().verdict();
    if (!verdict.valid()) {
      return Optional.of(
          verdict.checks().stream()
              .filter(check -> !check.passed())
              .findFirst()
              .map(check -> "INVALID: " + LoadReport.line(check))
              .orElse("INVALID, and no check says why"));
    }
    if (document.run().interrupted()) {
      return Optional.of("it was interrupted");
    }
    if (total().isEmpty()) {
      return Optional.of("it has no entry for all classes together");
    }
    if (document.run().elapsedNanos() < 1
        || total().stream().anyMatch(e -> e.planned() < 1 || e.durationNanos() < 1)) {
      return Optional.of("it has no request, or took no time: there is no rate of it");
    }
    try {
      total().stream()
          .flatMap(
              e ->
                  Stream.of(
                      Optional.of(e.responseTime()),
                      Optional.of(e.serviceTime()),
                      Optional.of(e.slip()),
                      e.queued(),
                      e.served()))
          .flatMap(Optional::stream)
          .forEach(TimeDistribution::decodeHistogram);
      document.run().intervals().forEach(interval -> interval.decodeHistogram());
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of("a histogram in it is broken: " + e.getMessage());
    }
  }
}
