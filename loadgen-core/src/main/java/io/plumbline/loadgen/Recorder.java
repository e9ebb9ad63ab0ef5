package io.plumbline.loadgen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one row per request: 56 bytes each, in blocks, which an open-loop run allocates all before
 * it begins and a closed loop ahead of its need.
 *
 * <p>Who may write: a row's issuer, until it has marked the row sent; from then on whoever ends it
 * first, the transport's answer or the end of the drain, and nobody after. A row is read only once
 * it has ended. Who counts: issuers count what they sent, completions count what ended, each by
 * phase, and neither looks at the other's number or at the rows.
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
  private static final VarHandle ORDER = MethodHandles.arrayElementVarHandle(int[].class);
  private static final RequestStatus[] STATUSES = RequestStatus.values();
  private static final int PHASES = Phase.values().length;

  private static final int BLOCK_BITS = 14;
  private static final int BLOCK_ROWS = 1 << BLOCK_BITS;
  private static final int IN_BLOCK = BLOCK_ROWS - 1;

  /** The rows of one stretch of indices. */
  private static final class Block {
    final long[] preparedNanos = new long[BLOCK_ROWS];
    final long[] sentNanos = new long[BLOCK_ROWS];
    final long[] doneNanos = new long[BLOCK_ROWS];
    final long[] issuedEpochNanos = new long[BLOCK_ROWS];
    final long[] queuedNanos = new long[BLOCK_ROWS];
    final long[] servedNanos = new long[BLOCK_ROWS];
    final byte[] states = new byte[BLOCK_ROWS];
    final byte[] issuers = new byte[BLOCK_ROWS];
    final short[] channels = new short[BLOCK_ROWS];

    /** Not a property of these rows: the n-th to end is the request {@code endedOrder[n] - 1}. */
    final int[] endedOrder = new int[BLOCK_ROWS];

    /** Few runs hold requests back; only theirs have it. */
    volatile long @Nullable [] heldNanos;
  }

  private final int capacity;
  private final Block[] blocks;

  private final LongAdder[] sent = adders();
  private final LongAdder[] notSent = adders();
  private final AtomicLongArray endedByStatus = new AtomicLongArray(PHASES * STATUSES.length);
  private final AtomicInteger endedSoFar = new AtomicInteger();
  private final ErrorGroups errors = new ErrorGroups();

  private static LongAdder[] adders() {
    LongAdder[] adders = new LongAdder[PHASES];
    for (int p = 0; p < PHASES; p++) {
      adders[p] = new LongAdder();
    }
    return adders;
  }

  private Recorder(int capacity, int allocated) {
    this.capacity = capacity;
    this.blocks = new Block[(int) (((long) capacity + BLOCK_ROWS - 1) / BLOCK_ROWS)];
    for (int i = 0; i < allocated; i += BLOCK_ROWS) {
      ensure(i);
    }
  }

  /** With room for {@code count} rows, all of it allocated. */
  Recorder(int count) {
    this(count, count);
  }

  /** With room for at most {@code capacity} rows, each to be made sure of before it is written. */
  static Recorder growing(int capacity) {
    return new Recorder(capacity, 0);
  }

  int capacity() {
    return capacity;
  }

  /** Allocates the block of a row, if that has not happened; by one thread at a time. */
  void ensure(int index) {
    int block = index >> BLOCK_BITS;
    if (blocks[block] == null) {
      blocks[block] = new Block();
    }
  }

  private Block block(int index) {
    return blocks[index >> BLOCK_BITS];
  }

  private byte state(int index) {
    return (byte) STATE.getAcquire(block(index).states, index & IN_BLOCK);
  }

  /** Called by the issuer just before it hands the request to the target. */
  void sent(
      Phase phase,
      int index,
      long preparedAt,
      long sentAt,
      long issuedAtEpochNanos,
      int issuer,
      int channel) {
    Block block = block(index);
    int at = index & IN_BLOCK;
    block.preparedNanos[at] = preparedAt;
    block.sentNanos[at] = sentAt;
    block.issuedEpochNanos[at] = issuedAtEpochNanos;
    block.issuers[at] = (byte) issuer;
    block.channels[at] = (short) channel;
    sent[code(phase)].increment();
    STATE.setRelease(block.states, at, SENT);
  }

  /** Called by the issuer, before {@link #sent}, for a request that had to wait for a place. */
  void held(int index, long nanos) {
    Block block = block(index);
    synchronized (block) {
      long[] held = block.heldNanos;
      if (held == null) {
        held = new long[BLOCK_ROWS];
        block.heldNanos = held;
      }
      held[index & IN_BLOCK] = nanos;
    }
  }

  /** How long the request was held back on purpose; mostly 0. */
  long heldNanos(int index) {
    long[] held = block(index).heldNanos;
    return held == null ? 0 : held[index & IN_BLOCK];
  }

  /** Called by the issuer for a request that will not leave. */
  void notSent(Phase phase, int index, RequestStatus status, String message, long atNanos) {
    Block block = block(index);
    int at = index & IN_BLOCK;
    block.preparedNanos[at] = UNKNOWN;
    block.sentNanos[at] = UNKNOWN;
    block.doneNanos[at] = UNKNOWN;
    block.queuedNanos[at] = UNKNOWN;
    block.servedNanos[at] = UNKNOWN;
    notSent[code(phase)].increment();
    if (phase == Phase.MEASURE) {
      errors.add(status, message, atNanos);
    }
    STATE.setRelease(block.states, at, (byte) (ENDED + code(status)));
  }

  /**
   * Ends a sent request; returns false, and changes nothing, if it had ended before.
   *
   * @param queued nanoseconds inside the scheduler before its service, like {@code served} in it;
   *     {@link #UNKNOWN} if it did not tell
   */
  boolean done(
      Phase phase,
      int index,
      RequestStatus status,
      String message,
      long atNanos,
      long queued,
      long served) {
    Block block = block(index);
    int at = index & IN_BLOCK;
    if (!STATE.compareAndSet(block.states, at, SENT, ENDING)) {
      return false;
    }
    block.doneNanos[at] = status == RequestStatus.UNFINISHED ? UNKNOWN : atNanos;
    block.queuedNanos[at] = queued;
    block.servedNanos[at] = served;
    STATE.setRelease(block.states, at, (byte) (ENDED + code(status)));
    // After the row, so that whoever sees the count or the order also sees the row.
    endedByStatus.incrementAndGet(code(phase) * STATUSES.length + code(status));
    int nth = endedSoFar.getAndIncrement();
    ORDER.setRelease(block(nth).endedOrder, nth & IN_BLOCK, index + 1);
    // Last, because it is the only part that could fail.
    if (status != RequestStatus.OK && phase == Phase.MEASURE) {
      errors.add(status, message, atNanos);
    }
    return true;
  }

  /** Within one process only: a status takes one byte of a row, and one slot of the counters. */
  @SuppressWarnings("EnumOrdinal")
  private static int code(RequestStatus status) {
    return status.ordinal();
  }

  @SuppressWarnings("EnumOrdinal")
  private static int code(Phase phase) {
    return phase.ordinal();
  }

  long sentCount() {
    return sum(sent);
  }

  long notSentCount() {
    return sum(notSent);
  }

  private static long sum(LongAdder[] byPhase) {
    long sum = 0;
    for (LongAdder adder : byPhase) {
      sum += adder.sum();
    }
    return sum;
  }

  long sentCount(Phase phase) {
    return sent[code(phase)].sum();
  }

  long notSentCount(Phase phase) {
    return notSent[code(phase)].sum();
  }

  /** The number of sent requests that have ended. */
  long endedCount() {
    long ended = 0;
    for (int i = 0; i < endedByStatus.length(); i++) {
      ended += endedByStatus.get(i);
    }
    return ended;
  }

  long endedCount(Phase phase) {
    long ended = 0;
    for (RequestStatus status : STATUSES) {
      ended += endedCount(phase, status);
    }
    return ended;
  }

  long endedCount(Phase phase, RequestStatus status) {
    return endedByStatus.get(code(phase) * STATUSES.length + code(status));
  }

  /** The index of the request that was the {@code nth} (from 0) to end; -1 if that is to come. */
  int endedAs(int nth) {
    Block block = nth < capacity ? block(nth) : null;
    return block == null ? -1 : (int) ORDER.getAcquire(block.endedOrder, nth & IN_BLOCK) - 1;
  }

  /** Failures of the measured requests. */
  ErrorGroups errors() {
    return errors;
  }

  /** How the request ended. */
  RequestStatus status(int index) {
    byte state = state(index);
    if (state < ENDED) {
      throw new IllegalStateException("request " + index + " has not ended");
    }
    return STATUSES[state - ENDED];
  }

  boolean hasEnded(int index) {
    return state(index) >= ENDED;
  }

  /** Whether nothing has become of the request yet. */
  boolean isPlanned(int index) {
    return block(index) == null || state(index) == PLANNED;
  }

  long preparedNanos(int index) {
    return block(index).preparedNanos[index & IN_BLOCK];
  }

  long sentNanos(int index) {
    return block(index).sentNanos[index & IN_BLOCK];
  }

  long doneNanos(int index) {
    return block(index).doneNanos[index & IN_BLOCK];
  }

  long queuedNanos(int index) {
    return block(index).queuedNanos[index & IN_BLOCK];
  }

  long servedNanos(int index) {
    return block(index).servedNanos[index & IN_BLOCK];
  }

  long issuedEpochNanos(int index) {
    return block(index).issuedEpochNanos[index & IN_BLOCK];
  }

  int issuer(int index) {
    return block(index).issuers[index & IN_BLOCK];
  }

  int channel(int index) {
    return block(index).channels[index & IN_BLOCK];
  }
}
