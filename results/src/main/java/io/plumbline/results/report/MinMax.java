package io.plumbline.results.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Thins a line out to fewer points that look the same and keep its extremes: of every stretch its
 * first, lowest, highest and last point, none moved.
 *
 * <p>Largest-triangle-three-buckets keeps the look, but may leave the one slow second out that a
 * reader is looking for.
 */
final class MinMax {
  /** A stretch gives at most this many points. */
  private static final int OF_A_STRETCH = 4;

  private MinMax() {}

  /**
   * At most {@code most} of the points, in their order; all, if there are no more.
   *
   * @param most at least {@value #OF_A_STRETCH}
   */
  static List<Chart.Point> thin(List<Chart.Point> points, int most) {
    if (most < OF_A_STRETCH) {
      throw new IllegalArgumentException(
          "at least " + OF_A_STRETCH + " points are needed: " + most);
    }
    if (points.size() <= most) {
      return points;
    }
    int stretches = most / OF_A_STRETCH;
    List<Chart.Point> kept = new ArrayList<>();
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) points.size() * s / stretches);
      int to = (int) ((long) points.size() * (s + 1) / stretches);
      int lowest = from;
      int highest = from;
      for (int i = from; i < to; i++) {
        lowest = points.get(i).y() < points.get(lowest).y() ? i : lowest;
        highest = points.get(i).y() > points.get(highest).y() ? i : highest;
      }
      int[] chosen = {from, lowest, highest, to - 1};
      for (int i = from; i < to; i++) {
        if (i == chosen[0] || i == chosen[1] || i == chosen[2] || i == chosen[3]) {
          kept.add(points.get(i));
        }
      }
    }
    return kept;
  }
}
