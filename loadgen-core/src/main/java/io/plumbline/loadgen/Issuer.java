package io.plumbline.loadgen;

import org.jspecify.annotations.Nullable;

/**
 * Sends its share of the plan, each request at its planned instant or, if that has passed, at once.
 *
 * <p>Run by one thread. Every request of its share gets a row: sent, refused for want of payload
 * memory or of a place under the cap, or interrupted; those that are due after the end of a run
 * that was cut short get none.
 */
final class Issuer implements Runnable {
  private static final long POLL_NANOS = 20_000_000;

  private final PhasedSchedule schedule;
  private final Target target;
  private final Recorder recorder;
  private final PayloadBudget budget;
  private final Places places;
  private final Canceller canceller;
  private final RunTime time;
  private final Preparer preparer;
  private final int number;
  private final int stride;

  /**
   * When the place became free for which a request last had to wait; those behind it waited too.
   * Waking up to take it is no part of that.
   */
  private long blockedUntilNanos = Long.MIN_VALUE;

  private volatile long lastSlipNanos;

  Issuer(
      PhasedSchedule schedule,
      Target target,
      Recorder recorder,
      PayloadBudget budget,
      Places places,
      Canceller canceller,
      RunTime time,
      Preparer preparer,
      int number,
      int stride) {
    this.schedule = schedule;
    this.target = target;
    this.recorder = recorder;
    this.budget = budget;
    this.places = places;
    this.canceller = canceller;
    this.time = time;
    this.preparer = preparer;
    this.number = number;
    this.stride = stride;
  }

  @Override
  public void run() {
    for (int i = number; i < schedule.count(); i += stride) {
      Preparer.Ready ready = take();
      if (ready == null || !time.awaitOffset(schedule.offsetNanos(i))) {
        interruptFrom(i);
        return;
      }
      if (ready.prepared() == null) {
        ready = preparer.prepare(i);
      }
      Target.Prepared prepared = ready.prepared();
      if (prepared == null) {
        notSent(i, RequestStatus.REFUSED_BY_GENERATOR, "the payload budget is spent");
      } else if (places.tryTake() || (places.delays() && awaitPlace())) {
        send(i, prepared, time.offsetNanos(ready.readyNanoTime()));
      } else {
        prepared.discard();
        budget.release(target.payloadBytes(schedule.model(i)));
        if (time.isStopped()) {
          interruptFrom(i);
          return;
        }
        notSent(
            i,
            RequestStatus.OVER_CAP,
            places.delays()
                ? "the run ended before there was a place"
                : "as many were outstanding as may be");
      }
    }
  }

  /** How late the latest request left. Any thread may read it. */
  long lastSlipNanos() {
    return lastSlipNanos;
  }

  private Preparer.@Nullable Ready take() {
    try {
      Preparer.Ready ready = null;
      while (ready == null && !time.isStopped()) {
        ready = preparer.poll(POLL_NANOS);
      }
      return ready;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private boolean awaitPlace() {
    try {
      boolean taken = places.take(time);
      blockedUntilNanos = Math.max(blockedUntilNanos, places.freedNanos());
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void notSent(int index, RequestStatus status, String message) {
    recorder.notSent(schedule.phase(index), index, status, message, time.nowNanos());
  }

  private void send(int index, Target.Prepared prepared, long preparedNanos) {
    int classIndex = schedule.classIndex(index);
    Phase phase = schedule.phase(index);
    long payloadBytes = target.payloadBytes(schedule.model(index));
    Target.Reply reply = new Ending(phase, index, payloadBytes);
    if (blockedUntilNanos > schedule.offsetNanos(index)) {
      recorder.held(index, blockedUntilNanos - schedule.offsetNanos(index));
    }
    // Both clocks are read last, in this order, so that the deadline is never counted from before
    // the send.
    long sentNanos = time.nowNanos();
    long issuedEpochNanos = time.epochNanos();
    recorder.sent(
        phase,
        index,
        preparedNanos,
        sentNanos,
        issuedEpochNanos,
        number,
        target.channel(classIndex));
    lastSlipNanos = sentNanos - schedule.offsetNanos(index);
    try {
      prepared.send(issuedEpochNanos + schedule.requestClass(index).sloNanos(), reply);
    } catch (RuntimeException e) {
      // The request is lost, the run is not.
      reply.done(RequestStatus.INTERNAL, "not dispatched: " + e);
    }
    canceller.sent(schedule.tensorKey(index), prepared);
  }

  /** Takes the end of one request, on one thread. */
  private final class Ending implements Target.Reply {
    private final Phase phase;
    private final int index;
    private final long payloadBytes;
    private long queuedNanos = Recorder.UNKNOWN;
    private long servedNanos = Recorder.UNKNOWN;

    Ending(Phase phase, int index, long payloadBytes) {
      this.phase = phase;
      this.index = index;
      this.payloadBytes = payloadBytes;
    }

    @Override
    public void server(long queuedNanos, long servedNanos) {
      this.queuedNanos = queuedNanos;
      this.servedNanos = servedNanos;
    }

    @Override
    public void done(RequestStatus status, String message) {
      long doneNanos = time.nowNanos();
      if (recorder.done(phase, index, status, message, doneNanos, queuedNanos, servedNanos)) {
        budget.release(payloadBytes);
        places.giveBack(doneNanos);
      }
    }
  }

  private void interruptFrom(int firstIndex) {
    for (int i = firstIndex; i < schedule.count(); i += stride) {
      if (schedule.offsetNanos(i) <= time.endAtNanos()) {
        notSent(i, RequestStatus.INTERRUPTED, "the run was stopped first");
      }
    }
  }
}
