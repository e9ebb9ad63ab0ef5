package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One second of a load run, all classes together. A request belongs to the second in which it was
 * planned.
 *
 * @param startNanos from the start of the run
 * @param planned requests due in it
 * @param failed of them, those that did not end OK
 * @param sloMet of them, those answered well within their SLO
 * @param histogram response times of the good ones, as in {@link TimeDistribution}
 */
public record Interval(long startNanos, long planned, long failed, long sloMet, String histogram) {
  static final long WIDTH_NANOS = 1_000_000_000L;

  /**
   * The stored histogram.
   *
   * @throws IllegalStateException if it is not one
   */
  public Histogram decodeHistogram() {
    return TimeDistribution.decode(histogram);
  }

  /** The seconds from the start to the last planned request, the empty ones included. */
  public static List<Interval> of(RequestRows rows) {
    List<Interval> intervals = new ArrayList<>();
    int row = 0;
    while (row < rows.count()) {
      long startNanos = intervals.size() * WIDTH_NANOS;
      LoadEntries.Times response = new LoadEntries.Times();
      long planned = 0;
      long failed = 0;
      long sloMet = 0;
      for (; row < rows.count() && rows.plannedNanos(row) < startNanos + WIDTH_NANOS; row++) {
        planned++;
        sloMet += rows.sloMet(row) ? 1 : 0;
        if (rows.ok(row)) {
          response.add(rows.responseNanos(row).orElseThrow());
        } else {
          failed++;
        }
      }
      intervals.add(
          new Interval(
              startNanos, planned, failed, sloMet, TimeDistribution.encode(response.toArray())));
    }
    return intervals;
  }
}
