package io.plumbline.results;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a load document of rows written down by hand. */
final class FakeRun {
  private static final long MILLI = 1_000_000;

  private FakeRun() {}

  static LoadDocument of(FakeRows rows, long durationMs) {
    int sent = 0;
    int ended = 0;
    for (int row = 0; row < rows.count(); row++) {
      sent += rows.sentNanos(row).isPresent() ? 1 : 0;
      ended += rows.doneNanos(row).isPresent() ? 1 : 0;
    }
    return new LoadDocument(
        Document.SCHEMA_VERSION,
        LoadDocument.KIND,
        Optional.empty(),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("run"),
        42,
        new LoadDocument.Run(
            "a target",
            new LoadDocument.Plan(
                "balanced",
                30,
                1,
                1,
                Optional.empty(),
                rows.count(),
                durationMs * MILLI,
                "abc",
                Optional.empty()),
            Map.of("total-qps", 30.0),
            sent,
            rows.count() - sent,
            ended,
            (durationMs + 5) * MILLI,
            false,
            Optional.empty(),
            new LoadDocument.Verdict(true, List.of()),
            List.of(),
            Interval.of(rows),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of()),
        LoadEntries.of(rows, durationMs * MILLI, c -> Optional.empty()),
        LoadEntries.models(rows, durationMs * MILLI),
        Map.of());
  }

  /** The same run, told how it went. */
  static LoadDocument with(
      LoadDocument of,
      Map<String, Object> settings,
      Course course,
      Optional<LoadDocument.Calibration> calibration) {
    LoadDocument.Run run = of.run();
    return new LoadDocument(
        of.schemaVersion(),
        of.kind(),
        of.commit(),
        of.environment(),
        of.startedAt(),
        of.command(),
        of.seed(),
        new LoadDocument.Run(
            run.target(),
            run.plan(),
            settings,
            run.sent(),
            run.notSent(),
            run.ended(),
            run.elapsedNanos(),
            run.interrupted(),
            Optional.of(course),
            run.verdict(),
            run.errors(),
            run.intervals(),
            run.notes(),
            run.health(),
            run.inFlight(),
            calibration,
            run.incidents(),
            run.balancing(),
            run.unknownFields()),
        of.entries(),
        of.models(),
        of.unknownFields());
  }

  /** What ended a run. */
  static Course course(boolean openLoop, String issuingEndedBy, String because) {
    return new Course(
        "poisson@30.00",
        openLoop,
        Map.of(),
        issuingEndedBy,
        because,
        "answered",
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty());
  }

  /** So many requests of the first class, a millisecond apart, that took 1, 2, 3, ... ms. */
  static FakeRows rising(int count) {
    FakeRows rows = new FakeRows();
    for (int i = 0; i < count; i++) {
      rows.add(0, "OK", i, i, 2L * i + 1);
    }
    return rows;
  }
}
