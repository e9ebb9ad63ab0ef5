package io.plumbline.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is told to end (SIGINT, SIGTERM) finish what it must, then ends the JVM with
 * the exit code that says so.
 *
 * <p>In force from its creation until {@link #finished}.
 */
final class ShutdownStop {
  private final CountDownLatch finished = new CountDownLatch(1);

  /**
   * @param command its name, for a complaint
   * @param stop makes it end soon; called by another thread
   * @param limitMillis how long it may take after that
   */
  ShutdownStop(String command, Runnable stop, long limitMillis) {
    Thread hook = new Thread(() -> stopAndHalt(command, stop, limitMillis), "plumbline-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
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

  /** Everything is written. */
  void finished() {
    finished.countDown();
  }
}
