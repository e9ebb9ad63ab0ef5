package io.plumbline.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.results.Commit;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Plays load runs one after the other, each as a {@code run} in a JVM of its own, or takes over
 * what an earlier pass over the same points left.
 *
 * <p>The child's standard input stays open as long as this process lives: a child that watches it
 * ends however its parent does.
 *
 * <p>{@link #play} by one thread; {@link #stop} by any, at any time.
 */
final class PointPlayer {
  private static final String STDOUT = "summary.txt";
  private static final String STDERR = "stderr.txt";
  private static final long PROGRESS_MILLIS = 250;

  private final Path folder;
  private final List<String> launch;
  private final Optional<Commit> commit;
  private final String plumblineVersion;
  private final RunObserver observer;

  private boolean stopped;
  private Optional<Process> playing = Optional.empty();

  /**
   * @param folder from which the places of documents are told
   * @param launch program and arguments to which the flags of one {@code run} are added
   */
  PointPlayer(
      Path folder,
      List<String> launch,
      Optional<Commit> commit,
      String plumblineVersion,
      RunObserver observer) {
    this.folder = folder;
    this.launch = List.copyOf(launch);
    this.commit = commit;
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
  }

  /** Lets the run that plays drain and write, and begins no other. */
  synchronized void stop() {
    stopped = true;
    // By its handle: the process would close the child's input as well, and it would end at once.
    playing.map(Process::toHandle).ifPresent(ProcessHandle::destroy);
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  /** The point with the result that lies there, if it is this point's; empty otherwise. */
  Optional<SweepTask> earlier(SweepTask task) {
    List<String> differences = new ArrayList<>();
    Optional<LoadDocument> earlier = task.earlierResult(commit, plumblineVersion, differences);
    differences.forEach(why -> observer.note(task.point().name() + " is played again: " + why));
    return earlier.map(result -> task.with(task.point().played(result, place(task))));
  }

  /**
   * Plays it to its end.
   *
   * @param progress says how it is getting on, a few times a second
   * @return the point with what became of it; still pending if it was stopped
   */
  SweepTask play(SweepTask task, Supplier<String> progress)
      throws IOException, InterruptedException {
    Files.createDirectories(task.folder());
    // What lies there must not be taken for this run's.
    Files.deleteIfExists(task.document());
    List<String> program = new ArrayList<>(launch);
    program.addAll(task.flags());
    Optional<Process> started =
        start(
            new ProcessBuilder(program)
                .redirectOutput(task.folder().resolve(STDOUT).toFile())
                .redirectError(task.folder().resolve(STDERR).toFile()));
    if (started.isEmpty()) {
      return task;
    }
    Process process = started.get();
    while (!process.waitFor(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
      observer.progress(progress.get());
    }
    return task.with(outcome(task, process.exitValue()));
  }

  /** Empty if it was stopped first. */
  private synchronized Optional<Process> start(ProcessBuilder program) throws IOException {
    playing = stopped ? Optional.empty() : Optional.of(program.start());
    return playing;
  }

  private SweepPoint outcome(SweepTask task, int exitCode) throws IOException {
    if (!Files.exists(task.document())) {
      return isStopped()
          ? task.point()
          : failed(task, "exit code " + exitCode + ": " + lastLine(task.folder().resolve(STDERR)));
    }
    LoadDocument result = Documents.readLoad(task.document());
    if (result.run().interrupted()) {
      return isStopped() ? task.point() : failed(task, "it was interrupted");
    }
    return task.point().played(result, place(task));
  }

  private SweepPoint failed(SweepTask task, String reason) {
    observer.note(task.point().name() + " failed: " + reason);
    return task.point().failed(reason);
  }

  /** Whatever the bytes are: a crashing program may write any. */
  static String lastLine(Path file) throws IOException {
    List<String> lines = new String(Files.readAllBytes(file), UTF_8).lines().toList();
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
  }

  /** Where a point's document lies, from the folder. */
  private String place(SweepTask task) {
    return folder.relativize(task.document()).toString();
  }
}
