package io.plumbline.scheduler;

import io.grpc.ServerBuilder;
import io.plumbline.proto.SchedulerStats;
import java.util.Optional;

/** What answers {@code Infer} behind a {@link SchedulerServer}, and counts. */
sealed interface Backend permits QueueingBackend, NullBackend {

  /** Adds {@code scheduler.SchedulerService}, and the executor that its calls should run on. */
  void installOn(ServerBuilder<?> builder);

  /** The counters at one instant; any thread may ask, at any time. */
  SchedulerStats stats();

  /** The load at this instant, as {@link LoadReports} has it; empty if it is not followed. */
  Optional<byte[]> loadReport();

  /** Gives up what is unfinished; for when no call can be answered any more. */
  void close();
}
