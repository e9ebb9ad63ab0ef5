package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.RequestClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws schedules that fit into this JVM, and says what a user should know about them. */
final class Plans {
  /**
   * Kept per request during a run, schedule and rows together, with room for the sums made of them
   * afterwards.
   */
  private static final int BYTES_PER_REQUEST = 96;

  private Plans() {}

  static ArrivalSchedule schedule(LoadPlan plan) {
    requireFits(plan);
    try {
      return ArrivalSchedule.of(plan);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  /**
   * Says before it is drawn whether a schedule will fit.
   *
   * @throws UsageException if it will not
   */
  static void requireFits(LoadPlan plan) {
    double neededBytes = plan.expectedCount() * BYTES_PER_REQUEST;
    long heapBytes = Runtime.getRuntime().maxMemory();
    if (neededBytes > heapBytes / 2.0) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the plan would hold about %.0f requests, %.0f MB of a heap of %d MB; lower --total-qps,"
                  + " --duration-ms or --min-query-count, or raise -Xmx in PLUMBLINE_JAVA_OPTS",
              plan.expectedCount(),
              neededBytes / 1e6,
              heapBytes / 1_000_000));
    }
  }

  /** What a run with these settings plays of its plan: its limits may cut it. */
  static ArrivalSchedule offered(LoadSettings settings) {
    return settings.rules().cut(schedule(settings.plan()));
  }

  /** What a user should know about a plan beside its figures. */
  static List<String> notes(ArrivalSchedule schedule) {
    LoadPlan plan = schedule.plan();
    List<String> notes = new ArrayList<>();
    List<RequestClass> classes = plan.workload().classes();
    for (int c = 0; c < classes.size(); c++) {
      if (plan.skips(c)) {
        notes.add(
            String.format(
                Locale.ROOT,
                "class %s is skipped: %.4f requests per second is below %.2f",
                classes.get(c).label(),
                plan.classRatePerSecond(c),
                LoadPlan.MIN_CLASS_RATE_PER_SECOND));
      }
    }
    if (schedule.lastNanos() > 1.2 * plan.minDurationNanos()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the plan takes %.1f s, not %.1f s: every class must have %d requests"
                  + " (--min-query-count)",
              schedule.lastNanos() / 1e9,
              plan.minDurationNanos() / 1e9,
              plan.minQueryCount()));
    }
    if (plan.loadGen().isPresent() && classes.size() > 1) {
      notes.add(
          "every class plays LoadGen's stream of one seed, as separate LoadGens do: classes of equal"
              + " rate fire in lock-step, so the total is not Poisson and is not audited");
    }
    return notes;
  }
}
