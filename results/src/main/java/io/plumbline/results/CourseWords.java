package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a reader must know of how a run went, a line each. */
final class CourseWords {
  private static final String CAP = "max-outstanding";

  private CourseWords() {}

  static List<String> lines(LoadDocument.Run run) {
    List<String> lines = new ArrayList<>();
    run.incidents().forEach(incident -> lines.add(incident.name() + ": " + incident.text()));
    run.course().ifPresent(course -> lines.addAll(lines(course)));
    run.calibration().flatMap(CourseWords::nearItsLimits).ifPresent(lines::add);
    if (run.settings().containsKey(CAP)) {
      lines.add(
          "never more than "
              + run.settings().get(CAP)
              + " requests were outstanding, because that was asked for (--"
              + CAP
              + ")");
    }
    return lines;
  }

  /** What qualifies the figures where there is room for one line: a stop, and a tired generator. */
  static Optional<String> remark(LoadDocument.Run run) {
    List<String> remarks = new ArrayList<>();
    run.course().flatMap(CourseWords::ended).ifPresent(remarks::add);
    run.course().flatMap(Course::noticed).ifPresent(remarks::add);
    run.calibration().flatMap(CourseWords::nearItsLimits).ifPresent(remarks::add);
    return remarks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", remarks));
  }

  private static Optional<String> ended(Course course) {
    return course.issuingEndedBy().equals("plan")
        ? Optional.empty()
        : Optional.of("ended by " + course.issuingEndedBy() + ": " + course.because());
  }

  private static Optional<String> nearItsLimits(LoadDocument.Calibration calibration) {
    return calibration.trusted()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "at its busiest it asked for %.0f %% of the %s requests/s that this generator was"
                    + " calibrated for: beyond %.0f %% its own limits may show in the figures",
                100 * calibration.usedRatio(),
                LoadReport.number(calibration.highestRatePerSecond()),
                100 * CalibrationDocument.TRUSTED_SHARE));
  }

  private static List<String> lines(Course course) {
    List<String> lines = new ArrayList<>();
    course
        .phases()
        .forEach(
            (phase, counts) -> {
              if (!phase.equals("measure")) {
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%s, in none of these figures: %d requests, %d of them failed",
                        phase,
                        counts.planned(),
                        counts.planned() - counts.ok()));
              }
            });
    if (!course.openLoop()) {
      lines.add(
          "a closed loop: each request waited for an answer, so response times omit what was never"
              + " asked while the target was slow");
    }
    if (course.heldRequests() > 0) {
      lines.add(
          course.heldRequests()
              + " requests were held back by the cap on outstanding requests, as asked; their response"
              + " times count from when they were planned");
    }
    ended(course).ifPresent(lines::add);
    course.noticed().ifPresent(lines::add);
    course.loadGenScore().ifPresent(score -> lines.add(score(score)));
    return lines;
  }

  private static String score(LoadGenScore score) {
    String value =
        score.value().isEmpty()
            ? score.queriesMissing() > 0
                ? "n/a (needs " + (score.queries() + score.queriesMissing()) + ")"
                : "n/a (not all were answered well)"
            : score.unit().equals("ns")
                ? Finite.text(score.value().getAsDouble() / 1e6, 3) + " ms"
                : Finite.text(score.value().getAsDouble(), 2);
    return "LoadGen " + score.scenario() + ", " + score.name() + ": " + value;
  }
}
