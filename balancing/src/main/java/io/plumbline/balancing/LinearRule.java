package io.plumbline.balancing;

/**
 * The least of (1 - w) latency + w c RIF, where c turns requests in flight into a latency.
 *
 * <p>Source: as {@link HotCold}, which is compared with it there; w is .5 and c is 75 ms, the
 * median latency of a server with one request. As published it knows nothing of failures: a server
 * that fails fast draws calls.
 */
final class LinearRule extends SignalRule {
  private final double rifWeight;
  private final double rifCostNanos;

  LinearRule(double rifWeight, double rifCostNanos) {
    this.rifWeight = rifWeight;
    this.rifCostNanos = rifCostNanos;
  }

  static LinearRule from(PolicySettings settings) {
    return new LinearRule(
        settings.number("rif-weight", 0.5, 0, 1),
        settings.durationNanos("rif-cost-ms", 75, 0.001, 1e9));
  }

  @Override
  int compare(Signal a, Signal b) {
    return Double.compare(score(a), score(b));
  }

  double score(Signal signal) {
    return (1 - rifWeight) * signal.latencyNanos() + rifWeight * rifCostNanos * signal.rif();
  }
}
