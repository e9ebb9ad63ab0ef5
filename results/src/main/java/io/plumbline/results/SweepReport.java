package io.plumbline.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A sweep told on the console: a row per point, and why points are invalid or have no result. */
public final class SweepReport {
  private static final List<Metric> COLUMNS =
      List.of(
          Metric.P50,
          Metric.P95,
          Metric.P99,
          Metric.SLO_ATTAINMENT,
          Metric.GOODPUT,
          Metric.SLIP_P99,
          Metric.ERRORS);

  private SweepReport() {}

  /** Lines without a line end. */
  public static List<String> lines(SweepDocument document) {
    List<SweepPoint> points =
        document.points().stream()
            .sorted(
                Comparator.comparing(SweepPoint::workload)
                    .thenComparing(SweepPoint::ratePerSecond)
                    .thenComparing(SweepPoint::repetition))
            .toList();
    List<List<String>> cells = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("workload", "verdict", "point", "run"));
    COLUMNS.forEach(metric -> header.add(metric.column()));
    cells.add(header);
    for (SweepPoint point : points) {
      List<String> row = new ArrayList<>();
      row.add(point.workload());
      row.add(point.status().name().toLowerCase(Locale.ROOT));
      row.add(point.shapeAtRate());
      row.add(String.valueOf(point.repetition()));
      COLUMNS.forEach(metric -> row.add(text(metric, point)));
      cells.add(row);
    }
    List<String> lines = new ArrayList<>(TextTable.lines(cells, 2));
    for (SweepPoint point : points) {
      point.reason().ifPresent(reason -> lines.add(point.name() + ": " + reason));
      point.remark().ifPresent(remark -> lines.add(point.name() + ": " + remark));
    }
    document.notes().forEach(note -> lines.add("note: " + note));
    return lines;
  }

  static String text(Metric metric, SweepPoint point) {
    Double value = point.metrics().get(metric.column());
    if (value != null) {
      return metric.text(value);
    }
    if (metric.quantile().isEmpty()) {
      return "n/a";
    }
    if (metric.group() == Metric.Group.RESPONSE_TIME && point.isAmongFailed(metric)) {
      double errors = point.metrics().getOrDefault(Metric.ERRORS.column(), 0.0);
      return "n/a (" + Metric.ERRORS.text(errors) + " failed)";
    }
    Double count = point.metrics().get(Metric.COUNT.column());
    long needed = QuantileInterval.neededToTell(metric.quantile().getAsDouble());
    return count != null && count < needed ? "n/a (needs " + needed + ")" : "n/a";
  }
}
