package io.plumbline.results.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good the gate is: how large a slowdown this comparison would have caught, and how often the
 * procedure errs on data whose truth is known.
 */
public final class Calibration {
  /** The slowdowns that are asked about, .05 for 5 %. */
  static final List<Double> SLOWDOWNS = List.of(.05, .10, .20);

  private Calibration() {}

  /**
   * Of the judged entries of one metric, how many would have been found regressed four times in
   * five, had they become worse by so much.
   *
   * @param slowdown .05 for 5 % more time, or as many fewer operations in the same time
   */
  public record Reach(String metric, double slowdown, int caught, int judged) {}

  /**
   * How often a procedure errs on a suite of unchanged benchmarks and on one in which some are
   * slower, measured with {@link #SOURCE}.
   *
   * @param falseAlarms mean number of unchanged benchmarks called regressed in a comparison of a
   *     suite in which nothing changed
   * @param found of the slowed benchmarks, the share found, by slowdown
   * @param forks mean number per benchmark where nothing changed, of both sides together
   */
  public record Rates(
      String procedure, double falseAlarms, SortedMap<Double, Double> found, double forks) {
    public Rates {
      found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
    }
  }

  /**
   * The data that {@link Rates} were measured with. They are of one session on one quiet machine:
   * how a machine changes from one day to the next is not in them.
   */
  public static final String SOURCE =
      "98 JMH benchmarks of open-source projects, 10 forks of each, drawn with repetition for"
          + " both sides; nothing changed, or 10 of them slowed";

  /** Two finished measurements compared, of 5 forks each. */
  public static final Rates COMPARED =
      new Rates("5 forks a side", .024, new TreeMap<>(Map.of(.05, .34, .10, .63, .20, .83)), 10);

  /** Two commits measured in turns, as {@link Screening} decides. */
  public static final Rates SCREENED =
      new Rates(
          "2 forks a side, of suspects up to 6 fresh ones",
          .026,
          new TreeMap<>(Map.of(.05, .46, .10, .72, .20, .89)),
          5.3);

  /** For every metric and slowdown, metrics in order of their names. */
  public static List<Reach> reach(Comparison comparison) {
    SortedMap<String, List<Comparison.Entry>> byMetric = new TreeMap<>();
    for (Comparison.Entry entry : comparison.entries()) {
      if (entry.judged()) {
        byMetric.computeIfAbsent(entry.metric(), metric -> new ArrayList<>()).add(entry);
      }
    }
    List<Reach> reach = new ArrayList<>();
    byMetric.forEach(
        (metric, judged) ->
            SLOWDOWNS.forEach(
                slowdown ->
                    reach.add(
                        new Reach(
                            metric,
                            slowdown,
                            (int) judged.stream().filter(e -> catches(e, slowdown)).count(),
                            judged.size()))));
    return reach;
  }

  private static boolean catches(Comparison.Entry entry, double slowdown) {
    if (entry.detectable().isEmpty()) {
      return false;
    }
    // Of a rate the detectable change is a loss: a third fewer operations is half as much time
    // more.
    double change = entry.detectable().getAsDouble();
    return (entry.lowerIsBetter() ? change : change / (1 - change)) <= slowdown;
  }
}
