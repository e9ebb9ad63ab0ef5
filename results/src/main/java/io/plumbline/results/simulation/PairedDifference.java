package io.plumbline.results.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.comparison.FalseDiscovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How a figure of one scenario compares with a baseline's, repetition by repetition: runs of one
 * repetition met the same arrivals, servers and resets, so that the luck they share cancels.
 *
 * <p>Figures that are all positive are compared as ratios, by Student's t over the logarithms;
 * others as differences. Which of all answers to believe is decided for them together, as Benjamini
 * and Hochberg do, at 5 %; intervals are each one's own, at 95 %.
 *
 * @param entry what is compared
 * @param baseline with what
 * @param column of what
 * @param pairs repetitions that have the figure in both
 * @param isRatio whether {@code estimate} is entry / baseline; else it is entry - baseline
 * @param estimate absent without pairs
 * @param low of the interval; absent, like {@code high} and {@code p}, of fewer than two pairs
 * @param p the chance of a difference this large, either way, if there were none
 * @param answer what can be believed
 * @param sameSettings whether both scenarios differ in nothing but the policy
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PairedDifference(
    String entry,
    String baseline,
    String column,
    int pairs,
    boolean isRatio,
    OptionalDouble estimate,
    OptionalDouble low,
    OptionalDouble high,
    OptionalDouble p,
    Answer answer,
    boolean sameSettings) {
  private static final double FALSE_SHARE = .05;

  /** What is believed. */
  public enum Answer {
    LOWER,
    HIGHER,
    /** Every pair is equal: the two are one policy. */
    EQUAL,
    /** Too few or too scattered figures to say. */
    UNDECIDED;

    @Override
    @JsonValue
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Compares all scenarios with one.
   *
   * @param columns the figures to compare
   * @throws IllegalArgumentException if the document has no such scenario
   */
  public static List<PairedDifference> all(
      SimulationDocument document, String baseline, List<String> columns) {
    SimulationEntry base =
        document.entries().stream()
            .filter(entry -> entry.name().equals(baseline))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the baseline must be one of the scenarios: " + baseline));
    SimulationFigures figures = SimulationFigures.of(document);
    List<PairedDifference> all = new ArrayList<>();
    for (SimulationEntry entry : document.entries()) {
      if (!entry.equals(base)) {
        for (String column : columns) {
          all.add(
              of(
                  entry.name(),
                  baseline,
                  column,
                  figures,
                  entry.settings().equals(base.settings())));
        }
      }
    }
    return decided(all);
  }

  private static PairedDifference of(
      String entry,
      String baseline,
      String column,
      SimulationFigures figures,
      boolean sameSettings) {
    SortedMap<Integer, Double> theirs = figures.byRepetition(baseline, column);
    List<double[]> pairs = new ArrayList<>();
    for (Map.Entry<Integer, Double> one : figures.byRepetition(entry, column).entrySet()) {
      Double other = theirs.get(one.getKey());
      if (other != null) {
        pairs.add(new double[] {one.getValue(), other});
      }
    }
    boolean isRatio = pairs.stream().allMatch(pair -> pair[0] > 0 && pair[1] > 0);
    double[] differences =
        pairs.stream()
            .mapToDouble(
                pair -> isRatio ? Math.log(pair[0]) - Math.log(pair[1]) : pair[0] - pair[1])
            .toArray();
    OptionalDouble estimate = OptionalDouble.empty();
    OptionalDouble low = OptionalDouble.empty();
    OptionalDouble high = OptionalDouble.empty();
    OptionalDouble p = OptionalDouble.empty();
    if (differences.length > 0) {
      double mean = Aggregate.mean(differences);
      estimate = OptionalDouble.of(isRatio ? Math.exp(mean) : mean);
      if (differences.length > 1) {
        double variance = Aggregate.variance(differences);
        double half = Aggregate.halfWidth(variance, differences.length);
        low = OptionalDouble.of(isRatio ? Math.exp(mean - half) : mean - half);
        high = OptionalDouble.of(isRatio ? Math.exp(mean + half) : mean + half);
        p = OptionalDouble.of(chance(mean, variance, differences.length));
      }
    }
    Answer answer =
        pairs.size() > 1 && pairs.stream().allMatch(pair -> pair[0] == pair[1])
            ? Answer.EQUAL
            : Answer.UNDECIDED;
    return new PairedDifference(
        entry,
        baseline,
        column,
        pairs.size(),
        isRatio,
        estimate,
        low,
        high,
        p,
        answer,
        sameSettings);
  }

  /** Of a mean this far from 0, either way. */
  private static double chance(double mean, double variance, int count) {
    if (variance == 0) {
      return mean == 0 ? 1 : 0;
    }
    double t = Math.abs(mean) / Math.sqrt(variance / count);
    return Math.min(1, 2 * TDistribution.of(count - 1).survivalProbability(t));
  }

  private static List<PairedDifference> decided(List<PairedDifference> all) {
    double[] chances =
        all.stream()
            .map(PairedDifference::p)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double threshold = FalseDiscovery.threshold(chances, FALSE_SHARE);
    return all.stream()
        .map(
            one -> one.p().isPresent() && one.p().getAsDouble() <= threshold ? one.believed() : one)
        .toList();
  }

  private PairedDifference believed() {
    double none = isRatio ? 1 : 0;
    return new PairedDifference(
        entry,
        baseline,
        column,
        pairs,
        isRatio,
        estimate,
        low,
        high,
        p,
        estimate.orElse(none) < none ? Answer.LOWER : Answer.HIGHER,
        sameSettings);
  }

  /** The scenario that others are compared with if nobody says which: the first. */
  public static Optional<String> firstOf(SimulationDocument document) {
    return document.entries().stream().findFirst().map(SimulationEntry::name);
  }
}
