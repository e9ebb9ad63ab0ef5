package io.plumbline.results.report;

import io.plumbline.results.Document;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a report is drawn from.
 *
 * @param comparison of {@code base} and {@code head}
 * @param base what the comparison had of the baseline; without series if there is none
 * @param head likewise of the candidate
 * @param baseDocuments what {@code base} was made of; empty if it came from elsewhere
 * @param headDocuments likewise
 * @param history what was measured of each commit, oldest first, the candidate's own last; of a
 *     fork its mean is enough; only sides of the candidate's machine are drawn
 * @param commands that make this comparison and this report again, a line each
 * @param plots charts beside those that every report has
 * @param documents shown beside the comparison, with those of the candidate that it cannot compare:
 *     simulations, and searches for capacity, calibrations and checks against theory
 */
public record ReportInput(
    Comparison comparison,
    Side base,
    Side head,
    List<Document> baseDocuments,
    List<Document> headDocuments,
    List<Side> history,
    List<String> commands,
    Optional<Plots> plots,
    List<Document> documents) {

  public ReportInput {
    baseDocuments = List.copyOf(baseDocuments);
    headDocuments = List.copyOf(headDocuments);
    history = List.copyOf(history);
    commands = List.copyOf(commands);
    documents = List.copyOf(documents);
  }

  /** Without further documents. */
  public ReportInput(
      Comparison comparison,
      Side base,
      Side head,
      List<Document> baseDocuments,
      List<Document> headDocuments,
      List<Side> history,
      List<String> commands,
      Optional<Plots> plots) {
    this(comparison, base, head, baseDocuments, headDocuments, history, commands, plots, List.of());
  }

  /** The candidate's documents, and those beside the comparison. */
  List<Document> allOfHead() {
    return Stream.concat(headDocuments.stream(), documents.stream()).distinct().toList();
  }
}
