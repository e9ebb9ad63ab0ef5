package io.plumbline.experiments;

import io.plumbline.results.CalibrationDocument;
import java.nio.file.Path;

/**
 * What a calibration leaves behind.
 *
 * @param file where it was written
 */
public record CalibrationOutcome(CalibrationDocument document, Path file) {

  /** Whether a rate was found for every size of payload. */
  public boolean succeeded() {
    return document.payloads().stream().allMatch(p -> p.highestRatePerSecond().isPresent());
  }
}
