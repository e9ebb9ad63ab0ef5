package io.plumbline.experiments;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Finds commits by what users call them, and how they descend from each other. */
final class Revisions implements AutoCloseable {
  private final Repository repository;

  private Revisions(Repository repository) {
    this.repository = repository;
  }

  /**
   * The repository around {@code folder}.
   *
   * @throws UsageException if there is none
   */
  static Revisions around(Path folder) throws IOException {
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().findGitDir(folder.toAbsolutePath().toFile());
    if (builder.getGitDir() == null) {
      throw new UsageException(
          "not inside a git repository: " + folder.toAbsolutePath().normalize());
    }
    return new Revisions(builder.build());
  }

  /**
   * The commit that a revision names.
   *
   * @throws UsageException if it names none
   */
  Commit resolve(String revision) throws IOException {
    try {
      ObjectId id = repository.resolve(revision + "^{commit}");
      if (id == null) {
        throw new UsageException("no such revision: " + revision);
      }
      try (RevWalk walk = new RevWalk(repository)) {
        RevCommit commit = walk.parseCommit(id);
        return new Commit(
            id.name(), branch(revision), Instant.ofEpochSecond(commit.getCommitTime()), false);
      }
    } catch (IllegalArgumentException
        | AmbiguousObjectException
        | IncorrectObjectTypeException
        | MissingObjectException e) {
      throw new UsageException("not a revision: " + revision + ": " + e.getMessage(), e);
    }
  }

  /** Whether a revision names a commit. */
  boolean exists(String revision) throws IOException {
    try {
      return repository.resolve(revision + "^{commit}") != null;
    } catch (IllegalArgumentException | IOException e) {
      return false;
    }
  }

  private Optional<String> branch(String revision) throws IOException {
    if (repository.findRef(Constants.R_HEADS + revision) != null) {
      return Optional.of(revision);
    }
    String full = repository.getFullBranch();
    return revision.equals(Constants.HEAD) && full != null && full.startsWith(Constants.R_HEADS)
        ? Optional.of(repository.getBranch())
        : Optional.empty();
  }

  /** The commit itself, then its ancestors, the newest first. */
  List<String> ancestry(String id) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(id)));
      List<String> ancestry = new ArrayList<>();
      for (RevCommit commit : walk) {
        ancestry.add(commit.name());
      }
      return ancestry;
    }
  }

  /**
   * Where two commits parted.
   *
   * @throws UsageException if they have nothing in common
   */
  String mergeBase(String one, String other) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
      walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
      RevCommit base = walk.next();
      if (base == null) {
        throw new UsageException(one + " and " + other + " have no ancestor in common");
      }
      return base.name();
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
