package io.plumbline.results;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Writes the rows of a run as CSV, RFC 4180 without quoting, because no field can hold a comma.
 *
 * <pre>
 * timestamp_issued  Unix nanoseconds at send           sample_id    index in the plan, from 0
 * tier              1, 2, 3                            slo          urgent, normal, relaxed
 * model             as on the wire                     latency_ns   response time: done - planned
 * latency_ms        the same in milliseconds           slo_met      true, false
 * status            gRPC's code or ours                planned_ns   from the start of the run
 * prepared_ns       negative if before the start       sent_ns      from the start of the run
 * done_ns           from the start of the run          service_ns   done - sent
 * slip_ns           sent - planned                     issuer       issuing thread, from 0
 * channel           from 0
 * </pre>
 *
 * What never happened is an empty field.
 */
public final class MetricsCsv {
  static final String HEADER =
      "timestamp_issued,sample_id,tier,slo,model,latency_ns,latency_ms,slo_met,"
          + "status,planned_ns,prepared_ns,sent_ns,done_ns,service_ns,slip_ns,issuer,channel";

  private MetricsCsv() {}

  /** Writes header and rows; the caller owns the writer. */
  public static void write(RequestRows rows, Writer out) throws IOException {
    out.write(HEADER);
    out.write('\n');
    StringBuilder line = new StringBuilder(200);
    for (int row = 0; row < rows.count(); row++) {
      line.setLength(0);
      append(rows, row, line);
      out.append(line).append('\n');
    }
  }

  private static void append(RequestRows rows, int row, StringBuilder line) {
    RequestRows.ClassOfRequests requestClass = rows.classes().get(rows.classIndex(row));
    OptionalLong responseNanos = rows.responseNanos(row);
    field(rows.issuedEpochNanos(row), line).append(row).append(',');
    line.append(requestClass.tier()).append(',').append(requestClass.slo()).append(',');
    line.append(rows.model(row)).append(',');
    field(responseNanos, line);
    if (responseNanos.isPresent()) {
      line.append(String.format(Locale.ROOT, "%.6f", responseNanos.getAsLong() / 1e6));
    }
    line.append(',').append(rows.sloMet(row)).append(',').append(rows.status(row)).append(',');
    line.append(rows.plannedNanos(row)).append(',');
    field(rows.preparedNanos(row), line);
    field(rows.sentNanos(row), line);
    field(rows.doneNanos(row), line);
    field(rows.serviceNanos(row), line);
    field(rows.slipNanos(row), line);
    if (rows.issuer(row).isPresent()) {
      line.append(rows.issuer(row).getAsInt());
    }
    line.append(',');
    if (rows.channel(row).isPresent()) {
      line.append(rows.channel(row).getAsInt());
    }
  }

  private static StringBuilder field(OptionalLong value, StringBuilder line) {
    if (value.isPresent()) {
      line.append(value.getAsLong());
    }
    return line.append(',');
  }
}
