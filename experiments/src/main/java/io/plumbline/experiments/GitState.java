package io.plumbline.experiments;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Finds the commit that a measurement belongs to. */
final class GitState {
  private GitState() {}

  /** What a run's own results are kept under, in the tree that they were measured in. */
  private static final String HISTORY = "results/history/";

  /** Files that are built into what is measured, tracked or not. */
  private static final Pattern SOURCE = Pattern.compile(".*\\.(java|proto)|(.*/)?pom\\.xml");

  /**
   * The commit around the working folder; a repository that cannot be read is a note, and no reason
   * not to measure.
   */
  static Optional<Commit> aroundHere(List<String> notes) {
    try {
      return around(Path.of(""));
    } catch (IOException e) {
      notes.add("the commit is unknown: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The commit checked out around {@code folder}; empty outside a repository, or in one without a
   * commit.
   */
  static Optional<Commit> around(Path folder) throws IOException {
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().findGitDir(folder.toAbsolutePath().toFile());
    if (builder.getGitDir() == null) {
      return Optional.empty();
    }
    try (Repository repository = builder.build();
        Git git = new Git(repository);
        RevWalk walk = new RevWalk(repository)) {
      ObjectId head = repository.resolve(Constants.HEAD);
      if (head == null) {
        return Optional.empty();
      }
      RevCommit commit = walk.parseCommit(head);
      String branch = repository.getBranch();
      boolean detached = branch == null || branch.equals(head.name());
      return Optional.of(
          new Commit(
              head.name(),
              detached ? Optional.empty() : Optional.of(branch),
              Instant.ofEpochSecond(commit.getCommitTime()),
              isDirty(git)));
    } catch (GitAPIException e) {
      throw new IOException("cannot read " + builder.getGitDir() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Untracked files do not count, since a run's own outputs are among them, unless they are
   * sources; kept results never do.
   */
  private static boolean isDirty(Git git) throws GitAPIException {
    Status status = git.status().call();
    return status.getUncommittedChanges().stream().anyMatch(path -> !path.startsWith(HISTORY))
        || status.getUntracked().stream()
            .anyMatch(path -> SOURCE.matcher(path).matches() && !path.startsWith(HISTORY));
  }
}
