package io.plumbline.experiments;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
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

  /** Untracked files do not count: a run's own outputs are among them. */
  private static boolean isDirty(Git git) throws GitAPIException {
    Status status = git.status().call();
    return status.hasUncommittedChanges();
  }
}
