package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;

/** The figures of a run that have one flag, as cells: a row per class and model, then the total. */
final class SummaryTable {
  /** The first two columns hold words. */
  static final int WORDS = 2;

  private SummaryTable() {}

  /** The rows of every table of a run; a model that is the only one would only repeat the total. */
  static List<LoadEntry> rows(LoadDocument document) {
    List<LoadEntry> rows = new ArrayList<>(document.entries());
    if (document.models().size() > 1) {
      rows.addAll(Math.max(0, rows.size() - 1), document.models());
    }
    return rows;
  }

  /** Headings first. */
  static List<List<String>> cells(LoadDocument document, Metric.Flag flag) {
    List<Metric> metrics = Metric.with(flag);
    List<List<String>> cells = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("tier", "slo"));
    metrics.forEach(metric -> header.add(metric.column()));
    cells.add(header);
    for (LoadEntry entry : rows(document)) {
      List<String> row = new ArrayList<>();
      if (entry.tier().isPresent()) {
        row.add(String.valueOf(entry.tier().getAsInt()));
        row.add(entry.slo().orElse(""));
      } else if (entry.name().equals(LoadEntry.TOTAL)) {
        row.add(LoadEntry.TOTAL);
        row.add("");
      } else {
        row.add("model");
        row.add(entry.name());
      }
      metrics.forEach(metric -> row.add(metric.text(entry)));
      cells.add(row);
    }
    return cells;
  }
}
