package io.plumbline.experiments;

import io.plumbline.loadgen.PayloadSettings;
import io.plumbline.loadgen.Workload;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.time.Duration;

/**
 * The reference scheduler as a child process: serves on a free loopback port, prints the port as
 * its only line, and ends when its standard input does, which it does however its parent ends.
 */
final class SchedulerProcess {
  /** As second argument: answer at once. */
  static final String NULL_MODE = "null";

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  private SchedulerProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean nullMode = args.length > 1 && args[1].equals(NULL_MODE);
    SchedulerSettings settings =
        nullMode ? SchedulerSettings.nullServer() : SchedulerSettings.defaults();
    long rehearsalNanos = Long.parseLong(args[0]);
    if (rehearsalNanos > 0) {
      Rehearsal.play(
          Workload.preset("balanced").orElseThrow(),
          settings,
          PayloadSettings.defaults(),
          rehearsalNanos);
    }
    SchedulerServer server = SchedulerServer.start(settings, ChildScheduler.HOST, 0);
    System.out.println(server.port());
    while (System.in.read() >= 0) {
      // Nothing is expected on it but its end.
    }
    server.drain(DRAIN_LIMIT);
  }
}
