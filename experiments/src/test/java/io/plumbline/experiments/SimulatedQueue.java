package io.plumbline.experiments;

import io.plumbline.results.Attainment;
import io.plumbline.results.DesignEffect;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A target whose capacity is known: servers of exponential service behind one queue, first come
 * first served, under a Poisson load.
 *
 * @param deadlineSeconds within which a request must be answered, its waiting included
 */
record SimulatedQueue(int servers, double servedPerSecond, double deadlineSeconds) {
  private static final int BATCHES = 30;

  /** Share of requests within the deadline, in the long run (Erlang's C formula). */
  double attainment(double ratePerSecond) {
    double spare = servers * servedPerSecond - ratePerSecond;
    if (spare <= 0) {
      return 0;
    }
    double load = ratePerSecond / servedPerSecond;
    double term = 1;
    double sum = 1;
    for (int n = 1; n < servers; n++) {
      term *= load / n;
      sum += term;
    }
    double full = term * load / servers / (1 - load / servers);
    double waits = full / (sum + full);
    // A response is a service and, with that chance, a wait, exponential with the spare rate.
    double service = Math.exp(-servedPerSecond * deadlineSeconds);
    double both =
        Math.abs(spare - servedPerSecond) < 1e-6
            ? (1 + servedPerSecond * deadlineSeconds) * service
            : (spare * service - servedPerSecond * Math.exp(-spare * deadlineSeconds))
                / (spare - servedPerSecond);
    return 1 - ((1 - waits) * service + waits * both);
  }

  /** The highest rate with this share. */
  double capacity(double share) {
    double low = 0;
    double high = servers * servedPerSecond;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (attainment(middle) >= share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** One run whose requests miss independently of each other. */
  Attainment draw(double ratePerSecond, double seconds, Random random) {
    int planned = (int) Math.round(ratePerSecond * seconds);
    double share = attainment(ratePerSecond);
    int met = 0;
    for (int i = 0; i < planned; i++) {
      met += random.nextDouble() < share ? 1 : 0;
    }
    return new Attainment("total", planned, met, 1);
  }

  /** One run of the queue itself, which is empty when it begins. */
  Attainment play(double ratePerSecond, double seconds, Random random) {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < servers; i++) {
      free.add(0.0);
    }
    long[] planned = new long[BATCHES];
    long[] missed = new long[BATCHES];
    for (double now = gap(ratePerSecond, random);
        now < seconds;
        now += gap(ratePerSecond, random)) {
      double done = Math.max(now, free.remove()) + gap(servedPerSecond, random);
      free.add(done);
      int batch = (int) (now / seconds * BATCHES);
      planned[batch]++;
      missed[batch] += done - now > deadlineSeconds ? 1 : 0;
    }
    long count = Arrays.stream(planned).sum();
    return new Attainment(
        "total", count, count - Arrays.stream(missed).sum(), DesignEffect.of(planned, missed));
  }

  private static double gap(double perSecond, Random random) {
    return -Math.log(1 - random.nextDouble()) / perSecond;
  }
}
