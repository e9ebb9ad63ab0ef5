package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Tells a target that cannot keep up with an open-loop plan from one that is only busy.
 *
 * <p>Two questions, asked at fixed instants of windows of 8 s, 16 s, 32 s … each cut into {@value
 * #BLOCKS} blocks:
 *
 * <ol>
 *   <li><b>backlog</b>: does the number of requests offered and not ended keep rising? In an
 *       unbounded queue at load rho below 1 it is stationary; above 1 it rises by (rho - 1) times
 *       the capacity.
 *   <li><b>achieved</b>: do fewer than {@value #LEAST_ACHIEVED} of the ended requests end OK? A
 *       target that refuses, or lets deadlines pass, has no backlog; there the shortfall {@code 0.9
 *       judged - OK} keeps rising instead. Judged is what ended, but for what the run gave up on
 *       because it was asked to: that leaves the backlog and shows nothing else.
 * </ol>
 *
 * <p>"Keeps rising" is one test for both, on the rises r_1 … r_n of the blocks (batch means: within
 * a busy period they are nearly independent, single requests are not):
 *
 * <ul>
 *   <li>Student's t with n - 1 degrees of freedom, {@code mean(r) sqrt(n) / sd(r)}, where sd is at
 *       least one request, exceeds its critical value: not by chance, whatever the variability of
 *       arrivals and service, which is taken from the blocks themselves;
 *   <li>the median of r exceeds a third of its mean: a stall that ends within half a window makes a
 *       few huge rises, and leaves the typical one at 0;
 *   <li>each quarter of the window rises: a start that was slow and has begun to drain does not.
 * </ul>
 *
 * <p><b>Repeated looks.</b> The worst target that keeps up has load 1: its backlog is a driftless
 * walk reflected at 0, whose tail is twice the free walk's (reflection principle), so the first
 * question is asked at half its level. Each question may err with probability {@value #FALSE_STOPS}
 * / 2 in a run of any length: half of that goes to the shortest window, a quarter to the next, and
 * so on; within one length, look j takes the share 1 / (j (j + 1)), and these sum to 1 (alpha
 * spending with a union bound, so overlapping windows do no harm). At lower load the walk drifts
 * down and errors are far rarer.
 *
 * <p><b>Baseline.</b> What counts as much is measured in a low-load response time: the lowest mean
 * of {@value #BASELINE_ANSWERS} successive OK answers of this run. A wait is worth stopping for
 * from {@value #BASELINES_OF_WAITING} baselines on (backlog / throughput, by Little's law), and
 * blocks shorter than {@value #BASELINES_PER_BLOCK} baselines, whose rises would not be
 * independent, are not looked at. How it fails: a target that was never seen at low load looks
 * slow, so longer windows are needed and the stop comes later; never sooner. Without any OK answer
 * only the second question is asked.
 *
 * <p><b>The plan is known.</b> What the target has just shown is held against what the plan still
 * asks: if that rate would work off backlog and plan by the plan's end, as after a planned spike,
 * nothing is reported.
 *
 * <p>Constant memory; constant time per event, amortised. Not thread-safe.
 */
final class SaturationDetector {
  /** The most that a target at load 1 may be reported in error, in runs of any length. */
  static final double FALSE_STOPS = .05;

  static final double LEAST_ACHIEVED = .9;

  static final long BLOCK_NANOS = 250_000_000;

  /** The longest window is then 4.5 hours. */
  private static final int SCALES = 12;

  private static final int BLOCKS = 32;
  private static final int QUARTERS = 4;
  private static final int BLOCKS_BETWEEN_LOOKS = 4;
  private static final int QUESTIONS = 2;
  private static final int REFLECTION = 2;
  private static final double TYPICAL_SHARE_OF_MEAN = 1 / 3.0;

  private static final int BASELINE_ANSWERS = 20;
  private static final int BASELINES_OF_WAITING = 10;
  private static final int BASELINES_PER_BLOCK = 2;

  private static final TDistribution STUDENT = TDistribution.of(BLOCKS - 1.0);

  /**
   * @param perBlock the mean rise of a block
   * @param byChance the largest that chance would explain
   */
  record Rise(double perBlock, double byChance) {}

  /** The counts at the last block boundaries of one block length. */
  private static final class Scale {
    private final int index;
    private final long blockNanos;
    private final long[] offered = new long[BLOCKS + 1];
    private final long[] ended = new long[BLOCKS + 1];
    private final long[] judged = new long[BLOCKS + 1];
    private final long[] ok = new long[BLOCKS + 1];
    private long boundaries;
    private long looks;

    Scale(int index) {
      this.index = index;
      this.blockNanos = BLOCK_NANOS << index;
    }

    void add(long offeredSoFar, long endedSoFar, long judgedSoFar, long okSoFar) {
      int slot = (int) (boundaries++ % (BLOCKS + 1));
      offered[slot] = offeredSoFar;
      ended[slot] = endedSoFar;
      judged[slot] = judgedSoFar;
      ok[slot] = okSoFar;
    }

    boolean isDue() {
      return boundaries > BLOCKS && (boundaries - 1) % BLOCKS_BETWEEN_LOOKS == 0;
    }

    /** The share of the false stops that this look may cause. */
    double nextLevel() {
      looks++;
      return FALSE_STOPS / QUESTIONS / (2L << index) / ((double) looks * (looks + 1));
    }

    /** How often one of these was counted in a block, the oldest block being 0. */
    long during(long[] counts, int block) {
      long from = boundaries - 1 - BLOCKS + block;
      return counts[(int) ((from + 1) % (BLOCKS + 1))] - counts[(int) (from % (BLOCKS + 1))];
    }

    double perSecond(long[] counts) {
      long newest = counts[(int) ((boundaries - 1) % (BLOCKS + 1))];
      long oldest = counts[(int) (boundaries % (BLOCKS + 1))];
      return (newest - oldest) / seconds();
    }

    double seconds() {
      return BLOCKS * (blockNanos / 1e9);
    }

    double[] backlogRises() {
      double[] rises = new double[BLOCKS];
      Arrays.setAll(rises, b -> during(offered, b) - during(ended, b));
      return rises;
    }

    double[] shortfallRises() {
      double[] rises = new double[BLOCKS];
      Arrays.setAll(rises, b -> LEAST_ACHIEVED * during(judged, b) - during(ok, b));
      return rises;
    }
  }

  private final PlannedLoad plan;
  private final RunLimits.Scope scope;
  private final Scale[] scales = new Scale[SCALES];

  private boolean started;
  private long nextBoundaryNanos;
  private long boundaries;
  private long offered;
  private long ended;
  private long judged;
  private long ok;
  private double groupNanos;
  private double lowestGroupNanos = Double.POSITIVE_INFINITY;

  SaturationDetector(PlannedLoad plan, RunLimits.Scope scope) {
    this.plan = plan;
    this.scope = scope;
    Arrays.setAll(scales, Scale::new);
  }

  /** Moves on to an instant, before what happened then is counted; earlier ones change nothing. */
  Optional<StopReason> advance(long atNanos) {
    if (!started) {
      started = true;
      nextBoundaryNanos = atNanos;
    }
    Optional<StopReason> found = Optional.empty();
    while (found.isEmpty() && nextBoundaryNanos <= atNanos) {
      found = closeBlock(nextBoundaryNanos);
      nextBoundaryNanos += BLOCK_NANOS;
    }
    return found;
  }

  /** Counts a request that became due. */
  void offered() {
    offered++;
  }

  /** Counts a request that the run gave up on because it was asked to. */
  void givenUp() {
    ended++;
  }

  /** Counts a request that ended otherwise, refused ones included. */
  void ended(boolean wasOk, long responseNanos) {
    ended++;
    judged++;
    if (wasOk) {
      ok++;
      groupNanos += responseNanos;
      if (ok % BASELINE_ANSWERS == 0) {
        lowestGroupNanos = Math.min(lowestGroupNanos, groupNanos);
        groupNanos = 0;
      }
    }
  }

  private Optional<StopReason> closeBlock(long atNanos) {
    Optional<StopReason> found = Optional.empty();
    for (int k = 0; k < SCALES && boundaries % (1L << k) == 0; k++) {
      Scale scale = scales[k];
      scale.add(offered, ended, judged, ok);
      // While draining a backlog falls, and nothing is offered that could be achieved.
      if (found.isEmpty() && scale.isDue() && atNanos <= plan.lastNanos()) {
        found = look(scale, atNanos);
      }
    }
    boundaries++;
    return found;
  }

  private Optional<StopReason> look(Scale scale, long atNanos) {
    double level = scale.nextLevel();
    OptionalLong baseline = baselineNanos();
    if (baseline.isPresent() && scale.blockNanos < BASELINES_PER_BLOCK * baseline.getAsLong()) {
      return Optional.empty();
    }
    double secondsLeft = (plan.lastNanos() - atNanos) / 1e9;
    double ahead = plan.dueBy(plan.lastNanos()) - plan.dueBy(atNanos);
    if (baseline.isPresent()) {
      Optional<StopReason> found =
          backlogRises(scale, level / REFLECTION, baseline.getAsLong(), ahead, secondsLeft);
      if (found.isPresent()) {
        return found;
      }
    }
    return fallsShort(scale, level, ahead, secondsLeft);
  }

  private Optional<StopReason> backlogRises(
      Scale scale, double level, long baselineNanos, double ahead, double secondsLeft) {
    long backlog = offered - ended;
    double throughput = scale.perSecond(scale.ended);
    boolean waitsLong = backlog >= BASELINES_OF_WAITING * (baselineNanos / 1e9) * throughput;
    boolean staysBehind = backlog + ahead > throughput * secondsLeft;
    if (!waitsLong || !staysBehind) {
      return Optional.empty();
    }
    double blocksPerSecond = BLOCKS / scale.seconds();
    return sustained(scale.backlogRises(), level)
        .map(
            rise ->
                new StopReason(
                    "saturation_backlog",
                    rise.perBlock() * blocksPerSecond,
                    rise.byChance() * blocksPerSecond,
                    "requests/s",
                    String.format(
                        Locale.ROOT,
                        "the target cannot keep up: the backlog rose by %.1f requests/s over %.0f s"
                            + " to %d, with %.1f requests/s offered and %.1f ended; low-load"
                            + " response %.3f ms",
                        rise.perBlock() * blocksPerSecond,
                        scale.seconds(),
                        backlog,
                        scale.perSecond(scale.offered),
                        throughput,
                        baselineNanos / 1e6),
                    scope));
  }

  private Optional<StopReason> fallsShort(
      Scale scale, double level, double ahead, double secondsLeft) {
    double judgedPerSecond = scale.perSecond(scale.judged);
    double achieved = scale.perSecond(scale.ok);
    if (judgedPerSecond == 0) {
      return Optional.empty();
    }
    double aheadToJudge = ahead * judgedPerSecond / scale.perSecond(scale.ended);
    if (LEAST_ACHIEVED * aheadToJudge <= achieved * secondsLeft) {
      return Optional.empty();
    }
    return sustained(scale.shortfallRises(), level)
        .map(
            rise ->
                new StopReason(
                    "saturation_achieved",
                    achieved / judgedPerSecond,
                    LEAST_ACHIEVED,
                    "1",
                    String.format(
                        Locale.ROOT,
                        "the target cannot keep up: over %.0f s %.1f requests/s were offered and"
                            + " %.1f answered OK",
                        scale.seconds(),
                        scale.perSecond(scale.offered),
                        achieved),
                    scope));
  }

  private OptionalLong baselineNanos() {
    return Double.isFinite(lowestGroupNanos)
        ? OptionalLong.of((long) (lowestGroupNanos / BASELINE_ANSWERS))
        : OptionalLong.empty();
  }

  /** The rise of a window's blocks if it is one that lasts, by the test at the top. */
  static Optional<Rise> sustained(double[] rises, double level) {
    double mean = Arrays.stream(rises).average().orElseThrow();
    double squares = 0;
    for (double rise : rises) {
      squares += (rise - mean) * (rise - mean);
    }
    double deviation = Math.max(1, Math.sqrt(squares / (BLOCKS - 1)));
    double byChance = STUDENT.inverseSurvivalProbability(level) * deviation / Math.sqrt(BLOCKS);
    if (mean <= byChance) {
      return Optional.empty();
    }
    double[] sorted = rises.clone();
    Arrays.sort(sorted);
    double median = (sorted[BLOCKS / 2 - 1] + sorted[BLOCKS / 2]) / 2;
    int quarter = BLOCKS / QUARTERS;
    for (int q = 0; q < QUARTERS; q++) {
      if (Arrays.stream(rises, q * quarter, (q + 1) * quarter).sum() <= 0) {
        return Optional.empty();
      }
    }
    return median > mean * TYPICAL_SHARE_OF_MEAN
        ? Optional.of(new Rise(mean, byChance))
        : Optional.empty();
  }
}
