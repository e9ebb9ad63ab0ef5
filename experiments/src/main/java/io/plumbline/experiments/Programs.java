package io.plumbline.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs other programs, one at a time, and ends the one that runs when told to stop.
 *
 * <p>{@link #run} by one thread at a time; {@link #stop} by any, at any time.
 */
final class Programs {
  /** The exit code of what was killed, or not even begun, because of {@link #stop}. */
  static final int KILLED = 128 + 9;

  private @Nullable Process running;
  private boolean stopped;

  /**
   * Runs a program to its end.
   *
   * @param log takes all that it prints
   * @return its exit code
   * @throws IOException if there is no such program
   */
  int run(Path folder, List<String> command, Path log) throws IOException, InterruptedException {
    Process process = begin(folder, command, log);
    if (process == null) {
      return KILLED;
    }
    try {
      return process.waitFor();
    } finally {
      end(process); // If it still runs, this thread was interrupted.
    }
  }

  private synchronized @Nullable Process begin(Path folder, List<String> command, Path log)
      throws IOException {
    if (stopped) {
      return null;
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    running = process;
    return process;
  }

  /** Ends what runs, with all that it started, and begins nothing any more. */
  synchronized void stop() {
    stopped = true;
    if (running != null) {
      end(running);
    }
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  /** What a program printed, without blank lines. */
  static List<String> lines(Path log) throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
