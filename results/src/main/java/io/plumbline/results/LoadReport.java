package io.plumbline.results;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A load run told on the console: what was offered, a section per flag of the metric table that is
 * asked for, the failures, and whether to believe it.
 */
public final class LoadReport {
  private LoadReport() {}

  /**
   * Lines without a line end.
   *
   * @param show the flags whose sections are asked for; none means the usual ones
   */
  public static List<String> lines(LoadDocument document, Set<Metric.Flag> show) {
    LoadDocument.Run run = document.run();
    List<String> lines = new ArrayList<>();
    lines.add(offered(document));
    lines.add("schedule sha256 " + run.plan().scheduleSha256());
    lines.add("");
    for (Metric.Flag flag : shown(document, show)) {
      if (flag != Metric.Flag.HEADLINE) {
        lines.add(flag + ":");
      }
      lines.addAll(TextTable.lines(SummaryTable.cells(document, flag), SummaryTable.WORDS));
      lines.add("");
      if (flag == Metric.Flag.HEADLINE) {
        lines.addAll(bars(document));
        lines.add("");
      }
    }
    run.balancing().ifPresent(balancing -> lines.addAll(balanced(balancing)));
    lines.addAll(failures(run));
    lines.addAll(CourseWords.lines(run));
    lines.addAll(loadGen(document.entries()));
    lines.addAll(verdict(run));
    return lines;
  }

  private static List<String> balanced(LoadDocument.Balancing balancing) {
    long all = balancing.targets().stream().mapToLong(LoadDocument.TargetCount::sent).sum();
    List<String> lines = new ArrayList<>();
    lines.add("requests by target, balanced by " + balancing.policy() + ":");
    for (LoadDocument.TargetCount target : balancing.targets()) {
      String share =
          all == 0 ? "n/a" : String.format(Locale.ROOT, "%.1f %%", 100.0 * target.sent() / all);
      lines.add("  " + target.target() + "  " + target.sent() + "  " + share);
    }
    lines.add("");
    return lines;
  }

  /** Without a wish the headline, and what failed or was late where anything was. */
  static Set<Metric.Flag> shown(LoadDocument document, Set<Metric.Flag> show) {
    if (!show.isEmpty()) {
      return EnumSet.copyOf(show);
    }
    boolean anyMissed = document.entries().stream().anyMatch(entry -> entry.deadlineMisses() > 0);
    return anyMissed
        ? EnumSet.of(Metric.Flag.HEADLINE, Metric.Flag.ERROR_ONLY)
        : EnumSet.of(Metric.Flag.HEADLINE);
  }

  static String offered(LoadDocument document) {
    LoadDocument.Run run = document.run();
    LoadDocument.Plan plan = run.plan();
    return String.format(
        Locale.ROOT,
        "%s, %s%s requests/s against %s: %d requests %s over %s s, seed %d",
        plan.workload(),
        shape(run.settings()),
        number(plan.ratePerSecond()),
        run.target(),
        plan.count(),
        run.course().map(Course::openLoop).orElse(true) ? "planned" : "asked",
        Finite.text(plan.lastNanos() / 1e9, 1),
        document.seed());
  }

  /** What comes as most loads do needs no word. */
  private static String shape(Map<String, Object> settings) {
    Object arrivals = settings.getOrDefault("arrivals", "poisson");
    return arrivals.equals("poisson") ? "" : arrivals + ", ";
  }

  /** Of the response time of all classes together; none without a total. */
  static List<String> bars(LoadDocument document) {
    return document.entries().stream()
        .filter(entry -> entry.name().equals(LoadEntry.TOTAL))
        .findFirst()
        .map(total -> PercentileBars.lines("response time of all classes", total.responseTime()))
        .orElse(List.of());
  }

  /** How many requests failed how, and when. */
  static List<String> failures(LoadDocument.Run run) {
    List<String> lines = new ArrayList<>();
    for (LoadDocument.ErrorSummary error : run.errors()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d x %s%s (first at %s s, last at %s s)",
              error.count(),
              error.status(),
              error.message().isEmpty() ? "" : ": " + error.message().replaceAll("\\s+", " "),
              Finite.text(error.firstNanos() / 1e9, 3),
              Finite.text(error.lastNanos() / 1e9, 3)));
    }
    return lines;
  }

  /** Nothing where nobody asked it. */
  static List<String> loadGen(List<LoadEntry> entries) {
    if (entries.stream().allMatch(entry -> entry.loadGen().isEmpty())) {
      return List.of();
    }
    List<String> invalid = new ArrayList<>();
    for (LoadEntry entry : entries) {
      entry
          .loadGen()
          .filter(verdict -> !verdict.valid())
          .ifPresent(verdict -> invalid.add(entry.name() + " (" + because(verdict) + ")"));
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

  static List<String> verdict(LoadDocument.Run run) {
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
    Finite.require("a figure", value);
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.6g", value);
  }
}
