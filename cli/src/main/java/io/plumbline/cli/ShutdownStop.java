package io.plumbline.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is told to end (SIGINT, SIGTERM) finish what it must, then ends the JVM with
 * the exit code that says so.
 */
final class ShutdownStop {
  private final CountDownLatch finished = new CountDownLatch(1);

  /** What takes long, and ends soon when it is told to. */
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Tells of an outcome on stdout, and what the command's exit code is for it. */
  interface Telling<T> {
    int exitCode(T outcome) throws IOException;
  }

  private ShutdownStop() {}

  /**
   * Does the work of a command and tells what came of it, also if it is told to end meanwhile.
   *
   * @param command its name, for a complaint
   * @param terminal on which the work tells how it gets on, and which is left alone afterwards
   * @param stop makes the work end soon; called by another thread
   * @param limitMillis how long work and telling may take after that
   * @return the exit code
   */
  static <T> int during(
      String command,
      Terminal terminal,
      Runnable stop,
      long limitMillis,
      Work<T> work,
      Telling<T> telling)
      throws IOException, InterruptedException {
    ShutdownStop shutdown = new ShutdownStop();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> shutdown.stopAndHalt(command, stop, limitMillis), "plumbline-shutdown"));
    try {
      T outcome = work.run();
      terminal.closeLine();
      return telling.exitCode(outcome);
    } finally {
      terminal.closeLine();
      shutdown.finished.countDown();
    }
  }

  private void stopAndHalt(String command, Runnable stop, long limitMillis) {
    if (finished.getCount() == 0) {
      return;
    }
    stop.run();
    try {
      if (!finished.await(limitMillis, TimeUnit.MILLISECONDS)) {
        System.err.println(command + ": gave up waiting for its end; files may be missing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The exit code of a signal would say nothing of the result that was just written.
    Runtime.getRuntime().halt(Main.EXIT_FAILED);
  }
}
