package io.plumbline.loadgen;

import io.plumbline.loadgen.PlanAnswers.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks of a plan whether it is what it claims to be, by looking at the schedule alone: it can be
 * asked before a run.
 *
 * <p>Every stream is first turned into what should be a Poisson process of rate 1: one of any rate
 * over time by its integrated rate, gamma gaps through their distribution. Five questions are asked
 * of that ({@link Question}), for every class that has a stream and for the sum of those that are
 * Poisson. A grid must be exact, an initial burst complete, a trace equal to its rows; classes that
 * are marks on a stream must have their shares and not know of each other. All p-values together
 * give a false alarm with a probability of {@value #FAMILY_ALPHA} at most (Bonferroni).
 *
 * <p>Offsets are whole nanoseconds; at a million requests per second and millions of requests this
 * begins to show.
 */
public final class PlanAudit {
  static final double FAMILY_ALPHA = .001;

  private final ArrivalSchedule schedule;
  private final LoadPlan plan;
  private final long[] offsetsNanos;
  private final PlanAnswers answers = new PlanAnswers();
  private final List<Check> exact = new ArrayList<>();

  /** Whether the plan went on beyond its minimum duration, until every class had enough. */
  private final boolean extended;

  /** Requests at offset 0 that belong to no process. */
  private final int burst;

  private PlanAudit(ArrivalSchedule schedule) {
    this.schedule = schedule;
    this.plan = schedule.plan();
    this.offsetsNanos = schedule.allOffsetsNanos();
    this.extended = isExtended(offsetsNanos, plan.minDurationNanos());
    this.burst =
        plan.loadGen().isPresent()
            ? 0
            : Math.min(
                schedule.count(),
                plan.groups().stream().mapToInt(ArrivalGroup::initialBurst).sum());
  }

  /** One check per question that the plan's shape leaves; of p-values the smallest. */
  public static List<Check> of(ArrivalSchedule schedule) {
    PlanAudit audit = new PlanAudit(schedule);
    if (audit.plan.arrivals() instanceof Arrivals.Trace trace) {
      audit.compare(trace.requests());
    } else if (audit.plan.loadGen().isPresent()) {
      audit.askLoadGensStreams();
    } else {
      audit.askInitialBurst();
      audit.askPoissonStreams();
      for (ArrivalGroup group : audit.plan.groups()) {
        audit.askGroup(group);
      }
    }
    List<Check> checks = new ArrayList<>(audit.exact);
    checks.addAll(audit.answers.checks(FAMILY_ALPHA));
    return checks;
  }

  /** The plan ends with an arrival; only what lies before a fixed instant is a Poisson count. */
  private static boolean isExtended(long[] offsetsNanos, long minDurationNanos) {
    int n = offsetsNanos.length;
    return minDurationNanos == 0 || (n >= 2 && offsetsNanos[n - 2] >= minDurationNanos);
  }

  private void compare(RecordedArrivals requests) {
    long different = Math.abs((long) schedule.count() - requests.count());
    for (int i = 0; i < Math.min(schedule.count(), requests.count()); i++) {
      boolean same =
          schedule.offsetNanos(i) == requests.sharedOffsetsNanos()[i]
              && schedule.classIndex(i) == requests.sharedClasses()[i]
              && (!requests.namesModel(i) || schedule.modelIndex(i) == requests.modelIndex(i));
      different += same ? 0 : 1;
    }
    exact.add(
        Check.equal(
            "plan_trace", different, 0, "requests of the plan that differ from the trace's"));
  }

  /** One seed in lock-step: their sum is not Poisson, and is not claimed to be. */
  private void askLoadGensStreams() {
    for (int c = 0; c < plan.workload().classes().size(); c++) {
      if (plan.skips(c)) {
        continue;
      }
      long[] offsets = schedule.offsetsNanos(c);
      boolean byCount = isExtended(offsets, plan.minDurationNanos());
      double ratePerNano = plan.classRatePerSecond(c) / 1e9;
      // The first arrival is at 0 and no part of the process.
      double[] points = Arrays.stream(offsets).skip(1).mapToDouble(n -> n * ratePerNano).toArray();
      if (points.length == 0) {
        continue;
      }
      double until = byCount ? points[points.length - 1] : plan.minDurationNanos() * ratePerNano;
      String label = label(c);
      answers.add(
          Question.COUNT,
          label,
          byCount
              ? UnitPoisson.nthPValue(points.length, until)
              : UnitPoisson.countPValue(points, until));
      answers.ask(label, points, until);
    }
  }

  private void askInitialBurst() {
    if (burst == 0) {
      return;
    }
    int atStart = 0;
    while (atStart < burst && offsetsNanos[atStart] == 0) {
      atStart++;
    }
    exact.add(
        Check.equal(
            "plan_initial_burst", atStart, burst, "requests at offset 0 that begin the plan"));
  }

  private void askPoissonStreams() {
    int streams = 0;
    List<ArrivalGroup> groups = new ArrayList<>();
    for (ArrivalGroup group : plan.groups()) {
      if (group.arrivals().shapesTheSum()) {
        continue;
      }
      groups.add(group);
      streams += group.classes().size();
      for (int c : group.classes()) {
        ArrivalGroup alone =
            new ArrivalGroup(group.arrivals(), List.of(c), plan.classRatePerSecond(c), c);
        askPoisson(label(c), List.of(alone));
      }
    }
    if (streams > 1) {
      askPoisson("the total", groups);
    }
  }

  /** Superposed Poisson processes are one, whose integrated rate is the sum of theirs. */
  private void askPoisson(String stream, List<ArrivalGroup> groups) {
    List<RateProfile> profiles = groups.stream().map(g -> g.arrivals().profile()).toList();
    long[] offsets = offsetsOf(groups);
    if (offsets.length == 0) {
      answers.add(Question.COUNT, stream, UnitPoisson.countPValue(new double[0], horizon(groups)));
      return;
    }
    double[] points = new double[offsets.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = expected(groups, profiles, offsets[i]);
    }
    double until = horizon(groups);
    if (!extended) {
      answers.add(Question.COUNT, stream, UnitPoisson.countPValue(points, until));
    } else {
      int n = atLeast(groups);
      if (n > 0 && n <= points.length) {
        answers.add(Question.COUNT, stream, UnitPoisson.nthPValue(n, points[n - 1]));
      }
    }
    answers.ask(stream, points, until);
  }

  private double horizon(List<ArrivalGroup> groups) {
    List<RateProfile> profiles = groups.stream().map(g -> g.arrivals().profile()).toList();
    return expected(groups, profiles, extended ? schedule.lastNanos() : plan.minDurationNanos());
  }

  private static double expected(
      List<ArrivalGroup> groups, List<RateProfile> profiles, long nanos) {
    double sum = 0;
    for (int g = 0; g < profiles.size(); g++) {
      sum += groups.get(g).ratePerSecond() / 1e9 * profiles.get(g).integralNanos((double) nanos);
    }
    return sum;
  }

  /** How many requests beyond the bursts these classes have in any case. */
  private int atLeast(List<ArrivalGroup> groups) {
    int sum = 0;
    for (ArrivalGroup group : groups) {
      for (int c : group.classes()) {
        int inBurst = 0;
        for (int i = 0; i < burst; i++) {
          inBurst += schedule.classIndex(i) == c ? 1 : 0;
        }
        sum += Math.max(0, plan.minQueryCount() - inBurst);
      }
    }
    return sum;
  }

  private void askGroup(ArrivalGroup group) {
    String stream =
        group.classes().size() == 1 ? label(group.classes().get(0)) : "the sum of the classes";
    long[] offsets = offsetsOf(List.of(group));
    if (group.arrivals() instanceof Arrivals.Gamma gamma) {
      askGamma(stream, group, offsets, new GammaLaw(gamma.cv(), 1e9 / group.ratePerSecond()));
    } else if (group.arrivals() instanceof Arrivals.Constant) {
      exact.add(grid(stream, offsets, group.ratePerSecond()));
    }
    if (group.classes().size() > 1) {
      if (group.arrivals().shapesTheSum()) {
        askMarks(group, 0, schedule.count());
      } else if (group.initialBurst() > 0) {
        askMarks(group, 0, burst);
      }
    }
  }

  private void askGamma(String stream, ArrivalGroup group, long[] offsets, GammaLaw law) {
    if (!extended) {
      answers.add(
          Question.COUNT,
          stream,
          law.countPValue(before(offsets), (double) plan.minDurationNanos()));
    } else {
      int n = atLeast(List.of(group));
      if (n > 0 && n <= offsets.length) {
        answers.add(Question.COUNT, stream, law.nthPValue(n, (double) offsets[n - 1]));
      }
    }
    if (offsets.length > 0) {
      double[] points = law.unitPoisson(offsets);
      answers.ask(stream, points, points[points.length - 1]);
    }
  }

  private int before(long[] offsets) {
    int count = 0;
    while (count < offsets.length && offsets[count] < plan.minDurationNanos()) {
      count++;
    }
    return count;
  }

  private static Check grid(String stream, long[] offsets, double ratePerSecond) {
    double farthest = 0;
    for (int i = 0; i < offsets.length; i++) {
      farthest = Math.max(farthest, Math.abs(offsets[i] - (i + 1) / ratePerSecond * 1e9));
    }
    return Check.atMost(
        "plan_grid", farthest, 1, "ns", "distance of arrivals from their grid, in " + stream);
  }

  /** Classes of the arrivals of one stream: rows from one index to another. */
  private void askMarks(ArrivalGroup group, int from, int to) {
    int[] positionOfClass = positions(group);
    double[] shares = new double[group.classes().size()];
    for (int k = 0; k < shares.length; k++) {
      shares[k] = plan.classRatePerSecond(group.classes().get(k)) / group.ratePerSecond();
    }
    int[] marks = new int[to - from];
    int n = 0;
    int beforeEnd = 0;
    for (int i = from; i < to; i++) {
      int k = positionOfClass[schedule.classIndex(i)];
      if (k >= 0) {
        marks[n++] = k;
        beforeEnd = extended || offsetsNanos[i] < plan.minDurationNanos() ? n : beforeEnd;
      }
    }
    // A plan that was extended for a class ends with it; counts at a fixed number do not know.
    boolean byCount = extended && to == schedule.count() && plan.minQueryCount() > 0;
    MarksLaw law = new MarksLaw(Arrays.copyOf(marks, beforeEnd), shares);
    for (int k = 0; k < shares.length; k++) {
      answers.add(
          Question.MARKS,
          label(group.classes().get(k)),
          byCount ? law.nthPValue(k, plan.minQueryCount()) : law.countPValue(k));
    }
    law.repeatsPValue().ifPresent(p -> answers.add(Question.MARKS, "neighbouring requests", p));
  }

  private int[] positions(ArrivalGroup group) {
    int[] positions = new int[plan.workload().classes().size()];
    Arrays.fill(positions, -1);
    for (int k = 0; k < group.classes().size(); k++) {
      positions[group.classes().get(k)] = k;
    }
    return positions;
  }

  /** What these groups' classes have beyond the bursts, in order. */
  private long[] offsetsOf(List<ArrivalGroup> groups) {
    boolean[] asked = new boolean[plan.workload().classes().size()];
    groups.forEach(group -> group.classes().forEach(c -> asked[c] = true));
    long[] offsets = new long[offsetsNanos.length];
    int n = 0;
    for (int i = burst; i < offsetsNanos.length; i++) {
      if (asked[schedule.classIndex(i)]) {
        offsets[n++] = offsetsNanos[i];
      }
    }
    return Arrays.copyOf(offsets, n);
  }

  private String label(int classIndex) {
    return plan.workload().classes().get(classIndex).label();
  }
}
