package io.plumbline.results.comparison;

import io.plumbline.results.Commit;
import io.plumbline.results.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was measured of one side of a comparison.
 *
 * @param label what the user calls it: a revision, or a file
 * @param environments where it was measured, one per machine and state of it; none if nobody wrote
 *     it down
 * @param series by key, each key once
 * @param notes what a reader should know: files that could not be read, runs that were invalid
 */
public record Side(
    String label,
    Optional<Commit> commit,
    List<Environment> environments,
    List<Series> series,
    List<String> notes) {

  public Side {
    environments = List.copyOf(environments);
    series = List.copyOf(series);
    notes = List.copyOf(notes);
    long keys = series.stream().map(Series::key).distinct().count();
    if (keys != series.size()) {
      throw new IllegalArgumentException(
          label + ": " + (series.size() - keys) + " series have the key of another");
    }
  }

  /**
   * The same with benchmarks under the names that they have now.
   *
   * @param newNames by the old ones; classes and methods, without parameters
   */
  public Side renamed(Map<String, String> newNames) {
    return new Side(
        label,
        commit,
        environments,
        series.stream()
            .map(
                s ->
                    s.at(
                        new SeriesKey(
                            newNames.getOrDefault(s.key().name(), s.key().name()),
                            s.key().params(),
                            s.key().metric())))
            .toList(),
        notes);
  }

  /** The same at a commit that is known better than the documents tell it. */
  public Side at(Commit known) {
    return new Side(label, Optional.of(known), environments, series, notes);
  }

  /** The same with these notes before its own. */
  public Side noting(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new Side(label, commit, environments, series, all);
  }
}
