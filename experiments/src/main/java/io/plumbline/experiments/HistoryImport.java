package io.plumbline.experiments;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.HistoryFiles;
import io.plumbline.results.JmhJson;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Jmh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes into a history what JMH itself wrote, of which nobody noted where and when it was measured.
 */
public final class HistoryImport {
  /** How a document tells that no suite of ours was asked for. */
  private static final String SUITE = "imported";

  private static final Path HERE = Path.of("");

  private HistoryImport() {}

  /**
   * Keeps JMH's results below {@code history}, as measured on this machine.
   *
   * @param revision the commit that was measured; empty for the one that is checked out here, dirty
   *     if its tree is
   * @param command the arguments, for the result
   * @param plumblineVersion for the result
   * @return where they are kept
   * @throws UsageException if the file is no such result, its commit is not to be found, or the
   *     history has a result of that time
   */
  public static Path keep(
      Path jmhJson,
      Optional<String> revision,
      Path history,
      List<String> command,
      String plumblineVersion,
      RunObserver observer)
      throws IOException {
    List<MicroEntry> entries;
    Instant measuredAt;
    try {
      entries = JmhJson.read(jmhJson);
      measuredAt = Files.getLastModifiedTime(jmhJson).toInstant();
    } catch (IOException e) {
      throw new UsageException("--import: " + reason(e), e);
    }
    Optional<Commit> commit =
        revision.isPresent() ? Optional.of(resolve(revision.get())) : GitState.around(HERE);
    HistoryFolder folder = new HistoryFolder(history, commit);
    List<String> notes = notes(jmhJson, entries);
    notes.forEach(observer::note);
    MicroDocument document =
        new MicroDocument(
            Document.SCHEMA_VERSION,
            MicroDocument.KIND,
            commit,
            new EnvironmentProbe().environment(plumblineVersion, Optional.of(jdks(entries).get(0))),
            measuredAt,
            command,
            SUITE,
            entries.stream().noneMatch(e -> e.status() == MicroEntry.Status.UNFINISHED),
            entries,
            notes,
            Map.of());
    Path file = HistoryFiles.file(history, document);
    if (Files.exists(file)) {
      throw new UsageException("already there: " + file);
    }
    return folder.add(document);
  }

  private static Commit resolve(String revision) throws IOException {
    try (Revisions revisions = Revisions.around(HERE)) {
      return revisions.resolve(revision);
    }
  }

  private static List<String> notes(Path jmhJson, List<MicroEntry> entries) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "imported from "
            + jmhJson.getFileName()
            + ": the machine is assumed to be the one that imported it, and the time of measuring"
            + " that of the file, which says neither");
    if (jdks(entries).size() > 1) {
      notes.add("measured on several JDKs: " + String.join(", ", jdks(entries)));
    }
    return notes;
  }

  /** As an environment tells them: what runs it, and its version last. */
  private static List<String> jdks(List<MicroEntry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.jmh().stream())
        .map(HistoryImport::jdk)
        .distinct()
        .toList();
  }

  private static String jdk(Jmh jmh) {
    return jmh.vmName() + " " + jmh.jdkVersion();
  }

  private static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
