package io.plumbline.experiments;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * Makes the jar of any commit of a repository, and keeps it: each commit is checked out into a work
 * tree of its own, built there, and the work tree is removed.
 *
 * <p>One process at a time works in a work folder. {@link #stop} by any thread; the rest by one.
 */
final class CommitJars implements AutoCloseable {
  private static final String WORK = "target/plumbline-measure";
  private static final String JAR = "cli/target/plumbline.jar";
  private static final int SHORT = 10;

  private final Path root;
  private final Path work;
  private final List<String> maven;
  private final Programs programs = new Programs();
  private final FileChannel lock;

  private CommitJars(Path root, Path work, List<String> maven, FileChannel lock) {
    this.root = root;
    this.work = work;
    this.maven = List.copyOf(maven);
    this.lock = lock;
  }

  /**
   * For the repository around {@code folder}.
   *
   * @param workDir where jars are kept; below the repository's {@code target} if empty
   * @throws UsageException if there is no repository, or somebody else works in the folder
   */
  static CommitJars around(Path folder, Optional<Path> workDir) throws IOException {
    return around(folder, workDir, List.of("mvn"));
  }

  /** With another builder. */
  static CommitJars around(Path folder, Optional<Path> workDir, List<String> maven)
      throws IOException {
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().findGitDir(folder.toAbsolutePath().toFile());
    if (builder.getGitDir() == null) {
      throw new UsageException(
          "--measure: there is no git repository around " + folder.toAbsolutePath().normalize());
    }
    try (Repository repository = builder.build()) {
      if (repository.isBare()) {
        throw new UsageException("--measure: a bare repository: " + repository.getDirectory());
      }
      Path root = repository.getWorkTree().toPath();
      Path work = workDir.map(Path::toAbsolutePath).orElse(root.resolve(WORK)).normalize();
      OutputFiles.requireWritableFolder("work-dir", work);
      Files.createDirectories(work);
      return new CommitJars(root, work, maven, lock(work));
    }
  }

  private static FileChannel lock(Path work) throws IOException {
    FileChannel channel =
        FileChannel.open(work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new UsageException(
          "--work-dir: another comparison is being measured in "
              + work
              + ", and would be disturbed");
    }
    return channel;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by this process.
    }
  }

  /** Where jars, logs and documents are. */
  Path folder() {
    return work;
  }

  /** For people. */
  static String shortId(Commit commit) {
    return commit.id().substring(0, SHORT);
  }

  /**
   * The commit's jar, built if that was not done before.
   *
   * @return empty if {@link #stop} came first
   * @throws UsageException if git or Maven is missing
   * @throws IOException if it cannot be built; the message says why and where the log is
   */
  Optional<Path> jar(Commit commit, RunObserver observer) throws IOException, InterruptedException {
    Path jar = work.resolve(commit.id() + ".jar");
    if (Files.exists(jar)) {
      return Optional.of(jar);
    }
    observer.step("building " + shortId(commit));
    long startNanos = System.nanoTime();
    Path tree = work.resolve(commit.id());
    Path log = work.resolve(commit.id() + ".log");
    forget(tree, log); // What a killed process left.
    try {
      require(
          git(programs, log, "worktree", "add", "--detach", "--force", tree + "", commit.id()),
          "cannot check out " + shortId(commit),
          log);
      require(build(tree, log), shortId(commit) + " does not build", log);
      if (programs.isStopped()) {
        return Optional.empty();
      }
      Path built = tree.resolve(JAR);
      if (!Files.exists(built)) {
        throw new IOException(shortId(commit) + " was built and has no " + JAR + "; see " + log);
      }
      Files.move(built, jar, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      forget(tree, work.resolve("forget.log"));
    }
    observer.step(
        "built "
            + shortId(commit)
            + " in "
            + TimeLeft.duration(System.nanoTime() - startNanos)
            + ": "
            + jar);
    return Optional.of(jar);
  }

  private int build(Path tree, Path log) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "-B",
            "-q",
            "-f",
            tree.resolve("pom.xml") + "",
            "-pl",
            "cli",
            "-am",
            "package",
            "-DskipTests");
    return run(programs, log, maven, arguments);
  }

  private int git(Programs by, Path log, String... arguments)
      throws IOException, InterruptedException {
    return run(by, log, List.of("git"), List.of(arguments));
  }

  private int run(Programs by, Path log, List<String> program, List<String> arguments)
      throws IOException, InterruptedException {
    try {
      return by.run(root, Stream.of(program, arguments).flatMap(List::stream).toList(), log);
    } catch (IOException e) {
      throw new UsageException(
          "--measure needs " + program.get(0) + " on the PATH: " + e.getMessage(), e);
    }
  }

  private void require(int exitCode, String otherwise, Path log) throws IOException {
    if (exitCode != 0 && !programs.isStopped()) {
      throw new IOException(otherwise + ": " + reason(log) + "; see " + log);
    }
  }

  /** The first line that a tool calls an error, or the last that it wrote. */
  private static String reason(Path log) throws IOException {
    List<String> lines = Programs.lines(log);
    return lines.stream()
        .filter(
            line ->
                line.startsWith("[ERROR]") || line.toLowerCase(Locale.ROOT).startsWith("fatal:"))
        .findFirst()
        .orElse(lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1));
  }

  /** Removes a work tree, even after {@link #stop}. */
  private void forget(Path tree, Path log) throws IOException, InterruptedException {
    Programs cleaning = new Programs();
    if (Files.exists(tree)) {
      git(cleaning, log, "worktree", "remove", "--force", "--force", tree + "");
    }
    git(cleaning, log, "worktree", "prune");
  }

  /** Ends a build that goes on, and begins no other. */
  void stop() {
    programs.stop();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
