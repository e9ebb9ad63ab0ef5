package io.plumbline.results.report;

import io.plumbline.results.comparison.Calibration;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.ComparisonWords;
import io.plumbline.results.comparison.Verdict;
import java.util.List;

/** The top of the report: the verdict, how much was judged, and what puts the answer in doubt. */
record VerdictSection(ReportInput input) implements Section {

  /**
   * What the script gets.
   *
   * @param detectable what the comparison could have found; empty if nothing was judged
   * @param reach the same by metric
   * @param rates how often the procedures err, measured with {@code ratesSource}
   */
  private record Data(
      String base,
      String head,
      List<Count> counts,
      int judged,
      int entries,
      List<String> unjudged,
      List<String> detectable,
      List<Calibration.Reach> reach,
      List<Calibration.Rates> rates,
      String ratesSource,
      List<String> warnings,
      List<Comparison.Difference> environment,
      List<String> baseNotes,
      List<String> headNotes,
      List<String> commands) {}

  private record Count(Verdict verdict, int count) {}

  @Override
  public String id() {
    return "verdict";
  }

  @Override
  public String title() {
    return "Verdict";
  }

  @Override
  public Object data() {
    Comparison comparison = input.comparison();
    int judged = comparison.coverage().judged();
    return new Data(
        ComparisonWords.side(comparison.base()),
        ComparisonWords.side(comparison.head()),
        ComparisonWords.byUrgency(comparison).stream()
            .map(Comparison.Entry::verdict)
            .distinct()
            .map(verdict -> new Count(verdict, comparison.with(verdict).size()))
            .toList(),
        judged,
        comparison.coverage().entries(),
        ComparisonWords.unjudged(comparison),
        judged == 0 ? List.of() : List.of(ComparisonWords.detectable(comparison)),
        Calibration.reach(comparison),
        List.of(Calibration.COMPARED, Calibration.SCREENED),
        Calibration.SOURCE,
        comparison.warnings(),
        comparison.environment(),
        comparison.base().notes(),
        comparison.head().notes(),
        input.commands());
  }
}
