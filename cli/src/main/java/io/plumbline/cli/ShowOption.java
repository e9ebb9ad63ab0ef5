package io.plumbline.cli;

import io.plumbline.results.Metric;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which sections of a run's figures are shown. */
final class ShowOption {
  @Option(
      names = "--show",
      paramLabel = "A,B",
      split = ",",
      description =
          "Sections of figures: ${COMPLETION-CANDIDATES} (default: headline, and error-only where a request failed or was late).")
  private List<Metric.Flag> show = new ArrayList<>();

  /** None if nobody asked. */
  Set<Metric.Flag> show() {
    Set<Metric.Flag> asked = EnumSet.noneOf(Metric.Flag.class);
    asked.addAll(show);
    return asked;
  }
}
