package io.plumbline.results;

import io.plumbline.results.HistoryFiles.CommitFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The documents that are kept of many commits, in a folder laid out as {@link HistoryFiles} says.
 *
 * <p>Opening reads names alone; a document is read when it is asked for. What is broken, or no
 * document, is named in {@link #notes} and left out, and the rest is of use. Nothing outside the
 * folder is ever read or removed: paths come from its listing and never from a caller's words, and
 * symbolic links in it are not followed.
 *
 * <p>The index is of the moment of opening. Thread-safe.
 */
public final class History {
  private final List<HistoryFile> files;
  private final Set<HistoryFile> known;
  private final List<String> notes;

  private History(List<HistoryFile> files, List<String> notes) {
    this.files = List.copyOf(files);
    this.known = Set.copyOf(files);
    this.notes = new CopyOnWriteArrayList<>(notes);
  }

  /**
   * Lists a history.
   *
   * @throws IOException naming the folder, if it is none or cannot be listed
   */
  public static History open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    List<HistoryFile> files = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Path path : list(folder)) {
      // Beside the commits' folders there may be files for people.
      if (isLink(path)) {
        notes.add(path + ": ignored: a symbolic link");
      } else if (Files.isDirectory(path)) {
        Optional<CommitFolder> commit = HistoryFiles.parseFolder(path.getFileName().toString());
        commit.ifPresentOrElse(
            found -> addFiles(path, found, files, notes),
            () -> notes.add(path + ": ignored: not named after a commit"));
      }
    }
    files.sort(Comparator.comparing(HistoryFile::startedAt).thenComparing(HistoryFile::path));
    return new History(files, notes);
  }

  private static void addFiles(
      Path folder, CommitFolder commit, List<HistoryFile> files, List<String> notes) {
    try {
      for (Path path : list(folder)) {
        BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Optional<HistoryFile> file = HistoryFiles.parseFile(commit, path, attributes.size());
        if (attributes.isSymbolicLink()) {
          notes.add(path + ": ignored: a symbolic link");
        } else if (attributes.isRegularFile() && file.isPresent()) {
          files.add(file.get());
        } else {
          notes.add(path + ": ignored: not named like a document");
        }
      }
    } catch (IOException e) {
      notes.add(folder + ": cannot be listed: " + reason(e));
    }
  }

  /** Sorted, so that notes come in one order; without what is hidden, such as unfinished files. */
  private static List<Path> list(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(folder, path -> !path.getFileName().toString().startsWith("."))) {
      stream.forEach(paths::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    paths.sort(null);
    return paths;
  }

  /** All documents, in the order in which they were measured. */
  public List<HistoryFile> files() {
    return files;
  }

  /** What is said to a user of files that were left out, until now. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Reads one of {@link #files}; empty, and named in {@link #notes}, if it cannot be used. */
  public Optional<Document> read(HistoryFile file) {
    try {
      requireOwn(file);
      Document document = Documents.readNoLink(file.path());
      if (!isOf(document, file)) {
        notes.add(file.path() + ": left out: it lies where another document belongs");
        return Optional.empty();
      }
      return Optional.of(document);
    } catch (IOException e) {
      // Documents name the file, and the system sometimes nothing but the file.
      notes.add(file.path() + ": left out: " + reason(e).replace(file.path() + ": ", ""));
      return Optional.empty();
    }
  }

  private static boolean isOf(Document document, HistoryFile file) {
    return document.kind().equals(file.kind())
        && document
            .commit()
            .filter(c -> c.id().equals(file.commitId()) && c.dirty() == file.dirty())
            .isPresent();
  }

  /**
   * The documents of all commits but the {@code keep} that were measured last. A commit is as new
   * as its newest measurement, that of its changed tree included: both stay, or both go.
   *
   * @throws IllegalArgumentException if {@code keep} is not positive
   */
  public List<HistoryFile> prunable(int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1: " + keep);
    }
    Map<String, Instant> newest = new HashMap<>();
    files.forEach(
        file ->
            newest.merge(file.commitId(), file.startedAt(), (a, b) -> a.compareTo(b) > 0 ? a : b));
    Set<String> kept =
        newest.entrySet().stream()
            .sorted(
                Map.Entry.<String, Instant>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(keep)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return files.stream().filter(file -> !kept.contains(file.commitId())).toList();
  }

  /**
   * Removes one of {@link #files} from the disk, and its folder if nothing else is in it.
   *
   * @throws IOException if it is not there any more, or cannot be removed
   */
  public void delete(HistoryFile file) throws IOException {
    requireOwn(file);
    Files.delete(file.path());
    try {
      Files.delete(file.folder());
    } catch (DirectoryNotEmptyException others) {
      // What else lies there is not ours to remove.
    }
  }

  /** That it was listed, and that no link has taken its folder's place since. */
  private void requireOwn(HistoryFile file) throws IOException {
    if (!known.contains(file)) {
      throw new IllegalArgumentException("not in this history: " + file.path());
    }
    Path folder = file.folder();
    if (isLink(folder)) {
      throw new IOException(folder + " is a symbolic link");
    }
  }

  private static boolean isLink(Path path) {
    return Files.isSymbolicLink(path);
  }

  private static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
