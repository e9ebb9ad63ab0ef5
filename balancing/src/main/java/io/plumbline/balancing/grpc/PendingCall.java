package io.plumbline.balancing.grpc;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Picker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that is being balanced, until it is closed.
 *
 * <p>Thread-safe, but for what it remembers for its picker: that belongs to the {@link
 * PolicyClient} that chooses, and to its lock. A call that is tried again may be chosen for by
 * another one than before, if the channel was idle in between; each attempt ends where it began.
 */
final class PendingCall {
  final Call call;

  /** Makes calls that are balanced by the same balancer. */
  final Channel channel;

  /** Of the channel's probes. */
  final ProbeCounts probes;

  private final Context context = Context.current();

  /** Set while it waits: what has been asked already and is to be asked again. */
  @Nullable Picker picker;

  /** Which balancer's picker that is. */
  @Nullable Object generation;

  private volatile boolean givenUp;
  private volatile @Nullable Attempt answering;
  private volatile boolean isAnsweredBySeveral;

  // Guarded by this, which nothing else is locked under.
  private final List<Attempt> open = new ArrayList<>(1);
  private boolean closed;

  PendingCall(Call call, Channel channel, ProbeCounts probes) {
    this.call = call;
    this.channel = channel;
    this.probes = probes;
  }

  /** A stream of it is made; returns whether it counts: not if the call has its status already. */
  synchronized boolean begins(Attempt attempt) {
    return !closed && open.add(attempt);
  }

  /** A stream of it has ended; returns whether it counted until now. */
  synchronized boolean ends(Attempt attempt) {
    return open.remove(attempt);
  }

  /** It has its status: whatever still counts for it is taken back, and nothing more counts. */
  void close() {
    List<Attempt> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(open);
    }
    left.forEach(Attempt::outlivedItsCall);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** An answer begins to come: if there are several attempts, gRPC gives the others up. */
  synchronized void isAnsweredBy(Attempt attempt) {
    Attempt before = answering;
    if (before == null) {
      answering = attempt;
    } else if (before != attempt) {
      // Which one gRPC takes is its secret; the other one is no failure.
      isAnsweredBySeveral = true;
    }
  }

  boolean isAnsweredByAnotherThan(Attempt attempt) {
    Attempt by = answering;
    return isAnsweredBySeveral || (by != null && by != attempt);
  }

  /** Its caller cancels it. */
  void giveUp() {
    givenUp = true;
  }

  /** Whether its caller, not the server or a deadline, has ended it. */
  boolean isGivenUp() {
    Deadline deadline = context.getDeadline();
    return givenUp || (context.isCancelled() && (deadline == null || !deadline.isExpired()));
  }
}
