package io.plumbline.experiments;

import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RunVerdict;
import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Environment;
import io.plumbline.results.Interval;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntries;
import io.plumbline.results.LoadGenRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a recording into the document that is kept of it. */
final class LoadDocuments {
  private final LoadSettings settings;
  private final List<String> command;
  private final String target;
  private final List<String> notes;

  LoadDocuments(LoadSettings settings, List<String> command, String target, List<String> notes) {
    this.settings = settings;
    this.command = command;
    this.target = target;
    this.notes = notes;
  }

  LoadDocument of(
      Recording recording,
      RunVerdict verdict,
      LoadGenStreams loadGen,
      Environment environment,
      Optional<Commit> commit) {
    RecordedRows rows = RecordedRows.of(recording);
    long durationNanos = recording.schedule().lastNanos();
    return new LoadDocument(
        Document.SCHEMA_VERSION,
        LoadDocument.KIND,
        commit,
        environment,
        Instant.EPOCH.plusNanos(recording.startedEpochNanos()),
        command,
        recording.schedule().plan().seed(),
        new LoadDocument.Run(
            target,
            plan(recording),
            Yaml.toMap(settings),
            recording.sentCount(),
            recording.notSentCount(),
            recording.endedCount(),
            recording.endNanos(),
            recording.interrupted(),
            verdict(verdict),
            recording.errors().stream()
                .map(
                    e ->
                        new LoadDocument.ErrorSummary(
                            e.status().name(),
                            e.message(),
                            e.count(),
                            e.firstNanos(),
                            e.lastNanos()))
                .toList(),
            Interval.of(rows),
            notes,
            Map.of()),
        LoadEntries.of(
            rows,
            durationNanos,
            c ->
                c < 0
                    ? Optional.of(loadGen.total().verdict())
                    : loadGen.ofClass(c).map(LoadGenRun::verdict)),
        LoadEntries.models(rows, durationNanos),
        Map.of());
  }

  private static LoadDocument.Plan plan(Recording recording) {
    LoadPlan plan = recording.schedule().plan();
    return new LoadDocument.Plan(
        plan.workload().name(),
        plan.ratePerSecond(),
        plan.minDurationNanos(),
        plan.minQueryCount(),
        plan.loadGen().map(streams -> Long.toUnsignedString(streams.seed())),
        recording.count(),
        recording.schedule().lastNanos(),
        recording.schedule().sha256());
  }

  private static LoadDocument.Verdict verdict(RunVerdict verdict) {
    return new LoadDocument.Verdict(
        verdict.valid(),
        verdict.checks().stream()
            .map(
                c ->
                    new LoadDocument.CheckResult(
                        c.name(),
                        c.passed(),
                        c.value(),
                        c.relation(),
                        c.bound(),
                        c.unit(),
                        c.reason()))
            .toList());
  }
}
