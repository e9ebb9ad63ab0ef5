package io.plumbline.results.comparison;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.results.Commit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * The whole answer to what changed from a baseline to a candidate.
 *
 * @param base what it was compared with
 * @param head what was asked about
 * @param environment where the two sides' environments differ
 * @param warnings what puts the answer in doubt, most serious first
 * @param entries one per key that either side has, in the order of the keys
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Comparison(
    Of base,
    Of head,
    Coverage coverage,
    List<Difference> environment,
    List<String> warnings,
    List<Entry> entries) {

  public Comparison {
    environment = List.copyOf(environment);
    warnings = List.copyOf(warnings);
    entries = List.copyOf(entries);
  }

  /** The entries that have this verdict. */
  @JsonIgnore
  public List<Entry> with(Verdict verdict) {
    return entries.stream().filter(entry -> entry.verdict() == verdict).toList();
  }

  /** The regressions that fail a build: gated, and not accepted by the policy. */
  @JsonIgnore
  public List<Entry> regressions() {
    return with(Verdict.REGRESSED).stream()
        .filter(entry -> entry.gated() && entry.accepted().isEmpty())
        .toList();
  }

  /** One side, as far as the answer tells of it. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Of(String label, Optional<Commit> commit, List<String> notes) {
    public Of {
      notes = List.copyOf(notes);
    }
  }

  /**
   * How much of what is there was judged.
   *
   * @param judged entries with an interval, which took part in the test
   * @param entries all
   * @param unjudged how many of the others for which reason
   */
  public record Coverage(int judged, int entries, SortedMap<String, Integer> unjudged) {}

  /** A property of the environment that is not the same on both sides; n/a if unknown. */
  public record Difference(String property, String base, String head) {}

  /**
   * What is said of one figure.
   *
   * @param unit of the figures
   * @param lowerIsBetter false where higher is
   * @param baseForks geometric mean of each fork or run of the baseline, in {@code unit}; likewise
   *     {@code headForks}
   * @param ratio candidate / baseline of the geometric means; absent, like its interval, if a side
   *     has nothing to compare
   * @param low of the 95 % interval of the ratio; absent, like {@code high}, if a side has fewer
   *     than two forks
   * @param pWorse the chance of seeing this or worse if nothing got worse
   * @param pBetter likewise for better
   * @param minimumEffect the relative change that this entry must reach to count, 0.03 for 3 %,
   *     absolute floors included
   * @param detectable the relative change for the worse that this comparison would have found four
   *     times in five
   * @param forksNeeded per side, to tell the minimum effect from none four times in five; absent
   *     where scatter is unknown or more than {@value Comparer#MOST_FORKS} are needed
   * @param reason why this verdict, where it needs one
   * @param gated whether a regression of it fails a build
   * @param accepted why the policy accepts its regression
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Entry(
      String name,
      SortedMap<String, String> params,
      String metric,
      String unit,
      boolean lowerIsBetter,
      Verdict verdict,
      List<Double> baseForks,
      List<Double> headForks,
      OptionalDouble ratio,
      OptionalDouble low,
      OptionalDouble high,
      OptionalDouble pWorse,
      OptionalDouble pBetter,
      double minimumEffect,
      OptionalDouble detectable,
      OptionalInt forksNeeded,
      Optional<String> reason,
      boolean gated,
      Optional<String> accepted) {

    public Entry {
      baseForks = List.copyOf(baseForks);
      headForks = List.copyOf(headForks);
    }

    /** Whether it took part in the test. */
    @JsonIgnore
    public boolean judged() {
      return pWorse.isPresent();
    }

    @JsonIgnore
    public SeriesKey key() {
      return new SeriesKey(name, params, metric);
    }
  }
}
