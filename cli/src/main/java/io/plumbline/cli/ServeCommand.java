package io.plumbline.cli;

import io.plumbline.experiments.Serving;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serve}: the reference scheduler, until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs the reference scheduler. On SIGINT or SIGTERM it takes nothing new, finishes what waits, and prints its counters.",
      "While it runs, plumbline.SchedulerStatsService/GetStats returns them; health checks and server reflection are on."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped as asked", "2:wrong usage, or the address cannot be had"})
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Local address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "50051",
      description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      defaultValue = "priority-edf",
      description =
          "Who is served next: fifo, priority (tier), edf (earliest deadline), priority-edf (default: ${DEFAULT-VALUE}).")
  private String policy = "";

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests served at once (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--queue-capacity",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Requests that may wait; a further one gets RESOURCE_EXHAUSTED (default: ${DEFAULT-VALUE}).")
  private int queueCapacity;

  @Option(
      names = "--service-time",
      paramLabel = "MODEL=SHAPE:MEAN_MS[:CV]",
      description =
          "How long a model takes: constant:MS, exponential:MS or lognormal:MS:CV; repeatable"
              + " (default: resnet50=constant:8, vit=constant:20).")
  private Map<String, String> serviceTimes = new HashMap<>();

  @Option(
      names = "--serve-late",
      description =
          "Serve requests past their deadline instead of refusing them with DEADLINE_EXCEEDED.")
  private boolean serveLate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Where service times are drawn from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--null",
      description = "Answer at once and never read the tensor: the floor for measuring clients.")
  private boolean nullMode;

  @Option(
      names = "--load-reports",
      description =
          "Send the load with every answer, as clients that balance like to know it (ORCA, trailer endpoint-load-metrics-bin).")
  private boolean loadReports;

  @Option(
      names = "--drain-limit-ms",
      paramLabel = "MS",
      defaultValue = "10000",
      description =
          "When stopping, let waiting requests finish for this long (default: ${DEFAULT-VALUE}).")
  private long drainLimitMs;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    common.applyLogLevel();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Serving.Settings settings =
        new Serving.Settings(
            host,
            port,
            policy,
            workers,
            queueCapacity,
            !serveLate,
            serviceTimes,
            seed,
            nullMode,
            loadReports);
    Serving serving = Serving.start(settings);
    CountDownLatch drained = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              drain(serving, out, err);
              drained.countDown();
              Runtime.getRuntime().halt(Main.EXIT_DONE);
            },
            "plumbline-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    out.println("listening on " + host + ":" + serving.port() + (nullMode ? " (null mode)" : ""));
    out.flush();
    serving.awaitTermination();
    drained.await();
    return Main.EXIT_DONE;
  }

  private void drain(Serving serving, PrintWriter out, PrintWriter err) {
    try {
      err.println("serve: draining");
      out.println(serving.drain(Duration.ofMillis(Math.max(0, drainLimitMs))));
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
