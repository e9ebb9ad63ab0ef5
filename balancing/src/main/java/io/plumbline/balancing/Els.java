package io.plumbline.balancing;

import java.util.Arrays;

/**
 * Takes the endpoint with the least expected latency, retries included, times the calls that are
 * outstanding there with this one: (l + (f + c) (1/s - 1)) (q + 1), of success latency l, failure
 * latency f, success rate s, and c for the trouble of a retry.
 *
 * <p>Source: Spotify's expected latency selector (2015), without its measure of parallelism. Its
 * forward decay gives a value the weight exp(age / bias); so does fading the sums. Three things are
 * ours: the least wins, ties at random; each server is credited with one success, so s is never 0
 * and a server that failed is forgiven; a server without latencies has the mean ones.
 *
 * @param biasNanos the age at which a value's weight has fallen to 1/e
 * @param retryNanos the c of the formula
 */
record Els(double biasNanos, double retryNanos, int choices) implements Policy {

  static Els from(PolicySettings settings) {
    return new Els(
        settings.durationNanos("time-bias-ms", 60_000, 0.001, 1e9),
        settings.durationNanos("retry-ms", 800, 0, 1e9),
        Least.choices(settings));
  }

  /** The formula itself. */
  static double cost(
      double successNanos,
      double failureNanos,
      double retryNanos,
      double successRate,
      int outstanding) {
    return (successNanos + (failureNanos + retryNanos) * (1 / successRate - 1)) * (outstanding + 1);
  }

  @Override
  public Balancer balancer(Client client) {
    return new Expecting(this, client);
  }

  /** A mean of faded values. */
  private static final class Faded {
    /** Below this the rest of what there was is too small to divide by. */
    private static final double NOTHING = 1e-9;

    private double count;
    private double sumNanos;

    void fade(double by) {
      count *= by;
      sumNanos *= by;
    }

    void add(double nanos) {
      count++;
      sumNanos += nanos;
    }

    boolean isKnown() {
      return count > NOTHING;
    }

    double meanNanosOr(double fallback) {
      return isKnown() ? sumNanos / count : fallback;
    }
  }

  /** What is known of one endpoint. */
  private static final class History {
    private final Faded successes = new Faded();
    private final Faded failures = new Faded();
    private long atNanos;

    History(long nowNanos) {
      this.atNanos = nowNanos;
    }

    void fade(long nowNanos, double biasNanos) {
      if (nowNanos != atNanos) {
        double by = Math.exp((atNanos - nowNanos) / biasNanos);
        successes.fade(by);
        failures.fade(by);
        atNanos = nowNanos;
      }
    }

    double successRate() {
      return (successes.count + 1) / (successes.count + failures.count + 1);
    }
  }

  private static final class Expecting extends CountingBalancer {
    private final Els settings;
    private final NanoClock clock;
    private final Least least;
    private final History[] histories;

    Expecting(Els settings, Client client) {
      super(client);
      this.settings = settings;
      this.clock = client.clock();
      this.least = new Least(settings.choices, client.random());
      this.histories = new History[client.endpoints().size()];
      long nowNanos = clock.nanoTime();
      Arrays.setAll(histories, i -> new History(nowNanos));
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> {
        long now = clock.nanoTime();
        double sumNanos = 0;
        int known = 0;
        for (History history : histories) {
          // A mean is the same however old; only the weight of failures changes with time.
          if (history.failures.count > 0) {
            history.fade(now, settings.biasNanos);
          }
          if (history.successes.isKnown()) {
            sumNanos += history.successes.meanNanosOr(0);
            known++;
          }
        }
        // While no latency is known, only outstanding calls and failures tell servers apart.
        double otherNanos = known == 0 ? 1 : sumNanos / known;
        return least.of(among, endpoint -> cost(endpoint, otherNanos));
      };
    }

    private double cost(Endpoint endpoint, double otherNanos) {
      History history = histories[endpoint.index()];
      double successNanos = history.successes.meanNanosOr(otherNanos);
      return Els.cost(
          successNanos,
          history.failures.meanNanosOr(successNanos),
          settings.retryNanos,
          history.successRate(),
          outstanding.at(endpoint));
    }

    @Override
    void learn(Endpoint endpoint, boolean ok, double latencyNanos) {
      History history = histories[endpoint.index()];
      history.fade(clock.nanoTime(), settings.biasNanos);
      (ok ? history.successes : history.failures).add(latencyNanos);
    }
  }
}
