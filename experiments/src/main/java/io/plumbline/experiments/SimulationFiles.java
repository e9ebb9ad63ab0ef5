package io.plumbline.experiments;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes the documents of one command's simulations, on top of what their file holds already. */
final class SimulationFiles {
  /** A note that holds for this command's results alone starts with one of these. */
  static final String KEPT = "kept: ";

  static final String STOPPED = "stopped before it was over";
  static final String CUT = "rows of requests: ";

  private static final List<String> PASSING =
      List.of(KEPT, STOPPED, CUT, "the commit is unknown: ");

  private final Path file;
  private final Optional<SimulationDocument> former;
  private final Engine engine;
  private final long seed;
  private final List<String> command;
  private final String plumblineVersion;
  private final EnvironmentProbe probe = new EnvironmentProbe();
  private final Instant startedAt = Instant.now();

  /**
   * @param into whether what the file holds is kept; it must be of the same engine and seed
   * @param engine if empty that of what is kept, or else in ticks
   * @throws UsageException if it is of another, or no simulation
   */
  SimulationFiles(
      Path file,
      boolean into,
      Optional<Engine> engine,
      long seed,
      List<String> command,
      String plumblineVersion) {
    this.file = file;
    this.former = into && Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    // What holds no runs, but theory or reality alone, is of no engine yet.
    Optional<Engine> kept =
        former.filter(document -> !document.entries().isEmpty()).map(SimulationDocument::engine);
    this.engine = engine.or(() -> kept).orElse(Engine.TICK);
    this.seed = seed;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    for (SimulationDocument document : former.stream().toList()) {
      if (kept.orElse(this.engine) != this.engine || document.seed() != seed) {
        throw new UsageException(
            "--into: "
                + file
                + " is of the "
                + Yaml.asText(document.engine())
                + " engine with seed "
                + document.seed()
                + "; results of another engine or seed go into another file");
      }
    }
  }

  private static SimulationDocument read(Path file) {
    try {
      return Documents.readSimulation(file);
    } catch (IOException e) {
      throw new UsageException("--into: " + e.getMessage(), e);
    }
  }

  /** What the file held when this was made; empty if nothing, or if it is not to be kept. */
  Optional<SimulationDocument> former() {
    return former;
  }

  /**
   * Of what the file held, but for those that tell of the command that wrote it, and stale ones.
   */
  List<String> formerNotes(Predicate<String> isStale) {
    return former.map(SimulationDocument::notes).orElse(List.of()).stream()
        .filter(note -> PASSING.stream().noneMatch(note::startsWith))
        .filter(note -> !isStale.test(note))
        .toList();
  }

  /** How entries name a commit. */
  static String commitName(Commit commit) {
    return commit.id() + (commit.dirty() ? "-dirty" : "");
  }

  /**
   * Writes what there is now; what a later version wrote into the file stays in it.
   *
   * @param entries all that the document is to have; likewise the others
   */
  SimulationDocument write(
      Optional<Commit> commit,
      List<SimulationEntry> entries,
      List<SimulationDocument.Prediction> theory,
      List<SimulationDocument.Reality> real,
      List<String> notes)
      throws IOException {
    SimulationDocument document =
        new SimulationDocument(
            Document.SCHEMA_VERSION,
            SimulationDocument.KIND,
            commit,
            probe.environment(plumblineVersion),
            startedAt,
            command,
            seed,
            engine,
            entries,
            theory,
            real,
            notes,
            former.map(SimulationDocument::unknownFields).orElse(Map.of()));
    Documents.write(file, document);
    return document;
  }
}
