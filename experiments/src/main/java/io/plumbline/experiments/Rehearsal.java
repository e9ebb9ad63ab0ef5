package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.Workload;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Drives a private null scheduler in this JVM for a moment, so that the generator is compiled
 * before it is measured.
 *
 * <p>The user's scheduler sees none of it: what it counts is what the run reports.
 */
final class Rehearsal {
  private static final double REQUESTS_PER_SECOND = 150;
  private static final long LENGTH_NANOS = 2_000_000_000L;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private Rehearsal() {}

  static void play(Workload workload, SchedulerSettings scheduler)
      throws IOException, InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            workload,
            REQUESTS_PER_SECOND,
            LENGTH_NANOS,
            1,
            LoadPlan.DEFAULT_SEED,
            Optional.empty());
    try (SchedulerServer server = SchedulerServer.start(scheduler, ChildScheduler.HOST, 0);
        GrpcTarget target =
            GrpcTarget.netty(
                ChildScheduler.HOST, server.port(), workload.classes().size(), TIMEOUT)) {
      target.connect(TIMEOUT);
      new Driver(
              ArrivalSchedule.of(plan),
              target,
              RunClock.system(),
              Driver.Settings.defaults(TIMEOUT.toNanos()))
          .run();
    }
    // What the rehearsal threw away is collected now, not in the first second of the run.
    System.gc();
  }
}
