package io.plumbline.experiments;

import io.plumbline.results.MicroDocument;
import java.nio.file.Path;
import java.util.List;

/**
 * What a pass over microbenchmarks leaves behind.
 *
 * @param document everything, as it was stored
 * @param files where it was written
 */
public record BenchOutcome(MicroDocument document, List<Path> files) {
  public BenchOutcome {
    files = List.copyOf(files);
  }

  /** Whether everything was run and nothing failed. */
  public boolean succeeded() {
    return document.complete() && document.failed().isEmpty();
  }
}
