package io.plumbline.loadgen;

import java.util.List;
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
  private final ArrivalSchedule schedule;
  private final Recorder rows;
  private final long startedEpochNanos;
  private final long endNanos;
  private final boolean interrupted;
  private final Optional<Throwable> fault;

  Recording(
      ArrivalSchedule schedule,
      Recorder rows,
      long startedEpochNanos,
      long endNanos,
      boolean interrupted,
      Optional<Throwable> fault) {
    this.schedule = schedule;
    this.rows = rows;
    this.startedEpochNanos = startedEpochNanos;
    this.endNanos = endNanos;
    this.interrupted = interrupted;
    this.fault = fault;
  }

  public ArrivalSchedule schedule() {
    return schedule;
  }

  /** The wall clock at offset 0, in nanoseconds since the Unix epoch. */
  public long startedEpochNanos() {
    return startedEpochNanos;
  }

  /** When the drain was over. */
  public long endNanos() {
    return endNanos;
  }

  /** Whether the run was told to stop before every request had left. */
  public boolean interrupted() {
    return interrupted;
  }

  /** What broke the generator itself, if anything did. */
  public Optional<Throwable> fault() {
    return fault;
  }

  public int count() {
    return schedule.count();
  }

  public RequestStatus status(int index) {
    return rows.status(index);
  }

  public long plannedNanos(int index) {
    return schedule.offsetNanos(index);
  }

  /** When tensor and message were ready; negative for those made ready before the start. */
  public OptionalLong preparedNanos(int index) {
    return known(rows.preparedNanos(index));
  }

  /** When the request was handed to the target. */
  public OptionalLong sentNanos(int index) {
    return known(rows.sentNanos(index));
  }

  /** When its answer or its failure arrived. */
  public OptionalLong doneNanos(int index) {
    return known(rows.doneNanos(index));
  }

  /** How long the scheduler says that it waited there; empty if it does not say. */
  public OptionalLong queuedNanos(int index) {
    return known(rows.queuedNanos(index));
  }

  /** How long the scheduler says that it served it; empty if it does not say. */
  public OptionalLong servedNanos(int index) {
    return known(rows.servedNanos(index));
  }

  /** The wall clock at dispatch, from which the request's deadline was counted. */
  public OptionalLong issuedEpochNanos(int index) {
    return sentNanos(index).isPresent()
        ? OptionalLong.of(rows.issuedEpochNanos(index))
        : OptionalLong.empty();
  }

  /** The issuing thread, counted from 0; empty if the request was not sent. */
  public OptionalInt issuer(int index) {
    return sentNanos(index).isPresent() ? OptionalInt.of(rows.issuer(index)) : OptionalInt.empty();
  }

  /** The channel, counted from 0. */
  public OptionalInt channel(int index) {
    return sentNanos(index).isPresent() ? OptionalInt.of(rows.channel(index)) : OptionalInt.empty();
  }

  /** Failures by status and message, the most frequent first. */
  public List<ErrorGroup> errors() {
    return rows.errors().snapshot();
  }

  /** How many requests the issuers say they sent. */
  public long sentCount() {
    return rows.sentCount();
  }

  /** How many requests the issuers say they did not send. */
  public long notSentCount() {
    return rows.notSentCount();
  }

  /** How many sent requests ended, by the count of those who ended them. */
  public long endedCount() {
    return rows.endedCount();
  }

  private static OptionalLong known(long nanos) {
    return nanos == Recorder.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(nanos);
  }
}
