package io.plumbline.experiments;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells the kernel which threads of this process must be on time and which can wait.
 *
 * <p>Whoever is at work holds a core for a whole time slice, 3 ms on a current kernel, and where
 * cores are few a request that falls due meanwhile leaves late. Java's own priorities do nothing on
 * Linux, so this goes by {@code chrt}; elsewhere, or without it, nothing happens.
 */
final class ThreadPriorities {
  private static final Path THREADS = Path.of("/proc/self/task");

  private static final Pattern COMPILERS = Pattern.compile("C[12] CompilerThre.*|Sweeper thread.*");

  /** The kernel keeps 15 characters of a thread's name. */
  private static final Pattern ISSUERS = Pattern.compile("plumbline-issue");

  private ThreadPriorities() {}

  /**
   * Lets the JVM's compilers run only where nobody else wants the processor; anyone may do that to
   * threads of their own.
   *
   * @return whether it was done
   */
  static boolean lowerCompilers() throws InterruptedException {
    return schedule(COMPILERS, "--idle", "0");
  }

  /**
   * Lets issuers go before everybody else as soon as they wake; only root, or who may raise
   * priorities, can.
   *
   * @return whether it was done
   */
  static boolean raiseIssuers() throws InterruptedException {
    return schedule(ISSUERS, "--rr", "1");
  }

  private static boolean schedule(Pattern names, String policy, String priority)
      throws InterruptedException {
    try {
      List<String> ids = ids(names);
      boolean all = !ids.isEmpty();
      for (String id : ids) {
        Process chrt =
            new ProcessBuilder("chrt", policy, "--pid", priority, id)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        all &= chrt.waitFor() == 0;
      }
      return all;
    } catch (IOException e) {
      // No such files, or no such program.
      return false;
    }
  }

  private static List<String> ids(Pattern names) throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        if (names.matcher(Files.readString(thread.resolve("comm")).strip()).matches()) {
          ids.add(thread.getFileName().toString());
        }
      }
    }
    return ids;
  }
}
