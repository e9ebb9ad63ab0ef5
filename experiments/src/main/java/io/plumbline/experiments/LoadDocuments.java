package io.plumbline.experiments;

import io.plumbline.loadgen.GeneratorHealth;
import io.plumbline.loadgen.InFlight;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RunEvidence;
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
import java.util.OptionalLong;

/** Turns a recording into the document that is kept of it. */
final class LoadDocuments {
  private final LoadSettings settings;
  private final List<String> command;
  private final String target;
  private final Optional<Map<String, Long>> sentByTarget;
  private final List<String> notes;

  /**
   * @param sentByTarget if requests were balanced, how many went where
   */
  LoadDocuments(
      LoadSettings settings,
      List<String> command,
      String target,
      Optional<Map<String, Long>> sentByTarget,
      List<String> notes) {
    this.settings = settings;
    this.command = command;
    this.target = target;
    this.sentByTarget = sentByTarget;
    this.notes = notes;
  }

  LoadDocument of(
      Recording recording,
      RunEvidence evidence,
      RunVerdict verdict,
      Optional<LoadDocument.Calibration> calibration,
      LoadGenStreams loadGen,
      Environment environment,
      Optional<Commit> commit) {
    RecordedRows rows = RecordedRows.of(recording);
    long durationNanos = recording.offeredNanos();
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
            Optional.of(Courses.of(recording)),
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
            evidence.health().map(LoadDocuments::health),
            evidence.inFlight().map(LoadDocuments::inFlight),
            calibration,
            verdict.incidents().stream()
                .map(i -> new LoadDocument.Incident(i.name(), i.fromNanos(), i.toNanos(), i.text()))
                .toList(),
            sentByTarget.map(this::balancing),
            Map.of()),
        LoadEntries.of(
            rows,
            durationNanos,
            c ->
                recording.closed().isPresent()
                    ? Optional.empty() // These verdicts are on LoadGen's Server scenario.
                    : c < 0
                        ? Optional.of(loadGen.total().verdict())
                        : loadGen.ofClass(c).map(LoadGenRun::verdict)),
        LoadEntries.models(rows, durationNanos),
        Map.of());
  }

  private LoadDocument.Balancing balancing(Map<String, Long> counts) {
    return new LoadDocument.Balancing(
        settings.balance().orElse(TargetList.DEFAULT_POLICY),
        counts.entrySet().stream()
            .map(e -> new LoadDocument.TargetCount(e.getKey(), e.getValue()))
            .toList());
  }

  private LoadDocument.Plan plan(Recording recording) {
    LoadPlan plan = recording.schedule().plan();
    return new LoadDocument.Plan(
        plan.workload().name(),
        plan.ratePerSecond(),
        plan.minDurationNanos(),
        plan.minQueryCount(),
        plan.loadGen().map(streams -> Long.toUnsignedString(streams.seed())),
        recording.count(),
        recording.schedule().lastNanos(),
        recording.schedule().sha256(),
        recording.closed().isPresent()
            ? Optional.empty()
            : Optional.of(settings.rules().cut(recording.planned()).sha256()));
  }

  private static LoadDocument.Health health(GeneratorHealth health) {
    return new LoadDocument.Health(
        health.windowNanos(),
        health.readings().entrySet().stream()
            .map(e -> new LoadDocument.Reading(e.getKey().id(), e.getValue(), e.getKey().unit()))
            .toList(),
        pauses(health.standstills()),
        pauses(health.collections()));
  }

  private static List<LoadDocument.Pause> pauses(List<GeneratorHealth.Pause> pauses) {
    return pauses.stream()
        .map(pause -> new LoadDocument.Pause(pause.atNanos(), pause.lengthNanos()))
        .toList();
  }

  private static LoadDocument.InFlight inFlight(InFlight seen) {
    return new LoadDocument.InFlight(
        seen.samples(),
        OptionalLong.of(seen.windowNanos()),
        seen.mean(),
        seen.max(),
        seen.seconds().stream()
            .map(s -> new LoadDocument.InFlightSecond(s.fromNanos(), s.mean(), s.max()))
            .toList());
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
