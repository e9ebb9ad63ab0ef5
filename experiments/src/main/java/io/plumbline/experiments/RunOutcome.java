package io.plumbline.experiments;

import io.plumbline.results.LoadDocument;
import java.nio.file.Path;
import java.util.List;

/**
 * What a finished run leaves behind.
 *
 * @param document everything, as it was stored
 * @param files where it was written
 */
public record RunOutcome(LoadDocument document, List<Path> files) {
  public RunOutcome {
    files = List.copyOf(files);
  }

  public boolean valid() {
    return document.run().verdict().valid();
  }
}
