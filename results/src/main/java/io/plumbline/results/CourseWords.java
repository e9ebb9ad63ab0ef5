package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader must know of how a run went, a line each. */
final class CourseWords {
  private static final String CAP = "max-outstanding";

  private CourseWords() {}

  static List<String> lines(LoadDocument.Run run) {
    List<String> lines = new ArrayList<>();
    run.incidents().forEach(incident -> lines.add(incident.name() + ": " + incident.text()));
    run.course().ifPresent(course -> lines.addAll(lines(course)));
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
    if (!course.issuingEndedBy().equals("plan")) {
      lines.add("ended by " + course.issuingEndedBy() + ": " + course.because());
    }
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
                ? String.format(Locale.ROOT, "%.3f ms", score.value().getAsDouble() / 1e6)
                : String.format(Locale.ROOT, "%.2f", score.value().getAsDouble());
    return "LoadGen " + score.scenario() + ", " + score.name() + ": " + value;
  }
}
