package io.plumbline.results;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Writes a stream's result as LoadGen would, so that the tools that read LoadGen's logs read ours.
 */
public final class LoadGenLog {

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
        folder.resolve("mlperf_log_detail.txt"),
        out -> new LoadGenDetail(out, origin).write(run, verdict, warnings));
    AtomicFiles.writeText(
        folder.resolve("mlperf_log_summary.txt"),
        out -> out.write(LoadGenSummary.of(run, verdict, warnings.size())));
  }
}
