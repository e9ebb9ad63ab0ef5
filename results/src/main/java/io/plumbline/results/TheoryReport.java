package io.plumbline.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The comparison with theory as a table, on the console or in Markdown. */
public final class TheoryReport {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int WORDS = 3;

  private TheoryReport() {}

  /** For a console; lines without a line end. */
  public static List<String> lines(TheoryDocument document) {
    List<String> lines = new ArrayList<>(TextTable.lines(cells(document), WORDS));
    lines.add("");
    lines.addAll(legend(document));
    return lines;
  }

  /** The same in Markdown. */
  public static List<String> markdown(TheoryDocument document) {
    List<List<String>> cells = cells(document);
    List<String> lines = new ArrayList<>();
    lines.add(row(cells.get(0)));
    List<String> rule = new ArrayList<>(Collections.nCopies(WORDS, "---"));
    rule.addAll(Collections.nCopies(cells.get(0).size() - WORDS, "---:"));
    lines.add(row(rule));
    cells.stream().skip(1).map(TheoryReport::row).forEach(lines::add);
    lines.add("");
    legend(document).forEach(line -> lines.add(line + "  "));
    return lines;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static List<List<String>> cells(TheoryDocument document) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "queue",
            "holds",
            "formula",
            "load",
            "runs",
            "requests",
            "wait_predicted_ms",
            "wait_measured_ms",
            "half_width_ms",
            "error_p99_ms",
            "error_max_ms",
            "floor_ms",
            "beyond_floor",
            "unexplained",
            "reordered",
            "failed"));
    for (TheoryDocument.Queue queue : document.queues()) {
      Optional<TheoryDocument.Mean> mean = queue.mean();
      Optional<TheoryDocument.Path> path = queue.path();
      cells.add(
          List.of(
              queue.name(),
              queue.holds() ? "yes" : "NO",
              mean.map(m -> m.agrees() ? m.formula() : m.formula() + ": differs").orElse("n/a"),
              share(queue.load()),
              String.valueOf(queue.replications()),
              String.valueOf(queue.requests()),
              millis(mean, TheoryDocument.Mean::predictedNanos),
              millis(mean, TheoryDocument.Mean::measuredNanos),
              millis(mean, TheoryDocument.Mean::halfWidthNanos),
              millis(path, TheoryDocument.Path::p99ErrorNanos),
              millis(path, TheoryDocument.Path::maxErrorNanos),
              millis(path, TheoryDocument.Path::floorNanos),
              path.map(p -> String.valueOf(p.beyondFloor())).orElse("n/a"),
              path.map(p -> String.valueOf(p.unexplained())).orElse("n/a"),
              path.map(p -> String.valueOf(p.reordered())).orElse("n/a"),
              String.valueOf(queue.failed())));
    }
    return cells;
  }

  private static String share(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "n/a";
  }

  private static <T> String millis(Optional<T> of, ToDoubleFunction<T> nanos) {
    return of.map(t -> String.format(Locale.ROOT, "%.3f", nanos.applyAsDouble(t) / NANOS_PER_MILLI))
        .orElse("n/a");
  }

  private static List<String> legend(TheoryDocument document) {
    return List.of(
        "error: each measured wait less the c-server recursion's over recorded sent times and services;"
            + " floor: 99 % of the requests spent no longer outside the scheduler",
        "unexplained: waits that contradict the recursion whatever transport did in the time that it"
            + " had; none may",
        String.format(
            Locale.ROOT,
            "wait_predicted from the planned rate and the measured services; it must lie within"
                + " half_width (%.0f %%, Student, over runs) of wait_measured unless it is"
                + " approximate",
            100 * document.confidence()),
        document.holds() ? "Theory holds" : "Theory does not hold");
  }
}
