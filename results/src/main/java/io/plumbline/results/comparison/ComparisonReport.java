package io.plumbline.results.comparison;

import io.plumbline.results.TextTable;
import io.plumbline.results.comparison.Comparison.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison told on the console: coverage first, then what is in doubt, then a row per entry.
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><td>base, head<td>geometric mean over the forks or runs, in {@code unit}, and how many there
 *     were
 * <tr><td>change [95 %]<td>of the candidate from the baseline, with Welch's interval over the forks
 * <tr><td>detectable<td>the worsening that would have been found four times in five
 * <tr><td>forks_needed<td>per side, to tell a change of the minimum effect from chance four times in
 *     five
 * </table>
 */
public final class ComparisonReport {
  private ComparisonReport() {}

  /**
   * Lines without a line end.
   *
   * @param all also those that are the same, moved by less than the minimum effect, or were not
   *     judged for a reason that is told once
   */
  public static List<String> lines(Comparison comparison, boolean all) {
    List<String> lines = new ArrayList<>();
    lines.add(
        ComparisonWords.side(comparison.head())
            + " against "
            + ComparisonWords.side(comparison.base()));
    lines.add(ComparisonWords.verdict(comparison));
    ComparisonWords.unjudged(comparison).forEach(line -> lines.add("  not judged: " + line));
    if (comparison.coverage().judged() > 0) {
      lines.add(ComparisonWords.detectable(comparison));
    }
    comparison.warnings().forEach(warning -> lines.add("warning: " + warning));
    comparison
        .environment()
        .forEach(d -> lines.add("differs: " + d.property() + ": " + d.base() + " -> " + d.head()));
    comparison.base().notes().forEach(note -> lines.add("note on the baseline: " + note));
    comparison.head().notes().forEach(note -> lines.add("note on the candidate: " + note));
    List<Entry> shown =
        ComparisonWords.byUrgency(comparison).stream()
            .filter(entry -> all || concernsReader(entry))
            .toList();
    if (!shown.isEmpty()) {
      lines.add("");
      lines.addAll(table(shown));
    }
    int hidden = comparison.entries().size() - shown.size();
    if (hidden > 0) {
      lines.add(hidden + " more with --all");
    }
    return lines;
  }

  static boolean concernsReader(Entry entry) {
    return switch (entry.verdict()) {
      case REGRESSED, IMPROVED, UNSTEADY, MISSING, FAILED -> true;
      case INCONCLUSIVE -> entry.judged() && looksChanged(entry);
      case SAME, NOT_COMPARABLE, NEW -> false;
    };
  }

  /** What moved by the minimum effect, though nobody knows whether by chance. */
  private static boolean looksChanged(Entry entry) {
    double ratio = entry.ratio().orElse(1);
    return Math.max(ratio, 1 / ratio) - 1 >= entry.minimumEffect();
  }

  private static List<String> table(List<Entry> entries) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "entry",
            "verdict",
            "unit",
            "base",
            "head",
            "forks",
            "change [95 %]",
            "detectable",
            "forks_needed"));
    for (Entry entry : entries) {
      cells.add(
          List.of(
              entry.key().label(),
              ComparisonWords.verdict(entry),
              entry.unit(),
              ComparisonWords.mean(entry.baseForks()),
              ComparisonWords.mean(entry.headForks()),
              entry.baseForks().size() + " v " + entry.headForks().size(),
              ComparisonWords.change(entry),
              ComparisonWords.percent(entry.detectable()),
              ComparisonWords.forksNeeded(entry)));
    }
    return TextTable.lines(cells, 3);
  }
}
