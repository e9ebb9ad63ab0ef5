package io.plumbline.loadgen;

import org.jspecify.annotations.Nullable;

/**
 * Sends its share of the plan, each request at its planned instant or, if that has passed, at once.
 *
 * <p>Run by one thread. Every request of its share gets a row: sent, refused for want of payload
 * memory, or interrupted.
 */
final class Issuer implements Runnable {
  private static final long POLL_NANOS = 20_000_000;

  private final ArrivalSchedule schedule;
  private final Target target;
  private final Recorder recorder;
  private final PayloadBudget budget;
  private final RunTime time;
  private final Preparer preparer;
  private final int number;
  private final int stride;
  private volatile long lastSlipNanos;

  Issuer(
      ArrivalSchedule schedule,
      Target target,
      Recorder recorder,
      PayloadBudget budget,
      RunTime time,
      Preparer preparer,
      int number,
      int stride) {
    this.schedule = schedule;
    this.target = target;
    this.recorder = recorder;
    this.budget = budget;
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
      if (ready.prepared() == null) {
        recorder.notSent(
            i, RequestStatus.REFUSED_BY_GENERATOR, "the payload budget is spent", time.nowNanos());
      } else {
        send(i, ready.prepared(), time.offsetNanos(ready.readyNanoTime()));
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

  private void send(int index, Target.Prepared prepared, long preparedNanos) {
    int classIndex = schedule.classIndex(index);
    long payloadBytes = target.payloadBytes(schedule.model(index));
    Target.Reply reply = new Ending(index, payloadBytes);
    // Both clocks are read last, in this order, so that the deadline is never counted from before
    // the send.
    long sentNanos = time.nowNanos();
    long issuedEpochNanos = time.epochNanos();
    recorder.sent(
        index, preparedNanos, sentNanos, issuedEpochNanos, number, target.channel(classIndex));
    lastSlipNanos = sentNanos - schedule.offsetNanos(index);
    try {
      prepared.send(issuedEpochNanos + schedule.requestClass(index).sloNanos(), reply);
    } catch (RuntimeException e) {
      // The request is lost, the run is not.
      reply.done(RequestStatus.INTERNAL, "not dispatched: " + e);
    }
  }

  /** Takes the end of one request, on one thread. */
  private final class Ending implements Target.Reply {
    private final int index;
    private final long payloadBytes;
    private long queuedNanos = Recorder.UNKNOWN;
    private long servedNanos = Recorder.UNKNOWN;

    Ending(int index, long payloadBytes) {
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
      if (recorder.done(index, status, message, doneNanos, queuedNanos, servedNanos)) {
        budget.release(payloadBytes);
      }
    }
  }

  private void interruptFrom(int firstIndex) {
    for (int i = firstIndex; i < schedule.count(); i += stride) {
      recorder.notSent(i, RequestStatus.INTERRUPTED, "the run was stopped first", time.nowNanos());
    }
  }
}
