package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.PayloadSettings;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestClass.ModelShare;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.Target;
import io.plumbline.loadgen.Workload;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Drives a private null scheduler in this JVM for a moment, so that the code is compiled before it
 * is measured.
 *
 * <p>Thousands of tiny requests for the code that runs per call, then some of full size for the
 * code that runs per byte: at the usual rates the compiler would otherwise be at work, on cores
 * that are needed, through much of the run. The scheduler that is measured sees none of it: what it
 * counts is what the run reports.
 */
final class Rehearsal {
  private static final double TINY_PER_SECOND = 3000;
  private static final double FULL_PER_SECOND = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final long QUIET_MILLIS = 250;
  private static final Duration COMPILER_LIMIT = Duration.ofSeconds(6);

  private Rehearsal() {}

  static void play(
      Workload workload, SchedulerSettings scheduler, PayloadSettings payload, long lengthNanos)
      throws IOException, InterruptedException {
    try (SchedulerServer server = SchedulerServer.start(scheduler, ChildScheduler.HOST, 0);
        GrpcTarget target =
            GrpcTarget.netty(
                ChildScheduler.HOST,
                server.port(),
                payload,
                ChannelSettings.defaults(workload.classes().size(), TIMEOUT))) {
      target.connect(TIMEOUT);
      play(evenly(workload, Rehearsal::tiny), TINY_PER_SECOND, lengthNanos / 2, target);
      play(evenly(workload, UnaryOperator.identity()), FULL_PER_SECOND, lengthNanos / 2, target);
    }
    awaitCompiler();
    // What the rehearsal threw away is collected now, not in the first second of the run.
    System.gc();
    ThreadPriorities.lowerCompilers();
  }

  private static void play(Workload workload, double ratePerSecond, long lengthNanos, Target target)
      throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            workload, ratePerSecond, lengthNanos, 1, LoadPlan.DEFAULT_SEED, Optional.empty());
    new Driver(
            ArrivalSchedule.of(plan),
            target,
            RunClock.system(),
            Driver.Settings.defaults(TIMEOUT.toNanos()))
        .run(() -> {});
  }

  /**
   * Lets the compiler work off what it was given, until it is busy for less than a tenth of a
   * while.
   */
  private static void awaitCompiler() throws InterruptedException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    if (compiler == null || !compiler.isCompilationTimeMonitoringSupported()) {
      return;
    }
    long giveUpAt = System.nanoTime() + COMPILER_LIMIT.toNanos();
    long busyMillis = Long.MAX_VALUE;
    while (busyMillis > QUIET_MILLIS / 10 && System.nanoTime() < giveUpAt) {
      long before = compiler.getTotalCompilationTime();
      Thread.sleep(QUIET_MILLIS);
      busyMillis = compiler.getTotalCompilationTime() - before;
    }
  }

  /**
   * The same classes, each as frequent as the others: a rare one must not prolong the rehearsal.
   */
  private static Workload evenly(Workload workload, UnaryOperator<ModelShare> models) {
    int count = workload.classes().size();
    List<RequestClass> classes =
        workload.classes().stream()
            .map(
                c ->
                    new RequestClass(
                        c.tier(),
                        c.slo(),
                        c.sloNanos(),
                        1.0 / count,
                        c.models().stream().map(models).toList()))
            .toList();
    return new Workload(workload.name(), classes);
  }

  private static ModelShare tiny(ModelShare share) {
    return new ModelShare(new Model(share.model().name(), List.of(1)), share.probability());
  }
}
