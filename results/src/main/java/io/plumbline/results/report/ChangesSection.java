package io.plumbline.results.report;

import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.ComparisonWords;
import java.util.List;

/** What changed: the ratios with their intervals, the forks behind them, and a table of both. */
record ChangesSection(Comparison comparison) implements Section {

  /** The most urgent first; an entry's place in the list is its number in the whole report. */
  private record Data(List<Row> entries) {}

  private record Row(
      String label,
      String says,
      String change,
      String base,
      String head,
      String detectable,
      String forksNeeded,
      Comparison.Entry entry) {}

  @Override
  public String id() {
    return "changes";
  }

  @Override
  public String title() {
    return "Changes";
  }

  @Override
  public Object data() {
    return new Data(
        ComparisonWords.byUrgency(comparison).stream()
            .map(
                entry ->
                    new Row(
                        entry.key().label(),
                        ComparisonWords.verdict(entry),
                        ComparisonWords.change(entry),
                        ComparisonWords.mean(entry.baseForks()),
                        ComparisonWords.mean(entry.headForks()),
                        ComparisonWords.percent(entry.detectable()),
                        ComparisonWords.forksNeeded(entry),
                        entry))
            .toList());
  }
}
