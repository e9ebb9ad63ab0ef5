package io.plumbline.loadgen;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a run while it goes on and tells listeners what happened, in about the order in
 * which it did, so that nobody who sends or receives has to.
 *
 * <p>Run by one thread, which alone calls the listeners.
 */
final class Watcher {
  private static final long PERIOD_MILLIS = 5;

  /** What the watcher has to know of requests that are not in the rows. */
  interface Plan {
    /** Requests that have been planned so far; never shrinks. */
    int count();

    /** How many of them are due, though they may wait for a place; never shrinks. */
    int due();

    Phase phase(int index);

    long offsetNanos(int index);
  }

  private final Plan plan;
  private final Recorder recorder;
  private final List<RunListener> listeners;
  private final LongSupplier nowNanos;
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile @Nullable String issuingEnded;
  private volatile String runEnded = "";

  /** The first request that has not been told to be planned; never before {@link #leaving}. */
  private int planned;

  /** The first request whose leaving has not been told. */
  private int leaving;

  /** How many ends have been told. */
  private int ended;

  /**
   * @param nowNanos the offset that it is now
   */
  Watcher(Plan plan, Recorder recorder, List<RunListener> listeners, LongSupplier nowNanos) {
    this.nowNanos = nowNanos;
    this.plan = plan;
    this.recorder = recorder;
    this.listeners = List.copyOf(listeners);
  }

  /** Tells until the run is over, and then the rest. */
  void run() throws InterruptedException {
    boolean issuingTold = false;
    boolean last = false;
    while (!last) {
      last = over.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
      String issuing = issuingEnded;
      long now = nowNanos.getAsLong();
      tell();
      listeners.forEach(listener -> listener.passed(now));
      if (issuing != null && !issuingTold) {
        listeners.forEach(listener -> listener.issuingEnded(issuing));
        issuingTold = true;
      }
    }
    listeners.forEach(listener -> listener.runEnded(runEnded));
  }

  /** Nothing will be sent any more. */
  void issuingEnded(String because) {
    issuingEnded = because;
  }

  /** Every row has its final status; {@link #run} returns soon. */
  void finish(String because) {
    runEnded = because;
    over.countDown();
  }

  private void tell() {
    int nextEnded = recorder.endedAs(ended);
    while (leaving < plan.count() && !recorder.isPlanned(leaving)) {
      long leftNanos = leftNanos(leaving);
      // Who ended before this one left comes first.
      while (nextEnded >= 0 && nextEnded < leaving && endNanos(nextEnded) <= leftNanos) {
        nextEnded = tellEnd(nextEnded);
      }
      tellLeaving(leaving++);
    }
    while (nextEnded >= 0 && nextEnded < leaving) {
      nextEnded = tellEnd(nextEnded);
    }
    for (int due = plan.due(); planned < due; planned++) {
      tellPlanned(planned);
    }
  }

  private int tellEnd(int index) {
    RequestStatus status = recorder.status(index);
    hear(
        status == RequestStatus.OK
            ? RunListener.Event.COMPLETED
            : status == RequestStatus.CANCELLED
                ? RunListener.Event.CANCELLED
                : RunListener.Event.FAILED,
        index,
        endNanos(index));
    return recorder.endedAs(++ended);
  }

  private void tellPlanned(int index) {
    if (index == 0 || plan.phase(index) != plan.phase(index - 1)) {
      listeners.forEach(listener -> listener.began(plan.phase(index)));
    }
    hear(RunListener.Event.PLANNED, index, plan.offsetNanos(index));
  }

  private void tellLeaving(int index) {
    if (index == planned) {
      tellPlanned(planned++);
    }
    if (recorder.sentNanos(index) == Recorder.UNKNOWN) {
      hear(RunListener.Event.FAILED, index, plan.offsetNanos(index));
    } else {
      hear(RunListener.Event.PREPARED, index, recorder.preparedNanos(index));
      hear(RunListener.Event.SENT, index, recorder.sentNanos(index));
    }
  }

  private void hear(RunListener.Event event, int index, long atNanos) {
    Phase phase = plan.phase(index);
    for (RunListener listener : listeners) {
      listener.heard(event, phase, index, atNanos);
    }
  }

  private long leftNanos(int index) {
    return known(recorder.sentNanos(index), plan::offsetNanos, index);
  }

  /** An unfinished one has no end; it is told when the run is over. */
  private long endNanos(int index) {
    return known(recorder.doneNanos(index), recorder::sentNanos, index);
  }

  private static long known(long nanos, IntToLongFunction otherwise, int index) {
    return nanos == Recorder.UNKNOWN ? otherwise.applyAsLong(index) : nanos;
  }
}
