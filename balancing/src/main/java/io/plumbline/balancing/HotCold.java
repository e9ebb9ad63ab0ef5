package io.plumbline.balancing;

/**
 * Prequal's rule: a server is hot if its requests in flight (RIF) exceed a quantile of those that
 * the client saw lately. The cold one with the lowest latency is best; if all are hot, the one with
 * the lowest RIF.
 *
 * <p>Source: Wydrowski et al., "Load is not what you should balance: introducing Prequal", NSDI
 * 2024. How it shuns servers that fail is not published. Here one whose share of errors is too high
 * is hot, with a RIF above all others.
 */
final class HotCold extends SignalRule {

  /**
   * How the rule is set.
   *
   * @param rifQuantile the quantile; 0 compares RIFs only, 1 latencies only
   * @param rifWindow how many RIFs the quantile is taken of
   * @param errors which share of errors shuns a server
   */
  record Settings(double rifQuantile, int rifWindow, ErrorShares.Settings errors) {

    static Settings from(PolicySettings settings) {
      return new Settings(
          settings.number("rif-quantile", 0.84, 0, 1),
          settings.integer("rif-window", 128, 1, 100_000),
          ErrorShares.Settings.from(settings));
    }
  }

  private final double rifQuantile;
  private final RecentRifs rifs;
  private final ErrorShares errors;
  private final NanoClock clock;

  HotCold(Settings settings, Client client) {
    this.rifQuantile = settings.rifQuantile();
    this.rifs = new RecentRifs(settings.rifWindow());
    this.errors = new ErrorShares(settings.errors(), client);
    this.clock = client.clock();
  }

  @Override
  void saw(Signal signal) {
    rifs.append(signal.rif());
  }

  @Override
  void ended(Endpoint endpoint, boolean ok) {
    errors.ended(endpoint, ok, clock.nanoTime());
  }

  boolean isHot(Signal signal) {
    return signal.rif() > rifs.quantile(rifQuantile) || isShunned(signal);
  }

  /**
   * Worst is the hot one with the highest RIF, or the cold one with the highest latency if none is
   * hot.
   */
  @Override
  int compare(Signal a, Signal b) {
    boolean aHot = isHot(a);
    if (aHot != isHot(b)) {
      return aHot ? 1 : -1;
    }
    int byLatency = Double.compare(a.latencyNanos(), b.latencyNanos());
    int byRif = Double.compare(a.rif(), b.rif());
    if (!aHot) {
      return byLatency != 0 ? byLatency : byRif;
    }
    int byErrors = Boolean.compare(isShunned(a), isShunned(b));
    if (byErrors != 0) {
      return byErrors;
    }
    return byRif != 0 ? byRif : byLatency;
  }

  private boolean isShunned(Signal signal) {
    return errors.tooHigh(signal.endpoint(), clock.nanoTime());
  }
}
