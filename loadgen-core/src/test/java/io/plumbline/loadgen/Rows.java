package io.plumbline.loadgen;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** A recording made by hand, row by row. */
final class Rows {
  static final long MILLI_NANOS = 1_000_000L;

  private static final Workload WORKLOAD =
      new Workload(
          "one",
          List.of(
              new RequestClass(
                  1,
                  "slo",
                  100 * MILLI_NANOS,
                  1,
                  List.of(new ModelShare(new Model("tiny", List.of(2)), 1)))));

  private record Row(
      long plannedMs,
      long sentMs,
      long doneMs,
      RequestStatus status,
      int channel,
      long queuedNanos) {}

  private final List<Row> rows = new ArrayList<>();
  private boolean cancels;

  /** Of a run that gave up on requests itself. */
  Rows cancelling() {
    cancels = true;
    return this;
  }

  /** An OK row that left when it was due. */
  Rows ok(long sentMs, long doneMs) {
    return add(sentMs, sentMs, doneMs, RequestStatus.OK, 0);
  }

  /** Rows must come in the order of their planned times. */
  Rows add(long plannedMs, long sentMs, long doneMs, RequestStatus status, int channel) {
    rows.add(new Row(plannedMs, sentMs, doneMs, status, channel, Recorder.UNKNOWN));
    return this;
  }

  /** A row that the scheduler refused for being late, and told how long it had waited there. */
  Rows refusedLate(long sentMs, long doneMs) {
    long queuedNanos = (doneMs - sentMs) * MILLI_NANOS;
    rows.add(new Row(sentMs, sentMs, doneMs, RequestStatus.DEADLINE_EXCEEDED, 0, queuedNanos));
    return this;
  }

  /** A row that never left. */
  Rows notSent(long plannedMs) {
    return add(plannedMs, -1, -1, RequestStatus.INTERRUPTED, 0);
  }

  Recording until(long endMs) {
    LoadPlan plan = new LoadPlan(WORKLOAD, 100, 0, 1, 42, Optional.empty());
    byte[] zeros = new byte[rows.size()];
    ArrivalSchedule schedule =
        ArrivalSchedule.of(
            plan,
            rows.stream().mapToLong(row -> row.plannedMs() * MILLI_NANOS).toArray(),
            zeros,
            zeros,
            0);
    Recorder recorder = new Recorder(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.sentMs() < 0) {
        recorder.notSent(Phase.MEASURE, i, row.status(), "", 0);
      } else {
        recorder.sent(Phase.MEASURE, i, 0, row.sentMs() * MILLI_NANOS, 0, 0, row.channel());
        recorder.done(
            Phase.MEASURE,
            i,
            row.status(),
            "",
            row.doneMs() * MILLI_NANOS,
            row.queuedNanos(),
            Recorder.UNKNOWN);
      }
    }
    return new Recording(
        schedule,
        schedule,
        Optional.empty(),
        cancels,
        recorder,
        0,
        0,
        0,
        endMs * MILLI_NANOS,
        new RunEnding(RunEnding.PLAN, "the plan was played out", RunEnding.ANSWERED),
        new EnumMap<>(Phase.class),
        Optional.empty());
  }
}
