package io.plumbline.loadgen;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of every planned request of a run. Complete and unchanging: every row has its final
 * status.
 *
 * <p>Instants are nanoseconds from the start of the run on one monotonic clock; what never happened
 * is empty. Thread-safe.
 */
public final class Recording {
  private final ArrivalSchedule planned;
  private final ArrivalSchedule schedule;
  private final Optional<ClosedShape> closed;
  private final boolean cancels;
  private final Recorder rows;
  private final int firstRow;
  private final long originNanos;
  private final long startedEpochNanos;
  private final long endNanos;
  private final RunEnding ending;
  private final Map<Phase, PhaseCounts> phases;
  private final Optional<Throwable> fault;

  /**
   * @param cancels whether the run gave up on requests itself
   * @param firstRow where the measured requests begin in {@code rows}
   * @param originNanos where the rows' instants have the start of the measured load
   */
  Recording(
      ArrivalSchedule planned,
      ArrivalSchedule schedule,
      Optional<ClosedShape> closed,
      boolean cancels,
      Recorder rows,
      int firstRow,
      long originNanos,
      long startedEpochNanos,
      long endNanos,
      RunEnding ending,
      Map<Phase, PhaseCounts> phases,
      Optional<Throwable> fault) {
    this.planned = planned;
    this.schedule = schedule;
    this.closed = closed;
    this.cancels = cancels;
    this.rows = rows;
    this.firstRow = firstRow;
    this.originNanos = originNanos;
    this.startedEpochNanos = startedEpochNanos;
    this.endNanos = endNanos;
    this.ending = ending;
    this.phases = new EnumMap<>(phases);
    this.fault = fault;
  }

  /**
   * What was offered: the whole plan, or as much of it as was due before a limit ended the run; in
   * a closed loop, what was asked and when.
   */
  public ArrivalSchedule schedule() {
    return schedule;
  }

  /** The whole plan, played out or not. */
  public ArrivalSchedule planned() {
    return planned;
  }

  /** What was counted of one phase. */
  public PhaseCounts counts(Phase phase) {
    return phases.getOrDefault(phase, PhaseCounts.NONE);
  }

  /** Set if requests waited for answers: then there was no plan, only a rule. */
  public Optional<ClosedShape> closed() {
    return closed;
  }

  /** Whether the run gave up on requests itself; CANCELLED says nothing of the target then. */
  public boolean cancels() {
    return cancels;
  }

  /** What ended the run. */
  public RunEnding ending() {
    return ending;
  }

  /** What was counted, by phase; phases without requests are left out. */
  public Map<Phase, PhaseCounts> phases() {
    return new EnumMap<>(phases);
  }

  /** The wall clock at offset 0, in nanoseconds since the Unix epoch. */
  public long startedEpochNanos() {
    return startedEpochNanos;
  }

  /**
   * For how long requests were offered: by a plan until the last was due; in a closed loop, and
   * where all are due at once, until the last had ended; one that never did lasts to the end.
   */
  public long offeredNanos() {
    return closed.isEmpty() && schedule.lastNanos() > 0 ? schedule.lastNanos() : lastDoneNanos();
  }

  /** That of the drain if nothing was sent. */
  private long lastDoneNanos() {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < count(); i++) {
      if (sentNanos(i).isPresent()) {
        last = Math.max(last, doneNanos(i).orElse(endNanos));
      }
    }
    return last == Long.MIN_VALUE ? endNanos : last;
  }

  /** When the drain was over. */
  public long endNanos() {
    return endNanos;
  }

  /** Whether the run was told to stop before every request had left. */
  public boolean interrupted() {
    return ending.issuing().equals(RunEnding.STOPPED);
  }

  /** What broke the generator itself, if anything did. */
  public Optional<Throwable> fault() {
    return fault;
  }

  public int count() {
    return schedule.count();
  }

  public RequestStatus status(int index) {
    return rows.status(firstRow + index);
  }

  public long plannedNanos(int index) {
    return schedule.offsetNanos(index);
  }

  /** When tensor and message were ready; negative for those made ready before the start. */
  public OptionalLong preparedNanos(int index) {
    return instant(rows.preparedNanos(firstRow + index));
  }

  /** When the request was handed to the target. */
  public OptionalLong sentNanos(int index) {
    return instant(rows.sentNanos(firstRow + index));
  }

  /** When its answer or its failure arrived. */
  public OptionalLong doneNanos(int index) {
    return instant(rows.doneNanos(firstRow + index));
  }

  /** How long it was held back on purpose, for want of a place under the cap; mostly 0. */
  public long heldNanos(int index) {
    return rows.heldNanos(firstRow + index);
  }

  /** How long the scheduler says that it waited there; empty if it does not say. */
  public OptionalLong queuedNanos(int index) {
    return known(rows.queuedNanos(firstRow + index));
  }

  /** How long the scheduler says that it served it; empty if it does not say. */
  public OptionalLong servedNanos(int index) {
    return known(rows.servedNanos(firstRow + index));
  }

  /** The wall clock at dispatch, from which the request's deadline was counted. */
  public OptionalLong issuedEpochNanos(int index) {
    return sentNanos(index).isPresent()
        ? OptionalLong.of(rows.issuedEpochNanos(firstRow + index))
        : OptionalLong.empty();
  }

  /** The issuing thread, counted from 0; empty if the request was not sent. */
  public OptionalInt issuer(int index) {
    return sentNanos(index).isPresent()
        ? OptionalInt.of(rows.issuer(firstRow + index))
        : OptionalInt.empty();
  }

  /** The channel, counted from 0. */
  public OptionalInt channel(int index) {
    return sentNanos(index).isPresent()
        ? OptionalInt.of(rows.channel(firstRow + index))
        : OptionalInt.empty();
  }

  /** Failures by status and message, the most frequent first. */
  public List<ErrorGroup> errors() {
    return rows.errors().snapshot();
  }

  /** How many measured requests the issuers say they sent. */
  public long sentCount() {
    return rows.sentCount(Phase.MEASURE);
  }

  /** How many measured requests the issuers say they did not send. */
  public long notSentCount() {
    return rows.notSentCount(Phase.MEASURE);
  }

  /** How many sent measured requests ended, by the count of those who ended them. */
  public long endedCount() {
    return rows.endedCount(Phase.MEASURE);
  }

  private OptionalLong instant(long nanos) {
    return nanos == Recorder.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(nanos - originNanos);
  }

  private static OptionalLong known(long nanos) {
    return nanos == Recorder.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(nanos);
  }
}
