package io.plumbline.results.comparison;

import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.comparison.Series.Failure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a microbenchmark is compared: its score, and what it allocates.
 *
 * <p>Which way is better comes from the unit that JMH gives the score: a time per operation, or
 * operations per time. Units are brought to nanoseconds and to seconds.
 */
final class MicroSeries {
  private static final Map<String, String> METRIC_OF_MODE =
      Map.of(
          "avgt",
          "time",
          "thrpt",
          "throughput",
          "sample",
          "sampled time",
          "ss",
          "single shot time");

  private static final String ALLOCATION = "allocation";
  private static final String THREADS = "threads";

  private MicroSeries() {}

  /** The series of an entry, the score's first. */
  static List<Series> of(MicroEntry entry) {
    SortedMap<String, String> params = new TreeMap<>(entry.params());
    entry
        .jmh()
        .filter(jmh -> jmh.threads() > 1)
        .ifPresent(jmh -> params.put(THREADS, String.valueOf(jmh.threads())));
    String metric = METRIC_OF_MODE.getOrDefault(entry.mode(), entry.mode());
    SeriesKey key = new SeriesKey(entry.name(), params, metric);
    SortedMap<String, String> settings =
        entry.jmh().map(MicroSeries::settings).orElseGet(TreeMap::new);
    List<Series> series = new ArrayList<>();
    series.add(score(key, entry, settings));
    Samples allocated = entry.secondary().get(MicroEntry.ALLOCATION);
    if (allocated != null) {
      series.add(
          series(
              new SeriesKey(entry.name(), params, metric + " " + ALLOCATION),
              Quantity.ALLOCATED_BYTES,
              whole(entry, allocated),
              settings,
              failure(entry)));
    }
    return series;
  }

  /** A figure that cannot be is none of the others' fault. */
  private static Series series(
      SeriesKey key,
      Quantity quantity,
      List<List<Double>> forks,
      SortedMap<String, String> settings,
      Optional<Failure> failure) {
    Optional<Double> odd =
        forks.stream()
            .flatMap(List::stream)
            .filter(value -> !Double.isFinite(value) || value < 0)
            .findFirst();
    return odd.isEmpty()
        ? new Series(key, quantity, forks, settings, failure)
        : new Series(
            key,
            quantity,
            List.of(),
            settings,
            failure.or(
                () ->
                    Optional.of(
                        new Failure(
                            Verdict.NOT_COMPARABLE,
                            "no such figure: " + odd.get() + " " + quantity.unit()))));
  }

  /** Of a pass that was stopped without the fork that it was stopped in: it had only begun. */
  private static List<List<Double>> whole(MicroEntry entry, Samples samples) {
    int planned = entry.jmh().map(Jmh::measurementIterations).orElse(0);
    return entry.status() == Status.UNFINISHED
        ? samples.forks().stream().filter(fork -> fork.size() >= planned).toList()
        : samples.forks();
  }

  private static Series score(SeriesKey key, MicroEntry entry, SortedMap<String, String> settings) {
    Optional<Failure> failure = failure(entry);
    Optional<Double> perOperation = entry.score().flatMap(s -> nanos(s.unit(), "", "/op"));
    Optional<Double> ofOperations = entry.score().flatMap(s -> nanos(s.unit(), "ops/", ""));
    List<List<Double>> forks = entry.score().map(s -> whole(entry, s)).orElse(List.of());
    if (perOperation.isPresent()) {
      return series(
          key, Quantity.NANOS_PER_OPERATION, scaled(forks, perOperation.get()), settings, failure);
    }
    if (ofOperations.isPresent()) {
      return series(
          key,
          Quantity.OPERATIONS_PER_SECOND,
          scaled(forks, 1e9 / ofOperations.get()),
          settings,
          failure);
    }
    if (entry.score().isEmpty()) {
      failure =
          failure.or(() -> Optional.of(new Failure(Verdict.INCONCLUSIVE, "it was not measured")));
    }
    String unit = entry.score().map(Samples::unit).orElse("n/a");
    return new Series(
        key,
        new Quantity(unit, true, Quantity.MinimumEffect.SPEED, 0, 0),
        List.of(),
        settings,
        failure.or(
            () ->
                Optional.of(
                    new Failure(
                        Verdict.NOT_COMPARABLE,
                        "neither a time nor a rate, so nobody knows which way is better: "
                            + unit))));
  }

  /** How many nanoseconds the unit's time has, if it is between these two. */
  private static Optional<Double> nanos(String unit, String before, String after) {
    return unit.startsWith(before) && unit.endsWith(after)
        ? Samples.unitNanos(unit.substring(before.length(), unit.length() - after.length()))
        : Optional.empty();
  }

  private static List<List<Double>> scaled(List<List<Double>> forks, double factor) {
    return forks.stream().map(fork -> fork.stream().map(value -> value * factor).toList()).toList();
  }

  private static Optional<Failure> failure(MicroEntry entry) {
    if (entry.status() == Status.FAILED) {
      return Optional.of(new Failure(Verdict.FAILED, entry.reason().orElse("failed")));
    }
    return entry.status() == Status.SKIPPED
        ? Optional.of(
            new Failure(Verdict.NOT_COMPARABLE, "skipped: " + entry.reason().orElse("n/a")))
        : Optional.empty();
  }

  private static SortedMap<String, String> settings(Jmh jmh) {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("warm-up", iterations(jmh.warmupIterations(), jmh.warmupNanos()));
    settings.put("measurement", iterations(jmh.measurementIterations(), jmh.measurementNanos()));
    settings.put("batch size", String.valueOf(jmh.batchSize()));
    settings.put("JVM arguments", String.join(" ", jmh.jvmArgs()));
    settings.put("Java", jmh.jdkVersion().replaceFirst("[.+-].*", ""));
    settings.put("JVM", jmh.vmName());
    if (!jmh.profilers().isEmpty()) {
      settings.put("profilers", String.join(" ", jmh.profilers()));
    }
    return settings;
  }

  private static String iterations(int count, OptionalLong nanos) {
    return nanos.isEmpty() || count == 0
        ? String.valueOf(count)
        : count
            + " x "
            + BigDecimal.valueOf(nanos.getAsLong(), 6).stripTrailingZeros().toPlainString()
            + " ms";
  }
}
