package io.plumbline.balancing;

import java.util.Arrays;

/**
 * Which servers have lately failed a large share of one client's calls. One that fails fast looks
 * idle, and would draw all traffic.
 *
 * <p>Calls fade with age, by 63 % in one memory, so a server that is avoided is tried again. Every
 * server is credited with a few good calls, so that a single failure damns nobody.
 */
final class ErrorShares {
  private static final double CREDITED_CALLS = 5;

  /**
   * What is too much.
   *
   * @param limit the share of failed calls above which {@link #tooHigh} says so; infinite if it
   *     never does
   * @param memoryNanos in which calls fade
   */
  record Settings(double limit, double memoryNanos) {

    static Settings from(PolicySettings settings) {
      boolean aversion = settings.flag("error-aversion", true);
      double limit = settings.number("error-share", 0.2, 0, 1);
      return new Settings(
          aversion ? limit : Double.POSITIVE_INFINITY,
          settings.durationNanos("error-memory-ms", 5_000, 0.001, 1e9));
    }
  }

  private final Settings settings;
  private final double[] calls;
  private final double[] failures;
  private final long[] atNanos;

  /** Makes one that has seen no call. */
  ErrorShares(Settings settings, Client client) {
    int endpoints = client.endpoints().size();
    this.settings = settings;
    this.calls = new double[endpoints];
    this.failures = new double[endpoints];
    this.atNanos = new long[endpoints];
    // Not 0, which on a real clock may be any time away: nothing must not grow beyond all bounds.
    Arrays.fill(atNanos, client.clock().nanoTime());
  }

  void ended(Endpoint endpoint, boolean ok, long nowNanos) {
    int i = endpoint.index();
    double faded = faded(i, nowNanos);
    calls[i] = calls[i] * faded + 1;
    failures[i] = failures[i] * faded + (ok ? 0 : 1);
    atNanos[i] = nowNanos;
  }

  boolean tooHigh(Endpoint endpoint, long nowNanos) {
    int i = endpoint.index();
    // Fading makes a share smaller, so mostly there is no need to know how much has faded.
    if (failures[i] - settings.limit * calls[i] <= settings.limit * CREDITED_CALLS) {
      return false;
    }
    double faded = faded(i, nowNanos);
    return failures[i] * faded > settings.limit * (calls[i] * faded + CREDITED_CALLS);
  }

  private double faded(int i, long nowNanos) {
    return Math.exp((atNanos[i] - nowNanos) / settings.memoryNanos);
  }
}
