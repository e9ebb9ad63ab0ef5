package io.plumbline.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a stream's result as LoadGen would, so that the tools that read LoadGen's logs read ours.
 */
public final class LoadGenLog {
  private static final String DETAIL = "mlperf_log_detail.txt";
  private static final String SUMMARY = "mlperf_log_summary.txt";

  private LoadGenLog() {}

  /**
   * Where and when a run happened.
   *
   * @param startedAt the wall clock at the start of the run, from which its offsets count
   * @param processId of the process that offered the load
   * @param threadId of the thread that reports
   */
  public record Origin(Instant startedAt, long processId, long threadId) {}

  /**
   * Writes {@code mlperf_log_detail.txt} and then {@code mlperf_log_summary.txt}, replacing old
   * ones. Each file is whole or as it was.
   *
   * @param folder created if missing; one per stream, for LoadGen's file names do not vary
   * @param warnings why the run deserves no belief, whatever LoadGen would say; a line each
   */
  public static void write(Path folder, LoadGenRun run, Origin origin, List<String> warnings)
      throws IOException {
    LoadGenVerdict verdict = run.verdict();
    AtomicFiles.writeText(
        folder.resolve(DETAIL),
        out -> new LoadGenDetail(out, origin).write(run, verdict, warnings));
    AtomicFiles.writeText(
        folder.resolve(SUMMARY),
        out -> out.write(LoadGenSummary.of(run, verdict, warnings.size())));
  }

  /**
   * Deletes the logs, and nothing else, in every folder of {@code parent} whose name matches; a
   * folder that is empty then goes too.
   */
  public static void deleteAll(Path parent, String folderNameRegex) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    List<Path> folders;
    try (Stream<Path> entries = Files.list(parent)) {
      folders =
          entries
              .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
              .filter(folder -> folder.getFileName().toString().matches(folderNameRegex))
              .toList();
    }
    for (Path folder : folders) {
      Files.deleteIfExists(folder.resolve(DETAIL));
      Files.deleteIfExists(folder.resolve(SUMMARY));
      boolean empty;
      try (Stream<Path> rest = Files.list(folder)) {
        empty = rest.findAny().isEmpty();
      }
      if (empty) {
        Files.delete(folder);
      }
    }
  }
}
