package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The summary of a load run as CSV: a row per class and model, then the total.
 *
 * <pre>
 * entry   1:urgent, a model's name, or total
 * kind    class, model or total
 * tier    of a class, like slo
 * ...     a column per figure of the metric table; of a percentile or a share also the ends of its
 *         95 % interval, as _low and _high
 * notes   why figures are unknown: p99_ms n/a (needs 1000); ...
 * </pre>
 *
 * What is unknown is an empty field.
 */
public final class LoadCsv {
  private LoadCsv() {}

  /** The whole text. */
  public static String text(LoadDocument document) {
    List<String> header = new ArrayList<>(List.of("entry", "kind", "tier", "slo"));
    header.addAll(columns());
    StringBuilder text = new StringBuilder(CsvFields.line(header));
    document.entries().stream()
        .filter(entry -> entry.tier().isPresent())
        .forEach(entry -> text.append(line("class", entry)));
    document.models().forEach(entry -> text.append(line("model", entry)));
    document.entries().stream()
        .filter(entry -> entry.tier().isEmpty())
        .forEach(entry -> text.append(line("total", entry)));
    return text.toString();
  }

  private static String line(String kind, LoadEntry entry) {
    List<String> fields = new ArrayList<>(List.of(entry.name(), kind));
    fields.add(entry.tier().isPresent() ? String.valueOf(entry.tier().getAsInt()) : "");
    fields.add(entry.slo().orElse(""));
    fields.addAll(fields(entry));
    return CsvFields.line(fields);
  }

  /** Of all figures, and of the notes. */
  static List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      columns.addAll(metric.csvColumns());
    }
    columns.add("notes");
    return columns;
  }

  /** Likewise. */
  static List<String> fields(LoadEntry entry) {
    List<String> fields = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      fields.addAll(metric.csvFields(entry));
      metric.whyUnknown(entry).ifPresent(notes::add);
    }
    fields.add(notes.stream().collect(Collectors.joining("; ")));
    return fields;
  }
}
