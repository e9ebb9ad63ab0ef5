package io.plumbline.results.comparison;

import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.Metric;
import io.plumbline.results.QuantileInterval;
import io.plumbline.results.TimeDistribution;
import io.plumbline.results.comparison.Series.Failure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of load runs is compared: of all requests of a workload at a rate the response time's
 * quantiles, goodput and the share that was answered; of each class its SLO attainment.
 *
 * <p>A run is one observation: the requests of one run share its luck.
 */
final class LoadSeries {
  private static final List<Metric> OF_THE_TOTAL =
      List.of(
          Metric.P50,
          Metric.P95,
          Metric.P99,
          Metric.GOODPUT,
          Metric.ACHIEVED,
          Metric.SLO_ATTAINMENT);

  private static final List<Metric> OF_A_CLASS = List.of(Metric.SLO_ATTAINMENT);

  private static final double LEVEL = .95;
  private static final int HASH_DIGITS = 12;

  private LoadSeries() {}

  /**
   * The series of runs that are valid and played to their end.
   *
   * @param runs of one workload at one rate, or of one closed loop, with one set of settings
   */
  static List<Series> of(List<LoadDocument> runs) {
    Map<String, List<LoadEntry>> byClass = new LinkedHashMap<>();
    for (LoadDocument run : runs) {
      run.entries()
          .forEach(e -> byClass.computeIfAbsent(e.name(), name -> new ArrayList<>()).add(e));
    }
    SortedMap<String, String> settings = new TreeMap<>(settings(runs.get(0)));
    // Runs of one schedule share its luck as well, so that another schedule's runs are no match. A
    // closed loop has none before it is over.
    if (LoadConditions.closedLoop(runs.get(0)).isEmpty()
        && runs.stream().map(LoadSeries::schedule).distinct().count() == 1) {
      settings.put("schedule", schedule(runs.get(0)));
    }
    List<Series> series = new ArrayList<>();
    byClass.forEach(
        (name, entries) -> {
          for (Metric metric : name.equals(LoadEntry.TOTAL) ? OF_THE_TOTAL : OF_A_CLASS) {
            series.add(series(key(runs.get(0), name, metric), metric, entries, settings));
          }
        });
    return series;
  }

  private static Series series(
      SeriesKey key, Metric metric, List<LoadEntry> runs, SortedMap<String, String> settings) {
    List<List<Double>> values = new ArrayList<>();
    for (LoadEntry run : runs) {
      OptionalDouble value = number(metric, run);
      if (value.isPresent()) {
        values.add(List.of(value.getAsDouble()));
      }
    }
    return new Series(
        key,
        quantity(metric),
        values,
        settings,
        failure(metric, runs),
        countingVariance(metric, runs));
  }

  /**
   * Of the logarithm of one run's share, were its requests' fates independent. In a queue they are
   * not, and it is more; but runs of a hundred requests that agree to the last one are no proof of
   * none.
   */
  private static double countingVariance(Metric metric, List<LoadEntry> runs) {
    boolean ofSlo = metric == Metric.SLO_ATTAINMENT || metric == Metric.GOODPUT;
    if (!ofSlo && metric != Metric.ACHIEVED) {
      return 0;
    }
    long planned = runs.stream().mapToLong(LoadEntry::planned).sum();
    long counted =
        runs.stream().mapToLong(run -> ofSlo ? run.sloMet() : run.planned() - run.failed()).sum();
    // As if one more had been counted and one more had not: a share is never quite 0 or 1.
    double share = (counted + 1.0) / (planned + 2.0);
    return planned == 0 ? 0 : (1 - share) / share * runs.size() / planned;
  }

  /** Of a quantile the run's own, whatever it is worth alone: it is judged with other runs'. */
  private static OptionalDouble number(Metric metric, LoadEntry run) {
    if (metric.quantile().isEmpty()) {
      return metric.number(run);
    }
    Long nanos = run.responseTime().quantilesNanos().get(metric.quantile().getAsDouble());
    return nanos == null ? OptionalDouble.empty() : OptionalDouble.of(nanos / 1e6);
  }

  /** Why a quantile is not judged. */
  private static Optional<Failure> failure(Metric metric, List<LoadEntry> runs) {
    if (metric.quantile().isEmpty()) {
      return Optional.empty();
    }
    double q = metric.quantile().getAsDouble();
    List<TimeDistribution> times = runs.stream().map(LoadEntry::responseTime).toList();
    QuantileInterval interval = QuantileInterval.of(times, q, LEVEL);
    if (interval.count() < QuantileInterval.neededToJudge(q)) {
      return Optional.of(
          new Failure(
              Verdict.INCONCLUSIVE,
              "too few requests to judge a quantile: "
                  + interval.count()
                  + " of "
                  + QuantileInterval.neededToJudge(q)
                  + "; "
                  + told(interval)));
    }
    long unknown = runs.stream().filter(run -> number(metric, run).isEmpty()).count();
    return unknown == 0
        ? Optional.empty()
        : Optional.of(
            new Failure(
                Verdict.INCONCLUSIVE,
                "in "
                    + unknown
                    + " of "
                    + runs.size()
                    + " runs it falls among the failed requests"));
  }

  private static String told(QuantileInterval interval) {
    return interval.isTold()
        ? millis(interval.nanos())
            + " ms ["
            + millis(interval.lowNanos())
            + ", "
            + millis(interval.highNanos())
            + "]"
        : "n/a (needs " + QuantileInterval.neededToTell(interval.quantile()) + ")";
  }

  private static String millis(OptionalDouble nanos) {
    return nanos.isPresent()
        ? String.format(Locale.ROOT, "%.3f", nanos.getAsDouble() / 1e6)
        : "n/a";
  }

  private static Quantity quantity(Metric metric) {
    return switch (metric) {
      case GOODPUT -> Quantity.REQUESTS_PER_SECOND;
      case ACHIEVED, SLO_ATTAINMENT -> Quantity.PERCENT_OF_REQUESTS;
      default -> Quantity.RESPONSE_MILLIS;
    };
  }

  private static SeriesKey key(LoadDocument run, String className, Metric metric) {
    SortedMap<String, String> params = new TreeMap<>();
    params.put("workload", run.run().plan().workload());
    LoadConditions.closedLoop(run)
        .ifPresentOrElse(
            loop -> params.put(SeriesKey.ARRIVALS, loop),
            () -> params.put(SeriesKey.RATE_PER_SECOND, rate(run)));
    params.put("class", className);
    return new SeriesKey(SeriesKey.LOAD, params, metric.column());
  }

  /** {@code 30/s}, or the closed loop. */
  static String offered(LoadDocument run) {
    return LoadConditions.closedLoop(run).orElseGet(() -> rate(run) + "/s");
  }

  private static String rate(LoadDocument run) {
    return BigDecimal.valueOf(run.run().plan().ratePerSecond())
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String schedule(LoadDocument run) {
    String hash = run.run().plan().scheduleSha256();
    return hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
  }

  /** What must be equal for two runs to be alike: a workload may keep its name and not its SLOs. */
  static SortedMap<String, String> settings(LoadDocument run) {
    SortedMap<String, String> settings = new TreeMap<>(LoadConditions.of(run));
    for (LoadEntry entry : run.entries()) {
      entry
          .sloNanos()
          .ifPresent(nanos -> settings.put("SLO of " + entry.name(), nanos / 1e6 + " ms"));
    }
    return settings;
  }
}
