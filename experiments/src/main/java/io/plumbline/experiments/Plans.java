package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.Arrivals;
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

  /**
   * Refuses what has no plan.
   *
   * @throws UsageException if requests wait for answers
   */
  static void requireOpenLoop(LoadSettings settings) {
    if (settings.closedShape().isPresent()) {
      throw new UsageException(
          "--arrivals " + settings.arrivals() + " is a closed loop and has no plan; use run");
    }
  }

  /**
   * Refuses what comes at the same rate whatever is asked for.
   *
   * @throws UsageException if requests wait for answers, or come from a trace
   */
  static void requireRate(LoadSettings settings) {
    requireOpenLoop(settings);
    if (settings.plan().arrivals() instanceof Arrivals.Trace) {
      throw new UsageException(
          "--arrivals " + settings.arrivals() + " has a rate of its own; use run");
    }
  }

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

  /**
   * What a run with these settings plays of its plan: its limits may cut it.
   *
   * @throws UsageException also if they leave nothing
   */
  static ArrivalSchedule offered(LoadSettings settings) {
    return offered(settings, schedule(settings.plan()));
  }

  /** Likewise of a plan that is drawn. */
  static ArrivalSchedule offered(LoadSettings settings, ArrivalSchedule planned) {
    ArrivalSchedule offered = settings.rules().cut(planned);
    if (offered.count() == 0) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--max-duration-ms %d leaves no request: the first is due after %.3f ms",
              settings.maxDurationMs().orElse(0),
              planned.offsetNanos(0) / 1e6));
    }
    return offered;
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
    for (RequestClass c : classes) {
      c.arrivals()
          .ifPresent(own -> notes.add("class " + c.label() + " has arrivals of its own: " + own));
    }
    if (plan.arrivals() instanceof Arrivals.Trace) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the trace decides rate and length, %.4f requests per second for %.1f s: --total-qps,"
                  + " --duration-ms and --min-query-count say nothing",
              plan.ratePerSecond(),
              schedule.lastNanos() / 1e9));
    }
    if (schedule.lastNanos() < plan.arrivals().settledSeconds() * 1e9) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the plan ends after %.1f s, before all of %s was played (%.1f s)",
              schedule.lastNanos() / 1e9,
              plan.arrivals(),
              plan.arrivals().settledSeconds()));
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
