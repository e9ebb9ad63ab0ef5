package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** A calibration told on the console: a row per rate, and what follows for runs. */
public final class CalibrationReport {
  private static final double NANOS_PER_MILLI = 1e6;

  private CalibrationReport() {}

  /** Lines without a line end. */
  public static List<String> lines(CalibrationDocument document) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "payload",
            "holds",
            "offered_per_s",
            "requests",
            "slip_p50_ms",
            "slip_p99_ms",
            "slip_max_ms",
            "p50_ms",
            "p99_ms",
            "max_ms"));
    List<String> reasons = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    for (CalibrationDocument.Payload payload : document.payloads()) {
      for (CalibrationDocument.Step step : payload.steps()) {
        cells.add(row(payload, step));
        step.because()
            .ifPresent(
                because ->
                    reasons.add(
                        payload.name()
                            + " at "
                            + LoadReport.number(step.ratePerSecond())
                            + "/s: "
                            + because));
      }
      limits.add(limit(payload));
    }
    List<String> lines = new ArrayList<>(TextTable.lines(cells, 2));
    lines.add("");
    lines.addAll(reasons);
    lines.addAll(limits);
    return lines;
  }

  private static List<String> row(
      CalibrationDocument.Payload payload, CalibrationDocument.Step step) {
    return List.of(
        payload.name(),
        step.holds() ? "yes" : "no",
        LoadReport.number(step.ratePerSecond()),
        String.valueOf(step.requests()),
        millis(step.slip(), CalibrationDocument.Times::p50Nanos),
        millis(step.slip(), CalibrationDocument.Times::p99Nanos),
        millis(step.slip(), CalibrationDocument.Times::maxNanos),
        millis(step.response(), CalibrationDocument.Times::p50Nanos),
        millis(step.response(), CalibrationDocument.Times::p99Nanos),
        millis(step.response(), CalibrationDocument.Times::maxNanos));
  }

  private static String millis(
      Optional<CalibrationDocument.Times> times, ToLongFunction<CalibrationDocument.Times> which) {
    return times.map(t -> millis(which.applyAsLong(t))).orElse("n/a");
  }

  private static String millis(long nanos) {
    return Finite.text(nanos / NANOS_PER_MILLI, 3);
  }

  private static String limit(CalibrationDocument.Payload payload) {
    if (payload.highestRatePerSecond().isEmpty()) {
      return payload.name() + ": no rate held; runs cannot be held against this";
    }
    double highest = payload.highestRatePerSecond().getAsDouble();
    return String.format(
        Locale.ROOT,
        "%s: holds up to %s requests/s; runs beyond %s are flagged",
        payload.name(),
        LoadReport.number(highest),
        LoadReport.number(Math.floor(highest * CalibrationDocument.TRUSTED_SHARE)));
  }
}
