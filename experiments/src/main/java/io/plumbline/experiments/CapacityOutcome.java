package io.plumbline.experiments;

import io.plumbline.results.CapacityDocument;
import java.nio.file.Path;
import java.util.List;

/**
 * What a search for capacity leaves behind.
 *
 * @param document of the search, as it was stored
 * @param files where it was written
 */
public record CapacityOutcome(CapacityDocument document, List<Path> files) {
  public CapacityOutcome {
    files = List.copyOf(files);
  }
}
