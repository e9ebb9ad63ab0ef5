package io.plumbline.experiments;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What {@code capacity} is asked to do.
 *
 * @param scenario settings of every probe
 * @param attainment share of the planned requests that must meet their SLO, 0 to 1
 * @param classes that must, each for itself; none is all requests together
 * @param everyClass instead of naming them
 * @param fromPerSecond lowest rate
 * @param maxPerSecond highest rate
 * @param outputDir a folder per probe, and the document
 * @param history also keep the documents below this folder
 */
public record CapacitySettings(
    Scenario scenario,
    Procedure procedure,
    double attainment,
    List<String> classes,
    boolean everyClass,
    double fromPerSecond,
    double maxPerSecond,
    Path outputDir,
    Optional<Path> history) {

  /** LoadGen's percentile. */
  private static final double PERCENTILE = .99;

  /** How the rate is looked for. */
  public sealed interface Procedure {

    /**
     * Ours, with confidence.
     *
     * @param precisionPercent the rate above the answer may be so much higher
     */
    record Search(double precisionPercent) implements Procedure {
      public Search {
        if (!(precisionPercent >= .1 && precisionPercent <= 100)) {
          throw new UsageException("--precision must be 0.1 to 100 %: " + precisionPercent);
        }
      }
    }

    /** LoadGen's. */
    record LoadGens(double boundaryStep, int decimals) implements Procedure {
      public LoadGens {
        if (!(boundaryStep > 0 && Double.isFinite(boundaryStep))) {
          throw new UsageException("--boundary-step must be positive and finite: " + boundaryStep);
        }
        if (decimals < 0 || decimals > 6) {
          throw new UsageException("--decimals must be 0 to 6: " + decimals);
        }
      }
    }
  }

  public CapacitySettings {
    classes = List.copyOf(classes);
    if (!(attainment > 0 && attainment < 1)) {
      throw new UsageException("--attainment must be above 0 and below 1: " + attainment);
    }
    if (procedure instanceof Procedure.LoadGens && attainment != PERCENTILE) {
      throw new UsageException(
          "--find-peak looks at the 99th percentile, as LoadGen does: leave out --attainment "
              + attainment);
    }
    if (everyClass && !classes.isEmpty()) {
      throw new UsageException("--all and --class exclude each other");
    }
    if (new HashSet<>(classes).size() < classes.size()) {
      throw new UsageException("--class names one twice: " + classes);
    }
    SweepRates.requireRange(fromPerSecond, maxPerSecond);
  }
}
