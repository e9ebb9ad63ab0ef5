package io.plumbline.loadgen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps one row per planned request: 52 bytes each, all allocated before the run.
 *
 * <p>Who may write: a row's issuer, until it has marked the row sent; from then on whoever ends it
 * first, the transport's answer or the end of the drain, and nobody after. A row is read only once
 * it has ended. Who counts: issuers count what they sent, completions count what ended, and neither
 * looks at the other's number or at the rows.
 */
final class Recorder {
  /** An instant that is not known; no offset of a run comes near it. */
  static final long UNKNOWN = Long.MIN_VALUE;

  // States of a row; from ENDED on, the state is ENDED plus the ordinal of the status.
  private static final byte PLANNED = 0;
  private static final byte SENT = 1;
  private static final byte ENDING = 2;
  private static final byte ENDED = 3;

  private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(byte[].class);
  private static final RequestStatus[] STATUSES = RequestStatus.values();

  private final long[] preparedNanos;
  private final long[] sentNanos;
  private final long[] doneNanos;
  private final long[] issuedEpochNanos;
  private final long[] queuedNanos;
  private final long[] servedNanos;
  private final byte[] states;
  private final byte[] issuers;
  private final short[] channels;

  private final LongAdder sent = new LongAdder();
  private final LongAdder notSent = new LongAdder();
  private final AtomicLongArray endedByStatus = new AtomicLongArray(STATUSES.length);
  private final ErrorGroups errors = new ErrorGroups();

  Recorder(int count) {
    preparedNanos = new long[count];
    sentNanos = new long[count];
    doneNanos = new long[count];
    issuedEpochNanos = new long[count];
    queuedNanos = new long[count];
    servedNanos = new long[count];
    states = new byte[count];
    issuers = new byte[count];
    channels = new short[count];
  }

  /** Called by the issuer just before it hands the request to the target. */
  void sent(
      int index, long preparedAt, long sentAt, long issuedAtEpochNanos, int issuer, int channel) {
    preparedNanos[index] = preparedAt;
    sentNanos[index] = sentAt;
    issuedEpochNanos[index] = issuedAtEpochNanos;
    issuers[index] = (byte) issuer;
    channels[index] = (short) channel;
    sent.increment();
    STATE.setRelease(states, index, SENT);
  }

  /** Called by the issuer for a request that will not leave. */
  void notSent(int index, RequestStatus status, String message, long atNanos) {
    preparedNanos[index] = UNKNOWN;
    sentNanos[index] = UNKNOWN;
    doneNanos[index] = UNKNOWN;
    queuedNanos[index] = UNKNOWN;
    servedNanos[index] = UNKNOWN;
    notSent.increment();
    errors.add(status, message, atNanos);
    STATE.setRelease(states, index, (byte) (ENDED + code(status)));
  }

  /**
   * Ends a sent request; returns false, and changes nothing, if it had ended before.
   *
   * @param queued nanoseconds inside the scheduler before its service, like {@code served} in it;
   *     {@link #UNKNOWN} if it did not tell
   */
  boolean done(
      int index, RequestStatus status, String message, long atNanos, long queued, long served) {
    if (!STATE.compareAndSet(states, index, SENT, ENDING)) {
      return false;
    }
    doneNanos[index] = status == RequestStatus.UNFINISHED ? UNKNOWN : atNanos;
    queuedNanos[index] = queued;
    servedNanos[index] = served;
    STATE.setRelease(states, index, (byte) (ENDED + code(status)));
    // After the row, so that whoever sees the count also sees the row.
    endedByStatus.incrementAndGet(code(status));
    // Last, because it is the only part that could fail.
    if (status != RequestStatus.OK) {
      errors.add(status, message, atNanos);
    }
    return true;
  }

  /** Within one process only: a status takes one byte of a row, and one slot of the counters. */
  @SuppressWarnings("EnumOrdinal")
  private static int code(RequestStatus status) {
    return status.ordinal();
  }

  long sentCount() {
    return sent.sum();
  }

  long notSentCount() {
    return notSent.sum();
  }

  /** The number of sent requests that have ended. */
  long endedCount() {
    long ended = 0;
    for (int s = 0; s < STATUSES.length; s++) {
      ended += endedByStatus.get(s);
    }
    return ended;
  }

  long endedCount(RequestStatus status) {
    return endedByStatus.get(code(status));
  }

  ErrorGroups errors() {
    return errors;
  }

  /** How the request ended. */
  RequestStatus status(int index) {
    byte state = (byte) STATE.getAcquire(states, index);
    if (state < ENDED) {
      throw new IllegalStateException("request " + index + " has not ended");
    }
    return STATUSES[state - ENDED];
  }

  boolean hasEnded(int index) {
    return (byte) STATE.getAcquire(states, index) >= ENDED;
  }

  boolean isPlanned(int index) {
    return (byte) STATE.getAcquire(states, index) == PLANNED;
  }

  long preparedNanos(int index) {
    return preparedNanos[index];
  }

  long sentNanos(int index) {
    return sentNanos[index];
  }

  long doneNanos(int index) {
    return doneNanos[index];
  }

  long queuedNanos(int index) {
    return queuedNanos[index];
  }

  long servedNanos(int index) {
    return servedNanos[index];
  }

  long issuedEpochNanos(int index) {
    return issuedEpochNanos[index];
  }

  int issuer(int index) {
    return issuers[index];
  }

  int channel(int index) {
    return channels[index];
  }
}
