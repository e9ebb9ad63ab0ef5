package io.plumbline.balancing;

/**
 * Which servers have lately failed a large share of one client's calls. One that fails fast looks
 * idle, and would draw all traffic.
 *
 * <p>Calls fade with age, by 63 % in one memory, so a server that is avoided is tried again. Every
 * server is credited with a few good calls, so that a single failure damns nobody.
 */
final class ErrorShares {
  private static final double CREDITED_CALLS = 5;

  private final double limit;
  private final double memoryNanos;
  private final double[] calls;
  private final double[] failures;
  private final long[] atNanos;

  /**
   * Makes one that has seen no call.
   *
   * @param limit the share of failed calls above which {@link #tooHigh} says so
   */
  ErrorShares(Endpoints endpoints, double limit, double memoryNanos) {
    this.limit = limit;
    this.memoryNanos = memoryNanos;
    this.calls = new double[endpoints.size()];
    this.failures = new double[endpoints.size()];
    this.atNanos = new long[endpoints.size()];
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
    if (failures[i] == 0) {
      return false;
    }
    double faded = faded(i, nowNanos);
    return failures[i] * faded > limit * (calls[i] * faded + CREDITED_CALLS);
  }

  private double faded(int i, long nowNanos) {
    return Math.exp((atNanos[i] - nowNanos) / memoryNanos);
  }
}
