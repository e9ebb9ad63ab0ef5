package io.plumbline.balancing.event;

/**
 * What queueing theory says of Poisson arrivals at c identical workers, first come first served.
 */
public final class QueueFormulas {
  private QueueFormulas() {}

  /**
   * Erlang's C: the probability that an arrival finds all workers busy, when the services are
   * exponential. By the recursion of Erlang's B.
   *
   * @param offeredErlangs workers that are busy on average; less than {@code workers}
   */
  public static double erlangC(int workers, double offeredErlangs) {
    requireStable(workers, offeredErlangs);
    double blocked = 1;
    for (int k = 1; k <= workers; k++) {
      blocked = offeredErlangs * blocked / (k + offeredErlangs * blocked);
    }
    return blocked / (1 - offeredErlangs / workers * (1 - blocked));
  }

  /**
   * The mean wait before service, in the unit of {@code meanService}: that of M/M/c, times (1 +
   * cv²) / 2.
   *
   * <p>Exact with exponential services (cv 1), where it is Erlang's, and with one worker, where it
   * is the formula of Pollaczek and Khinchine; otherwise the approximation of Lee and Longton,
   * "Queueing processes associated with airline passenger check-in", 1959.
   *
   * @param arrivalsPerUnit arrivals per unit of {@code meanService}
   * @param cv of the services: standard deviation divided by mean
   * @throws IllegalArgumentException if more arrives than can be served
   */
  public static double meanWait(
      int workers, double arrivalsPerUnit, double meanService, double cv) {
    if (!(cv >= 0 && cv < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("cv must be finite and not negative: " + cv);
    }
    double offeredErlangs = arrivalsPerUnit * meanService;
    double exponential =
        erlangC(workers, offeredErlangs) * meanService / (workers - offeredErlangs);
    return exponential * (1 + cv * cv) / 2;
  }

  /**
   * The wait before service that this share of the requests does not exceed, in units of the mean
   * service, when the services are exponential; 0 if so many do not wait at all.
   *
   * @param quantile above 0 and below 1
   */
  public static double waitQuantile(int workers, double offeredErlangs, double quantile) {
    if (!(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException("quantile must be between 0 and 1: " + quantile);
    }
    // P(wait > t) = C exp(-(c - A) t).
    double waits = erlangC(workers, offeredErlangs);
    return Math.max(0, Math.log(waits / (1 - quantile)) / (workers - offeredErlangs));
  }

  private static void requireStable(int workers, double offeredErlangs) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be positive: " + workers);
    }
    if (!(offeredErlangs >= 0 && offeredErlangs < workers)) {
      throw new IllegalArgumentException(
          "offeredErlangs must be at least 0 and less than "
              + workers
              + " workers: "
              + offeredErlangs);
    }
  }
}
