package io.plumbline.experiments;

import java.util.PriorityQueue;

/**
 * Says when each job of a first-come-first-served queue begins, from when each arrives and how long
 * each takes: what any such queue must do, whatever it is made of.
 *
 * <p>Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955. A job begins when it
 * has arrived and the first of the workers is free, and keeps that worker for its service. Starts
 * are monotone in the arrivals, and all arrivals later by t are all starts later by t; so arrivals
 * that are off by at most t move no start by more than t.
 */
final class FcfsRecursion {
  private FcfsRecursion() {}

  /**
   * Returns the start of each job, on the clock of the arrivals; all workers are free at first.
   *
   * @param arrivalNanos in order, not decreasing
   * @param serviceNanos of the same jobs; not negative
   */
  static long[] startNanos(int workers, long[] arrivalNanos, long[] serviceNanos) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be positive: " + workers);
    }
    if (arrivalNanos.length != serviceNanos.length) {
      throw new IllegalArgumentException(
          "as many services as arrivals are needed: "
              + serviceNanos.length
              + " and "
              + arrivalNanos.length);
    }
    long[] starts = new long[arrivalNanos.length];
    PriorityQueue<Long> busyUntil = new PriorityQueue<>();
    for (int i = 0; i < starts.length; i++) {
      if (i > 0 && arrivalNanos[i] < arrivalNanos[i - 1]) {
        throw new IllegalArgumentException(
            "arrivals must not decrease: " + arrivalNanos[i - 1] + ", " + arrivalNanos[i]);
      }
      if (serviceNanos[i] < 0) {
        throw new IllegalArgumentException("service must not be negative: " + serviceNanos[i]);
      }
      boolean allTaken = busyUntil.size() == workers;
      starts[i] = allTaken ? Math.max(arrivalNanos[i], busyUntil.remove()) : arrivalNanos[i];
      busyUntil.add(starts[i] + serviceNanos[i]);
    }
    return starts;
  }
}
