package io.plumbline.results.comparison;

import static io.plumbline.results.Markdown.escaped;

import io.plumbline.results.comparison.Comparison.Entry;
import java.util.ArrayList;
import java.util.List;

/** A comparison as Markdown, to be pasted under a pull request: the changes, the rest folded. */
public final class ComparisonMarkdown {
  private ComparisonMarkdown() {}

  /** The whole text, ending in a line end. */
  public static String text(Comparison comparison) {
    List<String> lines = new ArrayList<>();
    lines.add("### " + escaped(ComparisonWords.verdict(comparison)));
    lines.add("");
    lines.add(
        escaped(
            ComparisonWords.side(comparison.head())
                + " against "
                + ComparisonWords.side(comparison.base())
                + (comparison.coverage().judged() > 0
                    ? "; " + ComparisonWords.detectable(comparison)
                    : "")
                + "."));
    bullets("**Warning:** ", comparison.warnings(), lines);
    bullets("Not judged: ", ComparisonWords.unjudged(comparison), lines);
    bullets(
        "Differs: ",
        comparison.environment().stream()
            .map(d -> d.property() + ": " + d.base() + " → " + d.head())
            .toList(),
        lines);
    bullets("Baseline: ", comparison.base().notes(), lines);
    bullets("Candidate: ", comparison.head().notes(), lines);
    List<Entry> entries = ComparisonWords.byUrgency(comparison);
    table(entries.stream().filter(ComparisonReport::concernsReader).toList(), lines);
    if (!entries.isEmpty()) {
      lines.add("");
      lines.add("<details><summary>All " + entries.size() + " entries</summary>");
      table(entries, lines);
      lines.add("");
      lines.add("</details>");
    }
    return String.join("\n", lines) + "\n";
  }

  private static void bullets(String what, List<String> items, List<String> lines) {
    if (!items.isEmpty()) {
      lines.add("");
      items.forEach(item -> lines.add("- " + what + escaped(item)));
    }
  }

  private static void table(List<Entry> entries, List<String> lines) {
    if (entries.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("| entry | verdict | unit | base | head | forks | change [95 %] | detectable |");
    lines.add("|---|---|---|--:|--:|--:|--:|--:|");
    for (Entry entry : entries) {
      lines.add(
          "| "
              + String.join(
                  " | ",
                  escaped(entry.key().label()),
                  escaped(ComparisonWords.verdict(entry)),
                  escaped(entry.unit()),
                  ComparisonWords.mean(entry.baseForks()),
                  ComparisonWords.mean(entry.headForks()),
                  entry.baseForks().size() + " v " + entry.headForks().size(),
                  escaped(ComparisonWords.change(entry)),
                  ComparisonWords.percent(entry.detectable()))
              + " |");
    }
  }
}
