package io.plumbline.experiments;

import io.plumbline.results.Metric;
import io.plumbline.results.SweepPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Chooses the rates that show where one workload's knee is: doubles the rate from the baseline
 * until a point is beyond it, then looks at a few in between.
 *
 * <p>A point is beyond the knee if fewer than {@value #LEAST_ATTAINMENT_PERCENT} % of its requests
 * met their SLO, or its 99th percentile is more than {@value #MOST_TIMES_BASELINE} times the
 * baseline's, or among the failed. One that too few requests support says nothing. The first is
 * what a user feels, and is goodput over offered load. The second sees a queue that grows where
 * SLOs are so loose, or the run so short, that none is missed yet; at five times a single
 * exponential server is at 80 % of what it can do.
 *
 * <p>Pure: equal points give equal rates.
 */
record KneeSearch(SweepRates.Auto limits) {
  static final double LEAST_ATTAINMENT_PERCENT = 95;
  static final double MOST_TIMES_BASELINE = 5;

  private static final double GROWTH = 2;

  /** Rates looked at between the last that keeps up and the first that does not. */
  private static final int BETWEEN = 4;

  /** So many in a row that say nothing, and higher ones will not either. */
  private static final int MOST_SILENT = 2;

  /**
   * What a point says.
   *
   * @param usable whether it says anything
   * @param p99Millis absent if it is among the failed, or too few requests support it
   */
  record Seen(
      boolean usable,
      OptionalDouble attainmentPercent,
      OptionalDouble p99Millis,
      boolean p99AmongFailed) {
    static Seen of(SweepPoint point, boolean judgesInvalid) {
      return new Seen(
          point.status() == SweepPoint.Status.VALID
              || (judgesInvalid && point.status() == SweepPoint.Status.INVALID),
          figure(point, Metric.SLO_ATTAINMENT),
          figure(point, Metric.P99),
          point.isAmongFailed(Metric.P99));
    }

    private static OptionalDouble figure(SweepPoint point, Metric metric) {
      Double value = point.metrics().get(metric.column());
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private boolean isBeyond(Seen baseline) {
      return attainmentPercent.orElse(0) < LEAST_ATTAINMENT_PERCENT
          || p99AmongFailed
          || p99Millis.orElse(0)
              > MOST_TIMES_BASELINE * baseline.p99Millis.orElse(Double.MAX_VALUE);
    }
  }

  /** The rates to play next; none once the knee's surroundings are known, or cannot be. */
  List<Double> next(NavigableMap<Double, Seen> seen) {
    double low = limits.fromPerSecond();
    int silent = 0;
    for (double rate : grown()) {
      Seen point = seen.get(rate);
      if (point == null) {
        return List.of(rate);
      }
      silent = point.usable() ? 0 : silent + 1;
      if (silent == MOST_SILENT || !baseline(seen).usable()) {
        return List.of();
      }
      if (point.usable() && point.isBeyond(baseline(seen))) {
        return between(low, rate, seen);
      }
      low = point.usable() ? rate : low;
    }
    return List.of();
  }

  private List<Double> grown() {
    List<Double> rates = new ArrayList<>();
    double rate = limits.fromPerSecond();
    while (rate < limits.maxPerSecond() && rates.size() < limits.maxRates()) {
      rates.add(rate);
      rate = Rates.rounded(rate * GROWTH);
    }
    if (rates.size() < limits.maxRates()) {
      rates.add(limits.maxPerSecond());
    }
    return rates;
  }

  /** None if the lower one is beyond the knee itself, or those between were looked at. */
  private List<Double> between(double low, double high, NavigableMap<Double, Seen> seen) {
    return IntStream.rangeClosed(1, low < high ? BETWEEN : 0)
        .mapToObj(i -> Rates.rounded(low * Math.pow(high / low, i / (BETWEEN + 1.0))))
        .filter(rate -> !seen.containsKey(rate))
        .limit(limits.maxRates() - seen.size())
        .toList();
  }

  private static Seen baseline(NavigableMap<Double, Seen> seen) {
    return seen.firstEntry().getValue();
  }

  /** The highest rate that keeps up with none beyond the knee below it. */
  private static Optional<Double> lastThatKeepsUp(NavigableMap<Double, Seen> seen) {
    Optional<Double> last = Optional.empty();
    for (var point : seen.entrySet()) {
      if (point.getValue().usable()) {
        if (point.getValue().isBeyond(baseline(seen))) {
          break;
        }
        last = Optional.of(point.getKey());
      }
    }
    return last;
  }

  /** Where the knee is, in one line for people. */
  String statement(NavigableMap<Double, Seen> seen) {
    if (seen.isEmpty() || !baseline(seen).usable()) {
      return "the knee is not known: the baseline at "
          + Rates.plain(limits.fromPerSecond())
          + " requests/s has no valid result";
    }
    Optional<Double> keepsUp = lastThatKeepsUp(seen);
    if (keepsUp.isEmpty()) {
      return "the knee is below "
          + Rates.plain(limits.fromPerSecond())
          + " requests/s: even the baseline is beyond it; lower --from";
    }
    String low = Rates.plain(keepsUp.get());
    Optional<Double> beyond =
        seen.tailMap(keepsUp.get(), false).entrySet().stream()
            .filter(point -> point.getValue().usable())
            .map(Map.Entry::getKey)
            .findFirst();
    boolean again =
        seen.tailMap(keepsUp.get(), false).values().stream()
            .anyMatch(point -> point.usable() && !point.isBeyond(baseline(seen)));
    return beyond
            .map(high -> "the knee is between " + low + " and " + Rates.plain(high) + " requests/s")
            .orElse(
                "the knee is above "
                    + low
                    + " requests/s: no valid point is beyond it; points above say nothing, or"
                    + " --max-rate and --max-rates ended the search")
        + (again ? ", and points above it keep up again" : "")
        + String.format(
            Locale.ROOT,
            " (beyond it fewer than %.0f %% met their SLO, or p99 is more than %.0f times the"
                + " baseline's)",
            LEAST_ATTAINMENT_PERCENT,
            MOST_TIMES_BASELINE);
  }

  /** What the points of one workload say, by rate; of several at one rate the first that does. */
  static NavigableMap<Double, Seen> seen(List<SweepPoint> points, boolean judgesInvalid) {
    NavigableMap<Double, Seen> seen = new TreeMap<>();
    for (SweepPoint point : points) {
      seen.merge(
          point.ratePerSecond(),
          Seen.of(point, judgesInvalid),
          (first, next) -> first.usable() ? first : next);
    }
    return seen;
  }
}
