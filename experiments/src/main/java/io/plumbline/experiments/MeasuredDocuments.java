package io.plumbline.experiments;

import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what was measured of two sides in turns: a document for each, rewritten after every fork.
 *
 * <p>Used by one thread.
 */
final class MeasuredDocuments {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final MeasureSettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final EnvironmentProbe probe = new EnvironmentProbe();
  private final Instant startedAt = Instant.now();
  private final Environment environmentAtStart;

  /**
   * @param folder takes the documents
   * @param command the arguments, for the documents
   * @param plumblineVersion for the documents
   */
  MeasuredDocuments(
      Path folder, MeasureSettings settings, List<String> command, String plumblineVersion) {
    this.folder = folder;
    this.settings = settings;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.environmentAtStart = probe.environment(plumblineVersion);
  }

  /** Where a side's document is. */
  Path file(MeasuredSide side) {
    return folder.resolve(
        side.role().name().toLowerCase(Locale.ROOT) + "-" + TIME.format(startedAt) + ".json");
  }

  /**
   * Writes a side's document in place of the one before.
   *
   * @param complete whether nothing more will come, and nobody stopped it
   */
  void write(MeasuredSide side, MeasuredSide other, List<MicroEntry> entries, boolean complete)
      throws IOException {
    Documents.write(file(side), document(side, other, entries, complete));
  }

  /** Keeps both finished documents under their commits, if that was asked for. */
  List<Path> keep(
      MeasuredSide side, MeasuredSide other, List<MicroEntry> entries, RunObserver observer)
      throws IOException {
    List<Path> files = new ArrayList<>(List.of(file(side)));
    if (settings.history().isPresent()) {
      Path history = settings.history().get();
      if (side.jvmArgs().isEmpty()) {
        files.add(
            new HistoryFolder(history, Optional.of(side.commit()))
                .add(document(side, other, entries, true)));
      } else {
        // The next comparison would take it for the commit's own speed.
        observer.note("not kept in " + history + ": " + side.described());
      }
    }
    return files;
  }

  /** What is judged of a side: the entries of one round. */
  Side judged(MeasuredSide side, MeasuredSide other, List<MicroEntry> entries) {
    MicroDocument document = document(side, other, entries, environmentAtStart, false);
    return Sides.of(side.labelWithArgs(), List.of(document));
  }

  private MicroDocument document(
      MeasuredSide side, MeasuredSide other, List<MicroEntry> entries, boolean complete) {
    return document(side, other, entries, probe.environment(plumblineVersion), complete);
  }

  private MicroDocument document(
      MeasuredSide side,
      MeasuredSide other,
      List<MicroEntry> entries,
      Environment environment,
      boolean complete) {
    List<String> notes = new ArrayList<>(List.of(inTurnsWith(other)));
    if (!side.jvmArgs().isEmpty()) {
      notes.add("its forks had these JVM arguments more: " + String.join(" ", side.jvmArgs()));
    }
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(side.commit()),
        environment,
        entries.stream()
            .flatMap(entry -> entry.forksStartedAt().stream())
            .min(Comparator.naturalOrder())
            .orElse(startedAt),
        command,
        settings.choice().suite().toString(),
        complete,
        entries,
        notes,
        Map.of());
  }

  private String inTurnsWith(MeasuredSide other) {
    return "measured in turns with "
        + other.described()
        + ", fork by fork, in the order a b b a; seed "
        + settings.seed();
  }
}
