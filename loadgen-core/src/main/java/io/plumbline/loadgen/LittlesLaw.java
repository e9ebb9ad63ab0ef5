package io.plumbline.loadgen;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds the number in flight that a thread of its own saw against the one that follows from the
 * rows: the sum of all (done - sent), over the run's length.
 *
 * <p>Both are the same area, so they agree to within {@value #TOLERANCE} and the sampling error, or
 * one of them is wrong. That error: looks at distance d see a request of length S either floor(S/d)
 * or one times more, the latter with probability f = frac(S/d), so its share of the area has
 * variance d²f(1-f). With uneven distances f is uniform for S ≥ d, which makes it d²/6; for S &lt;
 * d it is S(d-S). As d stands {@link InFlight#gapNanos}, since long gaps meet more requests.
 * Requests count as independent, and {@value #SIGMAS} standard deviations are allowed.
 */
final class LittlesLaw {
  private static final double TOLERANCE = .05;
  private static final double SIGMAS = 4;

  /** Where the sampling error alone may be this much, agreement would mean nothing. */
  private static final double MOST_ERROR = .5;

  private LittlesLaw() {}

  /**
   * The check.
   *
   * @param skipped takes the reason if there is none
   */
  static Optional<Check> check(Recording recording, InFlight seen, List<String> skipped) {
    double area = 0;
    double variance = 0;
    double gap = seen.gapNanos();
    for (int i = 0; i < recording.count(); i++) {
      if (recording.sentNanos(i).isPresent()) {
        double length =
            recording.doneNanos(i).orElse(recording.endNanos())
                - recording.sentNanos(i).getAsLong();
        area += length;
        variance += length < gap ? length * (gap - length) : gap * gap / 6;
      }
    }
    if (area <= 0) {
      skipped.add("littles_law was not checked: no request was out for any time");
      return Optional.empty();
    }
    double error = SIGMAS * Math.sqrt(variance) / area;
    if (error > MOST_ERROR) {
      skipped.add(
          String.format(
              Locale.ROOT,
              "littles_law was not checked: requests were out for too short or too seldom; %d looks"
                  + " tell their number only to within %.0f %%",
              seen.samples(),
              100 * error));
      return Optional.empty();
    }
    double sampled = seen.mean() * seen.windowNanos();
    return Optional.of(
        Check.atMost(
            "littles_law",
            Math.abs(sampled - area) / area,
            TOLERANCE + error,
            "1",
            String.format(
                Locale.ROOT,
                "in flight on average: %.4g as sampled, %.4g by the rows; 5 %% and the sampling"
                    + " error may lie between",
                sampled / seen.windowNanos(),
                area / seen.windowNanos())));
  }
}
