package io.plumbline.results;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

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
              queue.holds() ? "yes" : queue.contradicts() ? "NO" : "n/a",
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
    return value.isPresent() ? Finite.text(value.getAsDouble(), 3) : "n/a";
  }

  private static <T> String millis(Optional<T> of, ToDoubleFunction<T> nanos) {
    return of.map(t -> Finite.text(nanos.applyAsDouble(t) / NANOS_PER_MILLI, 3)).orElse("n/a");
  }

  private static List<String> legend(TheoryDocument document) {
    return List.of(
        "error: each measured wait less the c-server recursion's over recorded sent times and services;"
            + " floor: 99 % of the requests spent no longer outside the scheduler",
        "unexplained: waits that contradict the recursion whatever transport did in the time that it"
            + " had; none may",
        "wait_predicted from the planned rate and the measured services; it must lie within half_width"
            + " ("
            + percent(document.confidence())
            + " %, Student, over runs"
            + together(document)
            + ") of wait_measured unless it is approximate",
        verdict(document));
  }

  /** By Bonferroni: the chances to be wrong add up. */
  private static String together(TheoryDocument document) {
    long judged =
        document.queues().stream()
            .flatMap(queue -> queue.mean().stream())
            .filter(TheoryDocument.Mean::exact)
            .count();
    return judged < 2
        ? ""
        : "; at least "
            + percent(Math.max(0, 1 - judged * (1 - document.confidence())))
            + " % for all "
            + judged
            + " together";
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(100 * share)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String verdict(TheoryDocument document) {
    if (document.contradicts()) {
      return "Theory does not hold";
    }
    return document.holds()
        ? "Theory holds"
        : "It could not be told whether theory holds: requests failed, or too little was measured, of "
            + document.queues().stream()
                .filter(queue -> !queue.holds())
                .map(TheoryDocument.Queue::name)
                .collect(Collectors.joining(", "));
  }
}
