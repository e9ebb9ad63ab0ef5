package io.plumbline.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the reference scheduler in a JVM of its own, so that it shares neither heap nor collector
 * with the generator.
 *
 * <p>It ignores SIGINT, which a terminal sends to parent and child alike: the run is still draining
 * then. It is stopped by closing its standard input, which also happens if this process dies.
 */
final class ChildScheduler implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private static final long STOP_SECONDS = 10;

  /**
   * To start a JVM and to let its compiler catch up, on a slow machine, besides the rehearsal
   * itself.
   */
  private static final long START_MILLIS = 60_000;

  private final Process process;
  private final long listenLimitMillis;
  private volatile boolean listening;

  private ChildScheduler(Process process, long listenLimitMillis) {
    this.process = process;
    this.listenLimitMillis = listenLimitMillis;
  }

  /**
   * Starts it and does not wait for it.
   *
   * @param rehearsalNanos how long it rehearses before it listens; 0 leaves it out
   * @throws IOException if there is no such program
   */
  static ChildScheduler start(long rehearsalNanos) throws IOException {
    return start(rehearsalNanos, List.of());
  }

  /** The same of one that answers at once and reads nothing but the deadline. */
  static ChildScheduler startNull(long rehearsalNanos) throws IOException {
    return start(rehearsalNanos, List.of(SchedulerProcess.NULL_MODE));
  }

  private static ChildScheduler start(long rehearsalNanos, List<String> mode) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                // A JVM leaves a signal ignored that was ignored when it started.
                "trap '' INT; exec \"$@\"",
                "sh",
                java.toString(),
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                SchedulerProcess.class.getName(),
                Long.toString(rehearsalNanos)));
    command.addAll(mode);
    return new ChildScheduler(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        rehearsalNanos / 1_000_000 + START_MILLIS);
  }

  /**
   * Waits until it listens; once.
   *
   * @throws IOException if it ends instead
   */
  HostPort awaitListening() throws IOException {
    BufferedReader stdout =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    // A child that hangs is ended, which ends its output and so the wait.
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(listenLimitMillis, TimeUnit.MILLISECONDS));
    String port = stdout.readLine();
    limit.cancel(false);
    listening = true;
    if (port == null || !port.matches("\\d+")) {
      throw new IOException("the child scheduler did not start; it said: " + port);
    }
    return new HostPort(HOST, Integer.parseInt(port));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Lets it drain, and ends it the hard way if it does not. */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      if (!listening) {
        process.destroy(); // It has nothing to drain, and does not read its input yet.
      }
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
