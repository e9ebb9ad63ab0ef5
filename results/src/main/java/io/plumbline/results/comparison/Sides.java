package io.plumbline.results.comparison;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the documents of one commit together as one side of a comparison.
 *
 * <p>Forks and runs of several documents count together where they were measured alike; what was
 * measured otherwise than the newest is left out, and noted.
 */
public final class Sides {
  private Sides() {}

  /**
   * A side of our own documents.
   *
   * @param documents of one machine, unless machines are to be mixed; in any order
   */
  public static Side of(String label, List<? extends Document> documents) {
    List<Document> newestFirst = new ArrayList<>(documents);
    newestFirst.sort(Comparator.comparing(Document::startedAt).reversed());
    List<String> notes = new ArrayList<>();
    Map<SeriesKey, List<Series>> byKey = new LinkedHashMap<>();
    for (Document document : newestFirst) {
      if (document instanceof MicroDocument micro) {
        micro.entries().forEach(entry -> MicroSeries.of(entry).forEach(s -> add(s, byKey)));
      }
    }
    for (List<LoadDocument> alike : runs(newestFirst, notes)) {
      LoadSeries.of(alike).forEach(series -> add(series, byKey));
    }
    List<Series> series = pooled(byKey, notes);
    return new Side(
        label,
        newestFirst.stream().map(Document::commit).flatMap(Optional<Commit>::stream).findFirst(),
        newestFirst.stream().map(Document::environment).distinct().toList(),
        series,
        notes);
  }

  /** A side of microbenchmarks of which nobody wrote down where they were measured. */
  public static Side of(List<MicroEntry> entries, String label) {
    Map<SeriesKey, List<Series>> byKey = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    entries.forEach(entry -> MicroSeries.of(entry).forEach(series -> add(series, byKey)));
    return new Side(label, Optional.empty(), List.of(), pooled(byKey, notes), notes);
  }

  private static void add(Series series, Map<SeriesKey, List<Series>> byKey) {
    byKey.computeIfAbsent(series.key(), key -> new ArrayList<>()).add(series);
  }

  /** Valid runs, those together that were offered and played alike. */
  private static List<List<LoadDocument>> runs(List<Document> documents, List<String> notes) {
    List<LoadDocument> valid = new ArrayList<>();
    for (Document document : documents) {
      if (document instanceof LoadDocument load) {
        unusable(load)
            .ifPresentOrElse(
                why ->
                    notes.add(
                        load.run().plan().workload()
                            + " at "
                            + LoadSeries.offered(load)
                            + " of "
                            + load.startedAt()
                            + why
                            + " and not compared"),
                () -> valid.add(load));
      }
    }
    return List.copyOf(
        valid.stream()
            .collect(
                groupingBy(
                    run ->
                        List.of(
                            run.run().plan().workload(),
                            LoadSeries.offered(run),
                            LoadSeries.settings(run)),
                    LinkedHashMap::new,
                    toList()))
            .values());
  }

  private static Optional<String> unusable(LoadDocument load) {
    if (load.run().interrupted() || !load.run().verdict().valid()) {
      return Optional.of(load.run().interrupted() ? " was interrupted" : " is invalid");
    }
    try {
      load.entries().forEach(entry -> entry.responseTime().decodeHistogram());
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(" is broken (a histogram of it)");
    }
  }

  private static List<Series> pooled(Map<SeriesKey, List<Series>> byKey, List<String> notes) {
    List<Series> pooled = byKey.values().stream().map(Sides::pooled).toList();
    long leftOut =
        byKey.values().stream()
            .filter(of -> of.stream().anyMatch(s -> !alike(s, of.get(0))))
            .count();
    if (leftOut > 0) {
      notes.add(
          leftOut
              + (leftOut == 1 ? " figure was" : " figures were")
              + " also measured otherwise before; only what was measured as last counts");
    }
    return pooled;
  }

  /** The newest first; its settings and its fate count. */
  private static Series pooled(List<Series> newestFirst) {
    Series newest = newestFirst.get(0);
    List<List<Double>> replicates = new ArrayList<>();
    newestFirst.stream()
        .filter(series -> alike(series, newest))
        .forEach(series -> replicates.addAll(series.replicates()));
    return new Series(
        newest.key(),
        newest.quantity(),
        replicates,
        newest.settings(),
        newest.failure(),
        newest.countingVariance());
  }

  private static boolean alike(Series series, Series newest) {
    return series.quantity().equals(newest.quantity())
        && series.differentSettings(newest).isEmpty()
        && series.failure().isPresent() == newest.failure().isPresent();
  }
}
