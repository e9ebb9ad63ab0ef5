package io.plumbline.results.comparison;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one side has of one figure.
 *
 * @param replicates a list per fork or run, which are the units of replication; in it the fork's
 *     iterations, or the run's one figure
 * @param settings how it was measured, by name; sides with different ones are not comparable
 * @param failure why there is nothing, or not all, to judge; empty if it was measured as planned
 * @param countingVariance what the logarithms of single replicates scatter at least, since they are
 *     counts of so many requests; 0 if they are none
 */
public record Series(
    SeriesKey key,
    Quantity quantity,
    List<List<Double>> replicates,
    SortedMap<String, String> settings,
    Optional<Failure> failure,
    double countingVariance) {

  /**
   * Why a series is not judged.
   *
   * @param verdict what is said of it instead
   */
  public record Failure(Verdict verdict, String reason) {}

  /** A series of values that are no counts. */
  public Series(
      SeriesKey key,
      Quantity quantity,
      List<List<Double>> replicates,
      SortedMap<String, String> settings,
      Optional<Failure> failure) {
    this(key, quantity, replicates, settings, failure, 0);
  }

  public Series {
    if (!(countingVariance >= 0 && Double.isFinite(countingVariance))) {
      throw new IllegalArgumentException(
          key.label() + ": countingVariance must be finite and not negative: " + countingVariance);
    }
    replicates = replicates.stream().filter(values -> !values.isEmpty()).map(List::copyOf).toList();
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    for (List<Double> values : replicates) {
      for (double value : values) {
        if (!Double.isFinite(value) || value < 0) {
          throw new IllegalArgumentException(
              key.label() + ": values must be finite and not negative: " + value);
        }
      }
    }
  }

  /** A series that was measured as planned. */
  public static Series measured(
      SeriesKey key,
      Quantity quantity,
      List<List<Double>> replicates,
      Map<String, String> settings) {
    return new Series(key, quantity, replicates, new TreeMap<>(settings), Optional.empty());
  }

  /**
   * The names of the settings that differ. One that only one side knows does not: the other was
   * measured before it existed, or by a tool that does not tell.
   */
  List<String> differentSettings(Series other) {
    return settings.keySet().stream()
        .filter(name -> other.settings.containsKey(name))
        .filter(name -> !Objects.equals(settings.get(name), other.settings.get(name)))
        .toList();
  }

  /** The same under another key. */
  Series at(SeriesKey other) {
    return new Series(other, quantity, replicates, settings, failure, countingVariance);
  }

  /**
   * Without the forks that repeat another number by number: somebody counted them twice, and they
   * would narrow the interval. A single figure per replicate may well occur twice.
   */
  Series withoutDuplicates() {
    Set<List<Double>> seen = new HashSet<>();
    List<List<Double>> kept =
        replicates.stream()
            .filter(values -> values.size() < 2 || isConstant(values) || seen.add(values))
            .toList();
    return new Series(key, quantity, kept, settings, failure, countingVariance);
  }

  private static boolean isConstant(List<Double> values) {
    return values.stream().distinct().count() == 1;
  }

  /** The mean of the logarithms of each replicate's values; for plots and tests alike. */
  double[] logMeans() {
    return replicates.stream().mapToDouble(this::logMean).toArray();
  }

  /** The mean of the logarithms of values, those below the resolution counted as it. */
  double logMean(List<Double> values) {
    return values.stream()
        .mapToDouble(value -> Math.log(Math.max(value, quantity.resolution())))
        .average()
        .orElseThrow();
  }

  /** The geometric mean of each replicate, in the quantity's unit. */
  public List<Double> means() {
    return Arrays.stream(logMeans()).mapToObj(Math::exp).toList();
  }

  /** Whether a value is 0 where 0 has no logarithm. */
  boolean hasZero() {
    return quantity.resolution() == 0
        && replicates.stream().anyMatch(values -> values.contains(0.0));
  }
}
