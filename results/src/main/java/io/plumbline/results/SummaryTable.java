package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;

/** The figures of a run as an aligned text table: a row per class, then the total. */
final class SummaryTable {
  private SummaryTable() {}

  /**
   * Lines without a line end; the figures of good requests alone stand in their own columns where
   * any failed.
   */
  public static List<String> lines(List<LoadEntry> entries) {
    boolean anyFailed = entries.stream().anyMatch(entry -> entry.failed() > 0);
    List<Metric> metrics = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (metric.headline() || (anyFailed && metric.group() == Metric.Group.ERRORS)) {
        metrics.add(metric);
      }
    }
    List<List<String>> cells = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("tier", "slo"));
    metrics.forEach(metric -> header.add(metric.column()));
    cells.add(header);
    for (LoadEntry entry : entries) {
      List<String> row = new ArrayList<>();
      row.add(entry.tier().isPresent() ? String.valueOf(entry.tier().getAsInt()) : LoadEntry.TOTAL);
      row.add(entry.slo().orElse(""));
      metrics.forEach(metric -> row.add(metric.text(entry)));
      cells.add(row);
    }
    return TextTable.lines(cells, 2);
  }
}
