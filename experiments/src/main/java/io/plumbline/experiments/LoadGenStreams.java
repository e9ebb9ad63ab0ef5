package io.plumbline.experiments;

import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestStatus;
import io.plumbline.results.LoadGenQueries;
import io.plumbline.results.LoadGenRun;
import io.plumbline.results.RequestRows;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Tells a recording in LoadGen's words: one stream per class, and all together. */
final class LoadGenStreams {
  /** What the programs that this tool replaces declare: 1000 samples, 500 of them loaded. */
  private static final LoadGenRun.SampleLibrary SAMPLES =
      new LoadGenRun.SampleLibrary(1000, 500, false);

  private static final double PERCENTILE = .99;

  private final String sutName;
  private final Recording recording;
  private final RecordedRows rows;
  private final LoadPlan plan;
  private final List<Optional<LoadGenRun>> classes;
  private final LoadGenRun total;

  LoadGenStreams(String sutName, Recording recording) {
    this.sutName = sutName;
    this.recording = recording;
    this.rows = RecordedRows.of(recording);
    this.plan = recording.schedule().plan();
    this.classes =
        IntStream.range(0, plan.workload().classes().size()).mapToObj(this::classStream).toList();
    this.total = totalStream();
  }

  /** One class; empty if the plan has none of it. */
  Optional<LoadGenRun> ofClass(int classIndex) {
    return classes.get(classIndex);
  }

  /** All classes together, each query against its own class's SLO. */
  LoadGenRun total() {
    return total;
  }

  private Optional<LoadGenRun> classStream(int classIndex) {
    RequestClass of = plan.workload().classes().get(classIndex);
    int count = recording.schedule().count(classIndex);
    if (count == 0) {
      return Optional.empty();
    }
    OptionalLong next = recording.schedule().nextNanos(classIndex);
    return Optional.of(
        new LoadGenRun(
            sutName + " " + of.label(),
            plan.classRatePerSecond(classIndex),
            PERCENTILE,
            plan.minDurationNanos() / 1_000_000,
            plan.minQueryCount(),
            seeds(plan.arrivalSeed(classIndex)),
            samples(),
            generated(count, next),
            queries(classIndex, count)));
  }

  private LoadGenRun totalStream() {
    return new LoadGenRun(
        sutName,
        offeredPerSecond(),
        PERCENTILE,
        plan.minDurationNanos() / 1_000_000,
        plan.minQueryCount(),
        seeds(plan.loadGen().map(LoadPlan.LoadGenStreams::seed).orElse(plan.seed())),
        samples(),
        generated(recording.schedule().count(), recording.schedule().nextNanos()),
        queries(-1, rows.count()));
  }

  /** LoadGen tells when its plan would have gone on; not every shape can. */
  private static Optional<LoadGenRun.Generated> generated(int count, OptionalLong next) {
    return next.isPresent()
        ? Optional.of(new LoadGenRun.Generated(count, next.getAsLong()))
        : Optional.empty();
  }

  /** Tensors and models, which are LoadGen's samples, come from the run's own seed. */
  private LoadGenRun.Seeds seeds(long scheduleSeed) {
    return new LoadGenRun.Seeds(plan.seed(), plan.seed(), scheduleSeed);
  }

  private LoadGenQueries queries(int onlyClass, int count) {
    LoadGenQueries.Builder builder = LoadGenQueries.builder(count, recording.endNanos());
    if (plan.loadGen().isEmpty()) {
      builder.offeredUntil(lastIssuedNanos());
    }
    for (int row = 0; row < rows.count(); row++) {
      RequestRows.ClassOfRequests of = rows.classes().get(rows.classIndex(row));
      if (onlyClass >= 0 && rows.classIndex(row) != onlyClass) {
        continue;
      }
      if (rows.ok(row)) {
        builder.answered(
            rows.plannedNanos(row), rows.responseNanos(row).orElseThrow(), of.sloNanos());
      } else {
        String status = rows.status(row);
        if (recording.status(row) == RequestStatus.INTERRUPTED) {
          builder.neverIssued(rows.plannedNanos(row), of.sloNanos(), status);
        } else {
          builder.failed(rows.plannedNanos(row), of.sloNanos(), status);
        }
      }
    }
    return builder.build();
  }

  private long lastIssuedNanos() {
    int row = rows.count() - 1;
    while (row > 0 && recording.status(row) == RequestStatus.INTERRUPTED) {
      row--;
    }
    return rows.plannedNanos(row);
  }

  /** Skipped classes are not offered. */
  private double offeredPerSecond() {
    double sum = 0;
    for (int c = 0; c < plan.workload().classes().size(); c++) {
      sum += plan.skips(c) ? 0 : plan.classRatePerSecond(c);
    }
    return sum;
  }

  private LoadGenRun.SampleLibrary samples() {
    int equalIssue = plan.loadGen().map(LoadPlan.LoadGenStreams::equalIssue).orElse(0);
    return equalIssue == 0
        ? SAMPLES
        : new LoadGenRun.SampleLibrary(
            Math.max(SAMPLES.totalCount(), equalIssue), equalIssue, true);
  }
}
