package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * Asks of a plan whether it is what it claims to be: independent Poisson processes, and a Poisson
 * process in total.
 *
 * <p>Four questions of every class and of the superposition: is the count what the rate promises
 * (exact Poisson test), are the gaps exponential (Kolmogorov-Smirnov), are counts in windows of
 * several widths neither bursty nor regular (index of dispersion, chi-square), do neighbouring gaps
 * know of each other (lag-1 correlation of the gaps' uniform scores, normal)? Bonferroni over all
 * tests of the plan keeps the chance of a false alarm at {@value #FAMILY_ALPHA} at most.
 */
final class PlanAudit {
  static final double FAMILY_ALPHA = .001;

  /** Below this many gaps the asymptotic tests say nothing reliable. */
  private static final int MIN_GAPS = 50;

  private static final int MIN_WINDOWS = 20;

  /** Window widths, in expected arrivals per window. */
  private static final double[] WINDOW_MEANS = {10, 50, 250};

  private enum Question {
    COUNT("count", "requests in the plan, against its rate"),
    GAPS("gaps", "gaps between arrivals, against the exponential distribution"),
    DISPERSION("dispersion", "variance of counts in windows, against their mean"),
    AUTOCORRELATION("autocorrelation", "neighbouring gaps, against independence");

    private final String id;
    private final String meaning;

    Question(String id, String meaning) {
      this.id = id;
      this.meaning = meaning;
    }
  }

  private record Answer(Question question, String stream, double pValue) {}

  private PlanAudit() {}

  /**
   * One check per question; its value is the smallest p-value found, its bound the corrected
   * significance level.
   */
  static List<Check> of(ArrivalSchedule schedule) {
    LoadPlan plan = schedule.plan();
    List<Answer> answers = new ArrayList<>();
    // The plan ends with an arrival; only what lies before a fixed instant is a Poisson count.
    boolean endsOnTime =
        schedule.count() < 2
            || schedule.offsetNanos(schedule.count() - 2) < plan.minDurationNanos();
    long windowNanos =
        endsOnTime && plan.minDurationNanos() > 0 ? plan.minDurationNanos() : schedule.lastNanos();
    for (int c = 0; c < plan.workload().classes().size(); c++) {
      if (!plan.skips(c)) {
        long[] offsets = schedule.offsetsNanos(c);
        long until =
            plan.loadGen().isPresent()
                ? ownWindowNanos(offsets, plan.minDurationNanos())
                : windowNanos;
        String label = plan.workload().classes().get(c).label();
        ask(label, offsets, plan.classRatePerSecond(c), until, plan.loadGen().isPresent(), answers);
      }
    }
    // LoadGen's streams of one seed fire in lock-step: their sum is not Poisson, and is not claimed
    // to be.
    if (plan.loadGen().isEmpty() && plan.workload().classes().size() > 1) {
      double total = 0;
      for (int c = 0; c < plan.workload().classes().size(); c++) {
        total += plan.skips(c) ? 0 : plan.classRatePerSecond(c);
      }
      ask("the total", schedule.allOffsetsNanos(), total, windowNanos, false, answers);
    }
    return summarise(answers);
  }

  private static long ownWindowNanos(long[] offsets, long minDurationNanos) {
    boolean endsOnTime = offsets.length < 2 || offsets[offsets.length - 2] < minDurationNanos;
    return endsOnTime && minDurationNanos > 0 ? minDurationNanos : offsets[offsets.length - 1];
  }

  private static List<Check> summarise(List<Answer> answers) {
    double alpha = FAMILY_ALPHA / Math.max(1, answers.size());
    List<Check> checks = new ArrayList<>();
    for (Question question : Question.values()) {
      answers.stream()
          .filter(answer -> answer.question() == question)
          .min((a, b) -> Double.compare(a.pValue(), b.pValue()))
          .ifPresent(
              worst ->
                  checks.add(
                      Check.atLeast(
                          "plan_" + question.id,
                          worst.pValue(),
                          alpha,
                          "1",
                          "%s; smallest p-value of all streams, found in %s"
                              .formatted(question.meaning, worst.stream()))));
    }
    return checks;
  }

  private static void ask(
      String stream,
      long[] offsetsNanos,
      double ratePerSecond,
      long windowNanos,
      boolean startsAtZero,
      List<Answer> answers) {
    double ratePerNano = ratePerSecond / 1e9;
    int first = startsAtZero ? 1 : 0;
    int inWindow = 0;
    for (int i = first; i < offsetsNanos.length; i++) {
      inWindow += offsetsNanos[i] < windowNanos ? 1 : 0;
    }
    if (windowNanos > 0) {
      double pCount = countPValue(inWindow, ratePerNano * windowNanos);
      answers.add(new Answer(Question.COUNT, stream, pCount));
    }
    double[] gaps = gaps(offsetsNanos, startsAtZero);
    if (gaps.length >= MIN_GAPS) {
      answers.add(new Answer(Question.GAPS, stream, gapsPValue(gaps, ratePerNano)));
      answers.add(
          new Answer(Question.AUTOCORRELATION, stream, autocorrelationPValue(gaps, ratePerNano)));
    }
    for (double mean : WINDOW_MEANS) {
      dispersionPValue(offsetsNanos, first, mean / ratePerNano, windowNanos)
          .ifPresent(p -> answers.add(new Answer(Question.DISPERSION, stream, p)));
    }
  }

  private static double[] gaps(long[] offsetsNanos, boolean startsAtZero) {
    int skipped = startsAtZero ? 1 : 0;
    double[] gaps = new double[Math.max(0, offsetsNanos.length - skipped)];
    for (int i = 0; i < gaps.length; i++) {
      int at = i + skipped;
      gaps[i] = offsetsNanos[at] - (at == 0 ? 0 : offsetsNanos[at - 1]);
    }
    return gaps;
  }

  private static double countPValue(int count, double mean) {
    PoissonDistribution poisson = PoissonDistribution.of(mean);
    double atMost = poisson.cumulativeProbability(count);
    double atLeast = count == 0 ? 1 : poisson.survivalProbability(count - 1);
    return Math.min(1, 2 * Math.min(atMost, atLeast));
  }

  private static double gapsPValue(double[] gaps, double ratePerNano) {
    return KolmogorovSmirnovTest.withDefaults()
        .test(gaps, gap -> -Math.expm1(-ratePerNano * gap))
        .getPValue();
  }

  private static double autocorrelationPValue(double[] gaps, double ratePerNano) {
    double sum = 0;
    double previous = 0;
    for (int i = 0; i < gaps.length; i++) {
      // Uniform on [-1/2, 1/2] if the gap is exponential; its variance is 1/12.
      double score = -Math.expm1(-ratePerNano * gaps[i]) - .5;
      sum += i == 0 ? 0 : previous * score;
      previous = score;
    }
    double z = 12 * sum / Math.sqrt(gaps.length - 1.0);
    return 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z));
  }

  private static OptionalDouble dispersionPValue(
      long[] offsetsNanos, int first, double widthNanos, long untilNanos) {
    int windows = (int) Math.min(Integer.MAX_VALUE, untilNanos / widthNanos);
    if (windows < MIN_WINDOWS) {
      return OptionalDouble.empty();
    }
    int[] counts = new int[windows];
    long total = 0;
    for (int i = first; i < offsetsNanos.length; i++) {
      int window = (int) (offsetsNanos[i] / widthNanos);
      if (window < windows) {
        counts[window]++;
        total++;
      }
    }
    if (total == 0) {
      return OptionalDouble.empty(); // the count says it all
    }
    double mean = (double) total / windows;
    double squares = 0;
    for (int count : counts) {
      squares += (count - mean) * (count - mean);
    }
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(windows - 1.0);
    double statistic = squares / mean;
    double below = chiSquared.cumulativeProbability(statistic);
    double above = chiSquared.survivalProbability(statistic);
    return OptionalDouble.of(Math.min(1, 2 * Math.min(below, above)));
  }
}
