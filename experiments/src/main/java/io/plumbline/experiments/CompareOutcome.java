package io.plumbline.experiments;

import io.plumbline.results.Document;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Side;
import java.util.List;

/**
 * What a comparison found, and what it read.
 *
 * @param baseDocuments what {@code base} was made of; none where it was a plain JMH file
 * @param headDocuments likewise
 */
public record CompareOutcome(
    Comparison comparison,
    Side base,
    Side head,
    List<Document> baseDocuments,
    List<Document> headDocuments) {
  public CompareOutcome {
    baseDocuments = List.copyOf(baseDocuments);
    headDocuments = List.copyOf(headDocuments);
  }
}
