package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A load run told on the console: what was offered, the table, the failures, and whether to believe
 * it.
 */
public final class LoadReport {
  private static final String CAP = "max-outstanding";

  private LoadReport() {}

  /** Lines without a line end. */
  public static List<String> lines(LoadDocument document) {
    LoadDocument.Run run = document.run();
    LoadDocument.Plan plan = run.plan();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s requests/s against %s: %d requests %s over %.1f s, seed %d",
            plan.workload(),
            number(plan.ratePerSecond()),
            run.target(),
            plan.count(),
            run.course().map(Course::openLoop).orElse(true) ? "planned" : "asked",
            plan.lastNanos() / 1e9,
            document.seed()));
    lines.add("schedule sha256 " + plan.scheduleSha256());
    lines.add("");
    lines.addAll(SummaryTable.lines(document.entries()));
    lines.add("");
    for (LoadDocument.ErrorSummary error : run.errors()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d x %s%s (first at %.3f s, last at %.3f s)",
              error.count(),
              error.status(),
              error.message().isEmpty() ? "" : ": " + error.message().replaceAll("\\s+", " "),
              error.firstNanos() / 1e9,
              error.lastNanos() / 1e9));
    }
    run.incidents().forEach(incident -> lines.add(incident.name() + ": " + incident.text()));
    run.course().ifPresent(course -> lines.addAll(course(course)));
    if (run.settings().containsKey(CAP)) {
      lines.add(
          "never more than "
              + run.settings().get(CAP)
              + " requests were outstanding, because that was asked for (--"
              + CAP
              + ")");
    }
    lines.addAll(loadGen(document.entries()));
    lines.addAll(verdict(run));
    return lines;
  }

  private static List<String> course(Course course) {
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

  private static List<String> loadGen(List<LoadEntry> entries) {
    List<String> invalid = new ArrayList<>();
    for (LoadEntry entry : entries) {
      entry
          .loadGen()
          .filter(verdict -> !verdict.valid())
          .ifPresent(verdict -> invalid.add(entry.name() + " (" + because(verdict) + ")"));
    }
    if (entries.stream().allMatch(entry -> entry.loadGen().isEmpty())) {
      return List.of();
    }
    return List.of(
        invalid.isEmpty()
            ? "LoadGen would say: VALID for every class and the total"
            : "LoadGen would say: INVALID for " + String.join(", ", invalid));
  }

  private static String because(LoadGenVerdict verdict) {
    List<String> reasons = new ArrayList<>();
    if (!verdict.performanceConstraintMet()) {
      reasons.add("p99 over the SLO");
    }
    if (!verdict.minDurationMet()) {
      reasons.add("too short");
    }
    if (!verdict.minQueriesMet()) {
      reasons.add("too few queries");
    }
    if (!verdict.earlyStoppingMet()) {
      reasons.add("early stopping needs " + verdict.queriesMissing() + " more");
    }
    return String.join(", ", reasons);
  }

  private static List<String> verdict(LoadDocument.Run run) {
    if (run.verdict().valid()) {
      return List.of("Result is: VALID");
    }
    List<String> lines = new ArrayList<>();
    lines.add("Result is: INVALID");
    for (LoadDocument.CheckResult check : run.verdict().checks()) {
      if (!check.passed()) {
        lines.add("  " + line(check));
      }
    }
    return lines;
  }

  /** What a check found, what it asks for, and why. */
  public static String line(LoadDocument.CheckResult check) {
    String unit = check.unit().equals("1") ? "" : " " + check.unit();
    return String.format(
        Locale.ROOT,
        "%s: %s%s, must be %s %s%s: %s",
        check.name(),
        number(check.value()),
        unit,
        check.relation(),
        number(check.bound()),
        unit,
        check.reason());
  }

  /** Whole numbers without a fraction, others with six significant digits. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.6g", value);
  }
}
