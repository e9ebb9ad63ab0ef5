package io.plumbline.experiments;

import io.plumbline.results.SweepDocument;
import io.plumbline.results.SweepPoint;
import java.nio.file.Path;
import java.util.List;

/**
 * What a sweep leaves behind.
 *
 * @param document of the sweep, as it was stored
 * @param files where it was written
 */
public record SweepOutcome(SweepDocument document, List<Path> files) {
  public SweepOutcome {
    files = List.copyOf(files);
  }

  /**
   * Whether every point has a result that deserves belief, or was left out as asked.
   *
   * @param allowInvalid whether a result that does not is enough
   */
  public boolean succeeded(boolean allowInvalid) {
    return document.points().stream()
        .allMatch(
            point ->
                point.status() == SweepPoint.Status.VALID
                    || point.status() == SweepPoint.Status.SKIPPED
                    || (allowInvalid && point.status() == SweepPoint.Status.INVALID));
  }
}
