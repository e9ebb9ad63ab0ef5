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
 * <p>{@link PolicyClient}'s lock guards what the client changes; the call's own threads close it
 * and give it up.
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

  /** Whose picker that is. */
  int generation;

  /** Those of its streams that count as in flight: one, or with retries several. */
  final List<Attempt> open = new ArrayList<>(1);

  /** Who balances it; null until it was chosen for. */
  private volatile @Nullable PolicyClient client;

  private volatile boolean closed;
  private volatile boolean givenUp;

  PendingCall(Call call, Channel channel, ProbeCounts probes) {
    this.call = call;
    this.channel = channel;
    this.probes = probes;
  }

  void balancedBy(PolicyClient by) {
    client = by;
  }

  /** It has its status: whatever still counts for it is taken back, and nothing more counts. */
  void close() {
    closed = true;
    PolicyClient by = client;
    if (by != null) {
      by.closed(this);
    }
  }

  boolean isClosed() {
    return closed;
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
