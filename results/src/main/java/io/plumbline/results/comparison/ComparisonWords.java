package io.plumbline.results.comparison;

import io.plumbline.results.Commit;
import io.plumbline.results.comparison.Calibration.Reach;
import io.plumbline.results.comparison.Comparison.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How an answer and its figures are worded, alike on the console, in Markdown and in HTML. */
public final class ComparisonWords {
  private static final String UNKNOWN = "n/a";
  private static final int SHORT_ID = 10;

  /** The most urgent first. */
  private static final List<Verdict> URGENCY =
      List.of(
          Verdict.REGRESSED,
          Verdict.FAILED,
          Verdict.MISSING,
          Verdict.IMPROVED,
          Verdict.UNSTEADY,
          Verdict.INCONCLUSIVE,
          Verdict.NOT_COMPARABLE,
          Verdict.NEW,
          Verdict.SAME);

  private ComparisonWords() {}

  /** {@code 1 regressed, 40 same, 12 inconclusive; judged 53 of 60}. */
  public static String verdict(Comparison comparison) {
    List<String> counts = new ArrayList<>();
    for (Verdict verdict : URGENCY) {
      int count = comparison.with(verdict).size();
      if (count > 0) {
        counts.add(count + " " + verdict);
      }
    }
    return (counts.isEmpty() ? "nothing to compare" : String.join(", ", counts))
        + "; judged "
        + comparison.coverage().judged()
        + " of "
        + comparison.coverage().entries();
  }

  /** {@code HEAD (0123456789, main, changed since)}. */
  public static String side(Comparison.Of side) {
    if (side.commit().isEmpty()) {
      return side.label();
    }
    Commit commit = side.commit().get();
    String id = commit.id().substring(0, Math.min(SHORT_ID, commit.id().length()));
    return side.label()
        + " ("
        + id
        + commit.branch().map(branch -> ", " + branch).orElse("")
        + (commit.dirty() ? ", changed since" : "")
        + ")";
  }

  /** Why entries were not judged, one line each: {@code 3 new: the baseline does not have it}. */
  public static List<String> unjudged(Comparison comparison) {
    return comparison.coverage().unjudged().entrySet().stream()
        .map(reason -> reason.getValue() + " " + reason.getKey())
        .toList();
  }

  /** How many of the judged entries would have shown a worsening of these sizes. */
  public static String detectable(Comparison comparison) {
    List<Reach> reach = Calibration.reach(comparison);
    List<String> found = new ArrayList<>();
    for (double slowdown : Calibration.SLOWDOWNS) {
      int caught =
          reach.stream().filter(r -> r.slowdown() == slowdown).mapToInt(Reach::caught).sum();
      found.add(String.format(Locale.ROOT, "%+.0f %% on %d", 100 * slowdown, caught));
    }
    return "it would have caught "
        + String.join(", ", found)
        + " of "
        + comparison.coverage().judged();
  }

  /** The entries in the order in which they concern a reader. */
  public static List<Entry> byUrgency(Comparison comparison) {
    return comparison.entries().stream()
        .sorted(
            Comparator.comparing((Entry entry) -> URGENCY.indexOf(entry.verdict()))
                .thenComparing(entry -> -Math.abs(Math.log(entry.ratio().orElse(1))))
                .thenComparing(Entry::key))
        .toList();
  }

  /** {@code +12.3 % [+8.1, +16.7]}. */
  public static String change(Entry entry) {
    if (entry.ratio().isEmpty()) {
      return UNKNOWN;
    }
    String change = signed(entry.ratio().getAsDouble()) + " %";
    return entry.low().isEmpty()
        ? change
        : change
            + " ["
            + signed(entry.low().getAsDouble())
            + ", "
            + signed(entry.high().orElseThrow())
            + "]";
  }

  private static String signed(double ratio) {
    return String.format(Locale.ROOT, "%+.1f", 100 * (ratio - 1));
  }

  /** A share: {@code 4.2 %}; beyond ten times it says no more than that. */
  public static String percent(OptionalDouble share) {
    if (share.isEmpty()) {
      return UNKNOWN;
    }
    return share.getAsDouble() > 10
        ? ">1000 %"
        : String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble());
  }

  /** The geometric mean of the forks, or runs, with four significant digits. */
  public static String mean(List<Double> forks) {
    if (forks.isEmpty()) {
      return UNKNOWN;
    }
    double mean = Math.exp(forks.stream().mapToDouble(Math::log).average().orElseThrow());
    int decimals = (int) Math.max(0, 3 - Math.floor(Math.log10(mean)));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 6) + "f", mean);
  }

  /** {@code 17}, or {@code >1000}. */
  public static String forksNeeded(Entry entry) {
    OptionalInt needed = entry.forksNeeded();
    return needed.isPresent()
        ? String.valueOf(needed.getAsInt())
        : entry.detectable().isPresent() ? ">" + Comparer.MOST_FORKS : UNKNOWN;
  }

  /** The verdict, and what qualifies it. */
  public static String verdict(Entry entry) {
    return entry.verdict()
        + entry.accepted().map(reason -> ", accepted: " + reason).orElse("")
        + (entry.verdict() == Verdict.REGRESSED && !entry.gated() ? ", not gated" : "");
  }
}
