package io.plumbline.scheduler;

import io.grpc.ServerBuilder;
import io.plumbline.proto.SchedulerStats;

/** What answers {@code Infer} behind a {@link SchedulerServer}, and counts. */
sealed interface Backend permits QueueingBackend, NullBackend {

  /** Adds {@code scheduler.SchedulerService}, and the executor that its calls should run on. */
  void installOn(ServerBuilder<?> builder);

  /** The counters at one instant; any thread may ask, at any time. */
  SchedulerStats stats();

  /** Gives up what is unfinished; for when no call can be answered any more. */
  void close();
}
