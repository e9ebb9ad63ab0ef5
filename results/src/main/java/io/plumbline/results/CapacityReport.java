package io.plumbline.results;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A search for capacity told on the console: a row per probe, then the answer. */
public final class CapacityReport {
  private CapacityReport() {}

  /** Lines without a line end; of several classes the row shows the one that is worst off. */
  public static List<String> lines(CapacityDocument document) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "step",
            "outcome",
            "class",
            "point",
            "seed",
            "count",
            Metric.SLO_ATTAINMENT.column(),
            "at_least_%",
            "at_most_%",
            "design_effect",
            // Of all classes together, whichever the row names.
            LoadEntry.TOTAL + "_" + Metric.P99.column()));
    for (CapacityDocument.Probe probe : document.probes()) {
      Optional<Attainment> worst =
          probe.attainments().stream().min(Comparator.comparing(Attainment::atLeast));
      cells.add(
          List.of(
              word(probe.step()),
              word(probe.outcome()),
              worst.map(Attainment::entry).orElse("n/a"),
              probe.point().shapeAtRate(),
              Long.toString(probe.seed()),
              worst.map(a -> Long.toString(a.planned())).orElse("n/a"),
              percent(worst.map(Attainment::share)),
              percent(worst.map(Attainment::atLeast)),
              percent(worst.map(Attainment::atMost)),
              worst.map(a -> Finite.text(a.designEffect(), 1)).orElse("n/a"),
              SweepReport.text(Metric.P99, probe.point())));
    }
    List<String> lines = new ArrayList<>(TextTable.lines(cells, 3));
    for (CapacityDocument.Probe probe : document.probes()) {
      probe.point().reason().ifPresent(why -> lines.add(probe.point().name() + ": " + why));
      probe.point().remark().ifPresent(what -> lines.add(probe.point().name() + ": " + what));
    }
    document.notes().forEach(note -> lines.add("note: " + note));
    lines.add("");
    lines.add(
        document
            .answer()
            .map(CapacityDocument.Answer::statement)
            .orElse("The search did not come to its end."));
    return lines;
  }

  private static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  private static String percent(Optional<Double> share) {
    return share.map(s -> Finite.text(100 * s, 3)).orElse("n/a");
  }
}
