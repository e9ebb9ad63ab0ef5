package io.plumbline.loadgen;

import java.util.List;

/**
 * How many requests were out, as a thread of its own saw it.
 *
 * @param samples how often it looked in the window; at least 2
 * @param windowNanos from its first look to the one after the last that saw any, or to its last
 * @param mean time-weighted
 * @param max the most that it saw
 * @param gapNanos between two looks, as a random instant falls between them: the root of (sum of
 *     cubes / sum) of all gaps
 * @param seconds the curve, second by second from the first look; a second without a look is absent
 */
public record InFlight(
    long samples, long windowNanos, double mean, long max, double gapNanos, List<Second> seconds) {

  /**
   * One second of the curve.
   *
   * @param fromNanos its beginning, from the start of the run
   * @param mean of all looks in it
   */
  public record Second(long fromNanos, double mean, long max) {}

  public InFlight {
    if (samples < 2 || windowNanos <= 0) {
      throw new IllegalArgumentException(
          "a curve needs two looks and time between them: " + samples + ", " + windowNanos);
    }
    seconds = List.copyOf(seconds);
  }
}
