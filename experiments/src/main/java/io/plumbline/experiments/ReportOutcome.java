package io.plumbline.experiments;

import io.plumbline.results.comparison.Comparison;
import java.nio.file.Path;
import java.util.List;

/**
 * What a report tells, and where it was written.
 *
 * @param files the page first
 */
public record ReportOutcome(Comparison comparison, List<Path> files) {
  public ReportOutcome {
    files = List.copyOf(files);
  }
}
