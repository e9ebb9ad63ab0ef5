package io.plumbline.results.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Finds the commits at which a series of figures stepped to another level.
 *
 * <p>Binary segmentation: of all splits of a segment the one with the largest two-sample t
 * statistic, believed by a permutation test that repeats the whole search on shuffled figures, so
 * that choosing the split is paid for (as in Matteson and James, 2014, with t in place of their
 * energy statistic); then the same in all parts. A change that was soon taken back hardly moves the
 * means of two parts, so where no split is believed the same is asked of all inner stretches
 * against the rest (Olshen and others, 2004). Since a first finding has a chance of {@value
 * #SPLIT_LEVEL} and {@value #STRETCH_LEVEL}, no more than their sum of the series whose figures are
 * exchangeable get any. Steps below {@value #LEAST_CHANGE} are dropped, the smallest first.
 *
 * <p>Figures that resemble their neighbours, as those of a slowly changing machine do, are not
 * exchangeable: where they still do so about the levels that were found, no step is told.
 *
 * <p>Pure: the shuffles are seeded by the figures.
 */
final class ChangePoints {
  /** Fewer figures than this tell nothing. */
  static final int LEAST_COMMITS = 10;

  /** On each side of a step, so that no single outlier is one. */
  static final int LEAST_SEGMENT = 3;

  private static final double SPLIT_LEVEL = .008;
  private static final double STRETCH_LEVEL = .001;
  static final double LEAST_CHANGE = .03;

  private static final int SHUFFLES = 1999;

  /** Gains closer than this are equal. */
  private static final double ROUNDING = 1e-9;

  /** One-sided 5 % of a standard normal distribution. */
  private static final double Z = 1.645;

  private final double[] logs;

  /**
   * What was found.
   *
   * @param starts indices of the figures with which another level begins, rising
   * @param dependent whether neighbours resemble each other, so that {@code starts} is empty
   */
  record Found(List<Integer> starts, boolean dependent) {
    Found {
      starts = List.copyOf(starts);
    }
  }

  private ChangePoints(double[] logs) {
    this.logs = logs;
  }

  /**
   * The steps of a series.
   *
   * @param logs of its figures, oldest first
   */
  static Found in(double[] logs) {
    if (logs.length < LEAST_COMMITS) {
      return new Found(List.of(), false);
    }
    ChangePoints search = new ChangePoints(logs);
    List<Integer> starts = new ArrayList<>();
    search.segment(0, logs.length, new Random(Arrays.hashCode(logs)), starts);
    Collections.sort(starts);
    search.dropSmall(starts);
    boolean dependent = !starts.isEmpty() && search.neighboursResemble(starts);
    return new Found(dependent ? List.of() : starts, dependent);
  }

  private void segment(int from, int to, Random random, List<Integer> starts) {
    double[] values = Arrays.copyOfRange(logs, from, to);
    double mean = LogRatio.mean(values);
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
    }
    Part part = Part.afterSplit(values);
    if (!isBelieved(part, Part::afterSplit, SPLIT_LEVEL, values, random)) {
      part = Part.stretch(values);
      if (!isBelieved(part, Part::stretch, STRETCH_LEVEL, values, random)) {
        return;
      }
    }
    int start = from + part.from();
    int end = from + part.to();
    starts.add(start);
    segment(from, start, random, starts);
    segment(start, end, random, starts);
    if (end < to) {
      starts.add(end);
      segment(end, to, random, starts);
    }
  }

  private static boolean isBelieved(
      Part found, Function<double[], Part> search, double level, double[] inOrder, Random random) {
    double[] values = inOrder.clone();
    int mostAsGood = (int) Math.round(level * (SHUFFLES + 1)) - 1;
    int asGood = found.gain() > 0 ? 0 : SHUFFLES;
    for (int shuffle = 0; shuffle < SHUFFLES && asGood <= mostAsGood; shuffle++) {
      for (int i = values.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        double value = values[i];
        values[i] = values[other];
        values[other] = value;
      }
      if (search.apply(values).gain() >= found.gain() * (1 - ROUNDING)) {
        asGood++;
      }
    }
    return asGood <= mostAsGood;
  }

  /**
   * A part of a segment that may have a level of its own.
   *
   * @param gain how much of the sum of squares it explains that it has; for given values, the more
   *     that is the larger is Student's t. 0 if the segment is too short to have parts
   */
  private record Part(int from, int to, double gain) {

    /** What follows the best split of values whose mean is 0. */
    static Part afterSplit(double[] values) {
      int best = 0;
      double bestGain = 0;
      double sum = 0;
      for (int at = 1; at <= values.length - LEAST_SEGMENT; at++) {
        sum += values[at - 1];
        double gain = sum * sum / ((double) at * (values.length - at));
        if (at >= LEAST_SEGMENT && gain > bestGain) {
          best = at;
          bestGain = gain;
        }
      }
      return new Part(best, values.length, bestGain * values.length);
    }

    /** The best inner stretch of values whose mean is 0. */
    static Part stretch(double[] values) {
      int n = values.length;
      double[] sums = new double[n + 1];
      for (int i = 0; i < n; i++) {
        sums[i + 1] = sums[i] + values[i];
      }
      Part best = new Part(0, n, 0);
      for (int from = LEAST_SEGMENT; from <= n - 2 * LEAST_SEGMENT; from++) {
        int bestTo = 0;
        double bestGain = best.gain();
        for (int to = from + LEAST_SEGMENT; to <= n - LEAST_SEGMENT; to++) {
          double sum = sums[to] - sums[from];
          double gain = sum * sum * n / ((double) (to - from) * (n - to + from));
          if (gain > bestGain) {
            bestTo = to;
            bestGain = gain;
          }
        }
        best = bestTo == 0 ? best : new Part(from, bestTo, bestGain);
      }
      return best;
    }
  }

  private void dropSmall(List<Integer> starts) {
    while (!starts.isEmpty()) {
      double[] levels = levels(logs, starts);
      int smallest = 0;
      for (int i = 1; i < starts.size(); i++) {
        if (Math.abs(levels[i + 1] - levels[i])
            < Math.abs(levels[smallest + 1] - levels[smallest])) {
          smallest = i;
        }
      }
      if (Math.abs(levels[smallest + 1] - levels[smallest]) >= Math.log1p(LEAST_CHANGE)) {
        return;
      }
      starts.remove(smallest);
    }
  }

  /** The mean of each segment of figures. */
  static double[] levels(double[] logs, List<Integer> starts) {
    double[] levels = new double[starts.size() + 1];
    for (int i = 0; i < levels.length; i++) {
      int from = i == 0 ? 0 : starts.get(i - 1);
      int to = i == starts.size() ? logs.length : starts.get(i);
      double sum = 0;
      for (int j = from; j < to; j++) {
        sum += logs[j];
      }
      levels[i] = sum / (to - from);
    }
    return levels;
  }

  /** Whether the first autocorrelation about the levels is higher than chance makes it. */
  private boolean neighboursResemble(List<Integer> starts) {
    double[] levels = levels(logs, starts);
    double squares = 0;
    double products = 0;
    double last = 0;
    int segment = 0;
    for (int i = 0; i < logs.length; i++) {
      if (segment < starts.size() && starts.get(segment) == i) {
        segment++;
      }
      double residual = logs[i] - levels[segment];
      squares += residual * residual;
      products += i == 0 ? 0 : residual * last;
      last = residual;
    }
    return squares > 0 && products / squares > Z / Math.sqrt(logs.length);
  }
}
