package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs in one JVM, one after the other, leave no thread, socket or file open.
 *
 * <p>A few short ones by default; {@code -Dplumbline.runs=1000 -Dplumbline.runMillis=1000} takes
 * its time.
 */
class BackToBackRunsTest {
  /** Libraries start what they keep with the first runs. */
  private static final int WARM_RUNS = 3;

  private static final long CLOSE_LIMIT_NANOS = 10_000_000_000L;

  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  @Test
  void runs_leaveNothingOpen(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(OPEN_FILES), "open files can be counted on Linux only");
    int runs = Integer.getInteger("plumbline.runs", 3);
    int millis = Integer.getInteger("plumbline.runMillis", 200);
    try (SchedulerServer server =
        SchedulerServer.start(SchedulerSettings.nullServer(), "127.0.0.1", 0)) {
      for (int i = 0; i < WARM_RUNS; i++) {
        run(folder, server.port(), millis);
      }
      long files = openFiles();
      Set<String> threads = threads();
      for (int i = 0; i < runs; i++) {
        run(folder, server.port(), millis);
      }
      // Both sides of a connection, and the loops that served it, end a moment after the run.
      long giveUpAtNanos = System.nanoTime() + CLOSE_LIMIT_NANOS;
      while ((openFiles() > files || !newSince(threads).isEmpty())
          && System.nanoTime() < giveUpAtNanos) {
        Thread.onSpinWait();
      }
      assertThat(openFiles()).as("open files and sockets").isLessThanOrEqualTo(files);
      assertThat(newSince(threads)).as("threads that were not there before").isEmpty();
    }
  }

  private static void run(Path folder, int port, int millis)
      throws IOException, InterruptedException {
    Map<String, Object> flags =
        Map.of(
            "scheduler-url",
            "127.0.0.1:" + port,
            "total-qps",
            100,
            "duration-ms",
            millis,
            "min-query-count",
            1,
            "rehearsal-ms",
            0,
            "output-dir",
            folder.resolve("logs").toString(),
            "metrics-csv",
            folder.resolve("m.csv").toString());
    new LoadRun(
            LoadSettings.of(Optional.empty(), flags),
            List.of("run"),
            "plumbline test",
            new RunObserver() {
              @Override
              public void step(String text) {}

              @Override
              public void progress(String text) {}

              @Override
              public void note(String text) {}
            })
        .run();
  }

  private static Set<String> newSince(Set<String> before) {
    Set<String> now = threads();
    now.removeAll(before);
    return now;
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files.count();
    }
  }

  /** Ours, by name and number; gRPC's shared executor keeps its own for a minute. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(thread -> thread.getName() + " " + thread.getId())
        .filter(name -> name.startsWith("plumbline"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
