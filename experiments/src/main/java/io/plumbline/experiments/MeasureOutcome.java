package io.plumbline.experiments;

import io.plumbline.results.comparison.Comparison;
import java.nio.file.Path;
import java.util.List;

/**
 * What a comparison that measured both commits leaves behind.
 *
 * @param comparison the answer, or what could be said when it was stopped
 * @param files what was measured of either side
 * @param stopped whether it was told to end before it was done
 */
public record MeasureOutcome(Comparison comparison, List<Path> files, boolean stopped) {
  public MeasureOutcome {
    files = List.copyOf(files);
  }
}
