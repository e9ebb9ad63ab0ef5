package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * A load run second by second as CSV; a request belongs to the second in which it was planned.
 *
 * <pre>
 * second     from the start of the run, 0 the first     planned  requests due in it
 * failed     of them, those that did not end OK         slo_met  those answered well within their SLO
 * p50_ms     response time; failed requests rank above all others; likewise p95_ms and p99_ms
 * ok_max_ms  the longest of the good ones
 * notes      why figures are unknown: p99_ms n/a (needs 1000); ...
 * </pre>
 *
 * What is unknown is an empty field.
 */
public final class SeriesCsv {
  private static final List<Metric> QUANTILES = List.of(Metric.P50, Metric.P95, Metric.P99);
  private static final double LEVEL = .95;

  private SeriesCsv() {}

  /** The whole text. */
  public static String text(LoadDocument document) {
    List<String> header = new ArrayList<>(List.of("second", "planned", "failed", "slo_met"));
    QUANTILES.forEach(metric -> header.add(metric.column()));
    header.addAll(List.of("ok_max_ms", "notes"));
    StringBuilder text = new StringBuilder(CsvFields.line(header));
    document.run().intervals().forEach(interval -> text.append(line(interval)));
    return text.toString();
  }

  private static String line(Interval interval) {
    List<String> fields = new ArrayList<>();
    fields.add(String.valueOf(interval.startNanos() / Interval.WIDTH_NANOS));
    fields.add(String.valueOf(interval.planned()));
    fields.add(String.valueOf(interval.failed()));
    fields.add(String.valueOf(interval.sloMet()));
    List<String> notes = new ArrayList<>();
    Histogram good = interval.decodeHistogram();
    for (Metric metric : QUANTILES) {
      QuantileInterval ranked =
          QuantileInterval.of(interval.planned(), good, metric.quantile().orElseThrow(), LEVEL);
      Optional<String> why = ranked.whyNotTold(interval.failed());
      why.ifPresent(reason -> notes.add(metric.column() + " n/a (" + reason + ")"));
      fields.add(why.isPresent() ? "" : metric.text(ranked.nanos().orElseThrow() / 1e6));
    }
    fields.add(good.getTotalCount() == 0 ? "" : Finite.text(good.getMaxValue() / 1e6, 3));
    fields.add(String.join("; ", notes));
    return CsvFields.line(fields);
  }
}
