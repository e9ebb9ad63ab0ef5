package io.plumbline.balancing;

/**
 * Compares two random endpoints by a latency that rises at once and falls slowly, times the calls
 * that are outstanding there, this one included.
 *
 * <p>Source: Finagle's peak EWMA. A failure's latency counts like any other, as there: a server
 * that fails fast draws traffic. A latency fades between answers too, as it does there at every
 * look. An endpoint without history costs nothing while it is left alone and more than any other
 * while its first calls are outstanding.
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
    private final boolean[] hasHistory;
    private final double[] peakNanos;
    private final long[] atNanos;

    Peaks(PeakEwma settings, Client client) {
      super(client);
      this.clock = client.clock();
      this.tauNanos = settings.tauNanos;
      this.least = new Least(settings.choices, client.random());
      int n = client.endpoints().size();
      this.hasHistory = new boolean[n];
      this.peakNanos = new double[n];
      this.atNanos = new long[n];
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> least.of(among, this::cost);
    }

    private double cost(Endpoint endpoint) {
      int pending = outstanding.at(endpoint);
      if (!hasHistory[endpoint.index()]) {
        return pending == 0 ? 0 : NO_HISTORY_NANOS + pending;
      }
      // It fades while nothing is heard, so that one bad answer does not shut a server out.
      int i = endpoint.index();
      return peakNanos[i] * faded(i, clock.nanoTime()) * (pending + 1);
    }

    private double faded(int i, long nowNanos) {
      return Math.exp((atNanos[i] - nowNanos) / tauNanos);
    }

    @Override
    void learn(Endpoint endpoint, boolean ok, double latencyNanos) {
      int i = endpoint.index();
      long now = clock.nanoTime();
      double kept = faded(i, now);
      double before = peakNanos[i] * kept;
      peakNanos[i] =
          latencyNanos > before || !hasHistory[i]
              ? latencyNanos
              : before + latencyNanos * (1 - kept);
      hasHistory[i] = true;
      atNanos[i] = now;
    }
  }
}
