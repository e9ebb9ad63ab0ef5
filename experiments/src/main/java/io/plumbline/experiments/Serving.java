package io.plumbline.experiments;

import io.plumbline.scheduler.QueueDiscipline;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import io.plumbline.scheduler.ServiceTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The reference scheduler as a service: what {@code serve} starts. Thread-safe. */
public final class Serving implements AutoCloseable {

  /**
   * What can be asked of it, by the names of the command line.
   *
   * @param host the local address to listen on
   * @param port 0 takes a free one
   * @param policy fifo, priority, edf or priority-edf
   * @param workers requests served at once
   * @param queueCapacity requests that may wait
   * @param refuseLate whether a request past its deadline is refused instead of served
   * @param serviceTimes per model: {@code constant:MEAN_MS}, {@code exponential:MEAN_MS} or {@code
   *     lognormal:MEAN_MS:CV}; models not named keep their defaults
   * @param nullMode answers at once and reads nothing but the deadline
   * @param loadReports whether answers carry the load, for clients that balance
   */
  public record Settings(
      String host,
      int port,
      String policy,
      int workers,
      int queueCapacity,
      boolean refuseLate,
      Map<String, String> serviceTimes,
      long seed,
      boolean nullMode,
      boolean loadReports) {
    public Settings {
      if (port < 0 || port > 65_535) {
        throw new UsageException("--port must be 0 to 65535: " + port);
      }
      if (nullMode && loadReports) {
        throw new UsageException("--null has no load to report: leave out --load-reports");
      }
      serviceTimes = Map.copyOf(serviceTimes);
    }

    SchedulerSettings toScheduler() {
      Map<String, ServiceTime> times = new TreeMap<>(SchedulerSettings.defaults().serviceTimes());
      serviceTimes.forEach((model, text) -> times.put(model, serviceTime(model, text)));
      try {
        return new SchedulerSettings(
            QueueDiscipline.named(policy),
            workers,
            queueCapacity,
            refuseLate,
            times,
            seed,
            nullMode,
            loadReports);
      } catch (IllegalArgumentException e) {
        throw new UsageException(e);
      }
    }

    private static ServiceTime serviceTime(String model, String text) {
      String[] parts = text.split(":", -1);
      try {
        double meanMs = Double.parseDouble(parts.length > 1 ? parts[1] : "");
        if (parts.length > 3 || (parts.length == 3) != parts[0].equals("lognormal")) {
          throw new NumberFormatException(text);
        }
        double cv =
            parts.length == 3
                ? Double.parseDouble(parts[2])
                : parts[0].equals("exponential") ? 1 : 0;
        return ServiceTime.of(parts[0], meanMs, cv);
      } catch (NumberFormatException e) {
        throw new UsageException(
            "--service-time of "
                + model
                + " must be constant:MEAN_MS, exponential:MEAN_MS or lognormal:MEAN_MS:CV: \""
                + text
                + "\"",
            e);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--service-time of " + model + ": " + e.getMessage(), e);
      }
    }
  }

  private final SchedulerServer server;

  private Serving(SchedulerServer server) {
    this.server = server;
  }

  /**
   * Listens, and serves from the moment this returns.
   *
   * @throws UsageException if the settings are wrong or the address cannot be had
   */
  public static Serving start(Settings settings) {
    try {
      return new Serving(
          SchedulerServer.start(settings.toScheduler(), settings.host(), settings.port()));
    } catch (IOException e) {
      throw new UsageException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  public int port() {
    return server.port();
  }

  /** Waits until {@link #drain} or {@link #close} has ended it. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /**
   * Takes nothing new, finishes what waits within the limit, ends, and returns the counters as one
   * line.
   */
  public String drain(Duration limit) throws InterruptedException {
    server.drain(limit);
    return server.describeStats();
  }

  @Override
  public void close() {
    server.close();
  }
}
