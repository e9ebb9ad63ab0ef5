package io.plumbline.experiments;

import io.plumbline.experiments.StoredCommits.Stored;
import io.plumbline.results.Document;
import io.plumbline.results.comparison.Comparer;
import io.plumbline.results.comparison.Policy;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what is stored: of two commits in a history, or of two files.
 *
 * <p>Of commits that were measured on several machines, those results count that were measured
 * where the candidate was measured last.
 */
public final class CompareRun {
  private final CompareSettings settings;

  CompareRun(CompareSettings settings) {
    this.settings = settings;
  }

  /**
   * Compares.
   *
   * @throws UsageException if one of the two cannot be found or has no results
   */
  public static CompareOutcome run(CompareSettings settings) throws IOException {
    CompareRun run = new CompareRun(settings);
    if (run.comparesFiles()) {
      return run.ofFiles();
    }
    try (StoredCommits commits = StoredCommits.open(settings.repository(), settings.history())) {
      Stored head = run.head(commits);
      List<String> notes = new ArrayList<>();
      Stored base =
          run.base(commits, head, notes)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "no ancestor of "
                              + head.label()
                              + " has results in "
                              + settings.history()
                              + "; name a BASE, or measure both now with --measure"));
      return run.ofCommits(commits, head, Optional.of(base), notes);
    }
  }

  boolean comparesFiles() {
    boolean base = settings.base().filter(CompareRun::isFile).isPresent();
    boolean head = settings.head().filter(CompareRun::isFile).isPresent();
    if (base != head) {
      throw new UsageException(
          "BASE and HEAD must both be files or both be revisions: "
              + settings.base().orElse("(none)")
              + " and "
              + settings.head().orElse("(none)"));
    }
    return base;
  }

  private static boolean isFile(String name) {
    return name.endsWith(".json");
  }

  private CompareOutcome ofFiles() {
    ResultFile base = ResultFile.read(Path.of(settings.base().orElseThrow()));
    ResultFile head = ResultFile.read(Path.of(settings.head().orElseThrow()));
    return outcome(base.side(), head.side(), base.documents(), head.documents());
  }

  Stored head(StoredCommits commits) throws IOException {
    return settings.head().isPresent()
        ? commits.named(settings.head().get())
        : commits.checkedOut();
  }

  /** Empty if no ancestor has results; one that was named has. */
  Optional<Stored> base(StoredCommits commits, Stored head, List<String> notes) throws IOException {
    return settings.base().isPresent()
        ? Optional.of(commits.named(settings.base().get()))
        : commits.baseline(head, settings.baselineBranch(), notes);
  }

  CompareOutcome ofCommits(
      StoredCommits commits, Stored head, Optional<Stored> base, List<String> notes) {
    String machine = head.lastMachine();
    List<Document> ofHead =
        commits.read(settings.acrossMachines() ? head : head.onMachine(machine));
    List<Document> ofBase =
        base.map(b -> commits.read(settings.acrossMachines() ? b : b.onMachine(machine)))
            .orElse(List.of());
    List<String> all = new ArrayList<>(commits.notes());
    all.addAll(notes);
    mixed(head, ofHead).ifPresent(all::add);
    base.flatMap(b -> mixed(b, ofBase)).ifPresent(all::add);
    Side baseSide =
        base.map(b -> Sides.of(b.label(), ofBase).at(b.commit()))
            .orElseGet(() -> Sides.of("no ancestor with results", List.of()));
    return outcome(
        baseSide, Sides.of(head.label(), ofHead).at(head.commit()).noting(all), ofBase, ofHead);
  }

  /** Of a place without a history: nothing with nothing. */
  CompareOutcome ofNothing() {
    Side none = Sides.of("no history", List.of());
    return outcome(none, none, List.of(), List.of());
  }

  /** A changed tree has no name of its own: nobody knows whether it was changed again. */
  private static Optional<String> mixed(Stored stored, List<Document> documents) {
    return stored.commit().dirty() && documents.size() > 1
        ? Optional.of(
            stored.label()
                + ": "
                + documents.size()
                + " results of a changed tree count together, whether or not it was changed"
                + " between them")
        : Optional.empty();
  }

  private CompareOutcome outcome(
      Side base, Side head, List<Document> baseDocuments, List<Document> headDocuments) {
    Side renamed = settings.aliases().map(file -> renamed(base, file)).orElse(base);
    return new CompareOutcome(
        Comparer.compare(renamed, head, options(settings)),
        renamed,
        head,
        baseDocuments,
        headDocuments);
  }

  private static Side renamed(Side base, Path aliases) {
    Map<String, String> newNames = Yaml.read(aliases, Aliases.class).renamed();
    try {
      return base.renamed(newNames);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          aliases + ": gives a benchmark the name of another: " + e.getMessage(), e);
    }
  }

  /** How to compare, by the policy that the settings name, or the one that lies there. */
  static Comparer.Options options(CompareSettings settings) {
    Optional<Path> file =
        settings
            .policy()
            .or(() -> Optional.of(GateFile.DEFAULT).filter(path -> Files.exists(path)));
    Policy policy = GateFile.policy(file, settings.machine());
    return new Comparer.Options(policy, settings.acrossMachines(), settings.today());
  }

  /** A file of new names of benchmarks by their old ones. */
  record Aliases(Map<String, String> renamed) {
    Aliases {
      renamed = renamed == null ? Map.of() : Map.copyOf(renamed);
    }
  }
}
