package io.plumbline.experiments;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.History;
import io.plumbline.results.HistoryFile;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the results of commits in a history, by what users call the commits. */
final class StoredCommits implements AutoCloseable {
  /** How users name what was measured in a tree that differed from its commit. */
  private static final String DIRTY = "-dirty";

  private static final String CHECKED_OUT = "HEAD";

  /** A trend over more than this cannot be read. */
  private static final int MOST_COMMITS = 300;

  private static final int SHORT_ID = 10;

  private final Path repository;
  private final Path folder;
  private final History history;
  private final Revisions revisions;

  /**
   * What is stored of one commit, or of the changed tree above it.
   *
   * @param label what the user calls it
   */
  record Stored(String label, Commit commit, List<HistoryFile> files) {

    /** Where it was measured last. */
    String lastMachine() {
      return files.stream()
          .max(Comparator.comparing(HistoryFile::startedAt))
          .orElseThrow()
          .machineKey();
    }

    /** What was measured on that machine; all, if nothing was. */
    Stored onMachine(String key) {
      List<HistoryFile> there = files.stream().filter(f -> f.machineKey().equals(key)).toList();
      return there.isEmpty() ? this : new Stored(label, commit, there);
    }
  }

  private StoredCommits(Path repository, Path folder, History history, Revisions revisions) {
    this.repository = repository;
    this.folder = folder;
    this.history = history;
    this.revisions = revisions;
  }

  /**
   * Opens a history of the repository around another folder.
   *
   * @throws UsageException if one of them is not there
   */
  static StoredCommits open(Path repository, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(
          "--history: no such folder: " + folder + "; bench and sweep fill one with --history");
    }
    return new StoredCommits(
        repository, folder, History.open(folder), Revisions.around(repository));
  }

  /**
   * The commit that is checked out; if the tree was changed and then measured, the changed tree.
   *
   * @throws UsageException if it has no results
   */
  Stored checkedOut() throws IOException {
    boolean changed = GitState.around(repository).map(Commit::dirty).orElse(false);
    String id = revisions.resolve(CHECKED_OUT).id();
    return named(changed && !files(id, true).isEmpty() ? CHECKED_OUT + DIRTY : CHECKED_OUT);
  }

  /**
   * The same; if it has no results, its nearest ancestor that has.
   *
   * @param notes hears of it
   */
  Stored checkedOutOrAncestor(List<String> notes) throws IOException {
    Commit head = revisions.resolve(CHECKED_OUT);
    List<String> ancestry = revisions.ancestry(head.id());
    boolean measured = !files(head.id(), false).isEmpty() || !files(head.id(), true).isEmpty();
    Optional<String> ancestor =
        ancestry.stream().filter(id -> !files(id, false).isEmpty()).findFirst();
    if (measured || ancestor.isEmpty()) {
      return checkedOut();
    }
    notes.add(
        CHECKED_OUT
            + " has no results; this is its nearest ancestor that has, "
            + ancestry.indexOf(ancestor.get())
            + " back");
    return named(ancestor.get());
  }

  /**
   * The commit that a revision names; with {@code -dirty} behind it, the changed tree above it,
   * unless that names a commit as it stands.
   *
   * @throws UsageException if there is none, or it has no results
   */
  Stored named(String name) throws IOException {
    boolean dirty = name.endsWith(DIRTY) && !revisions.exists(name);
    Commit commit =
        revisions.resolve(dirty ? name.substring(0, name.length() - DIRTY.length()) : name);
    List<HistoryFile> files = files(commit.id(), dirty);
    if (files.isEmpty()) {
      throw new UsageException(
          "no results of "
              + name
              + " ("
              + commit.id()
              + ") in "
              + folder
              + "; measure it with bench --history, or measure both now with --measure");
    }
    return new Stored(name, new Commit(commit.id(), commit.branch(), commit.time(), dirty), files);
  }

  /**
   * The nearest ancestor with results, if possible of the machine where the candidate was measured
   * last. A changed tree's own commit is one.
   *
   * @param branch looks from where the candidate left this branch
   * @param notes hears how far away it is
   */
  Optional<Stored> baseline(Stored head, Optional<String> branch, List<String> notes)
      throws IOException {
    String from = head.commit().id();
    if (branch.isPresent()) {
      from = revisions.mergeBase(from, revisions.resolve(branch.get()).id());
    }
    List<String> ancestry = revisions.ancestry(from);
    boolean isItself = from.equals(head.commit().id()) && !head.commit().dirty();
    List<String> candidates = isItself ? ancestry.subList(1, ancestry.size()) : ancestry;
    String machine = head.lastMachine();
    Optional<String> id =
        candidates.stream()
            .filter(c -> files(c, false).stream().anyMatch(f -> f.machineKey().equals(machine)))
            .findFirst()
            .or(() -> candidates.stream().filter(c -> !files(c, false).isEmpty()).findFirst());
    if (id.isEmpty()) {
      return Optional.empty();
    }
    List<String> nearer = candidates.subList(0, candidates.indexOf(id.get()));
    if (!nearer.isEmpty()) {
      boolean elsewhere = nearer.stream().anyMatch(c -> !files(c, false).isEmpty());
      notes.add(
          "the baseline is not the nearest ancestor: "
              + nearer.size()
              + " nearer have no results"
              + (elsewhere ? " of this machine" : ""));
    }
    return Optional.of(
        new Stored(
            "nearest ancestor with results", revisions.resolve(id.get()), files(id.get(), false)));
  }

  private List<HistoryFile> files(String commitId, boolean dirty) {
    return history.files().stream()
        .filter(file -> file.commitId().equals(commitId) && file.dirty() == dirty)
        .toList();
  }

  /** The documents; what cannot be read is told by {@link #notes}. */
  List<Document> read(Stored stored) {
    return stored.files().stream().flatMap(file -> history.read(file).stream()).toList();
  }

  /** What one machine measured of the candidate's ancestors and of itself, the oldest first. */
  List<Side> trend(Stored head, String machine) throws IOException {
    List<Side> trend = new ArrayList<>();
    if (head.commit().dirty()) {
      trend.add(side(head.onMachine(machine)));
    }
    for (String id : revisions.ancestry(head.commit().id())) {
      List<HistoryFile> files =
          files(id, false).stream().filter(f -> f.machineKey().equals(machine)).toList();
      if (!files.isEmpty() && trend.size() < MOST_COMMITS) {
        trend.add(side(new Stored(id.substring(0, SHORT_ID), revisions.resolve(id), files)));
      }
    }
    Collections.reverse(trend);
    return trend;
  }

  private Side side(Stored stored) {
    return Sides.of(stored.label(), read(stored)).at(stored.commit());
  }

  /** What could not be read, each once. */
  List<String> notes() {
    return history.notes().stream().distinct().toList();
  }

  @Override
  public void close() {
    revisions.close();
  }
}
