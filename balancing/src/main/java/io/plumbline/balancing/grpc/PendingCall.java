package io.plumbline.balancing.grpc;

import io.grpc.Channel;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Picker;
import org.jspecify.annotations.Nullable;

/** A call that is being balanced. {@link PolicyClient}'s lock guards what changes. */
final class PendingCall {
  final Call call;

  /** Makes calls that are balanced by the same balancer. */
  final Channel channel;

  /** Set while it waits: what has been asked already and is to be asked again. */
  @Nullable Picker picker;

  /** Whose picker that is. */
  int generation;

  PendingCall(Call call, Channel channel) {
    this.call = call;
    this.channel = channel;
  }
}
