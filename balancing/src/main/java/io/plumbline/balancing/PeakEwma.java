package io.plumbline.balancing;

import java.util.Arrays;

/**
 * Compares two random endpoints by a latency that rises at once and falls slowly, times the calls
 * that are outstanding there, this one included.
 *
 * <p>Source: Finagle's peak EWMA. A failure's latency counts like any other, as there: a server
 * that fails fast draws traffic. A latency fades at every look, too, as it does there, so an answer
 * weighs more the longer nobody has looked. An endpoint without history, or whose history has faded
 * to less than a nanosecond, costs nothing while it is left alone and more than any other while its
 * first calls are outstanding.
 *
 * @param tauNanos in which a latency fades by 63 %
 * @param choices how many are compared
 */
record PeakEwma(double tauNanos, int choices) implements Policy {

  /** Eleven days: above any cost that is made of latencies. */
  private static final double NO_HISTORY_NANOS = 1e15;

  static PeakEwma from(PolicySettings settings) {
    return new PeakEwma(
        settings.durationNanos("tau-ms", 10_000, 0.001, 1e9),
        settings.integer("choices", 2, 1, 1_000_000));
  }

  @Override
  public Balancer balancer(Client client) {
    return new Peaks(this, client);
  }

  private static final class Peaks extends CountingBalancer {
    private final NanoClock clock;
    private final double tauNanos;
    private final Least least;

    /** As it was at {@link #atNanos}; 0 without history. */
    private final double[] peakNanos;

    private final long[] atNanos;

    Peaks(PeakEwma settings, Client client) {
      super(client);
      this.clock = client.clock();
      this.tauNanos = settings.tauNanos;
      this.least = new Least(settings.choices, client.random());
      int n = client.endpoints().size();
      this.peakNanos = new double[n];
      this.atNanos = new long[n];
      Arrays.fill(atNanos, clock.nanoTime());
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> least.of(among, this::cost);
    }

    private double cost(Endpoint endpoint) {
      int i = endpoint.index();
      int pending = outstanding.at(endpoint);
      // It fades while nothing is heard, so that one bad answer does not shut a server out.
      fade(i);
      return peakNanos[i] < 1 && pending > 0
          ? NO_HISTORY_NANOS + pending
          : peakNanos[i] * (pending + 1);
    }

    /** Returns the share that is left. */
    private double fade(int i) {
      long now = clock.nanoTime();
      double left = Math.exp((atNanos[i] - now) / tauNanos);
      peakNanos[i] *= left;
      atNanos[i] = now;
      return left;
    }

    @Override
    void learn(Endpoint endpoint, boolean ok, double latencyNanos) {
      int i = endpoint.index();
      double before = peakNanos[i];
      double left = fade(i);
      peakNanos[i] =
          latencyNanos > before ? latencyNanos : peakNanos[i] + latencyNanos * (1 - left);
    }
  }
}
