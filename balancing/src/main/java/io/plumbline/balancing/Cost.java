package io.plumbline.balancing;

/** How much a client would rather not use an endpoint. Pure: it reads, and remembers nothing. */
@FunctionalInterface
public interface Cost {

  /**
   * The cost of what nothing is known of. A pick reads a dozen costs, so they are plain numbers;
   * this one never leaves the policies.
   */
  double UNKNOWN = Double.NaN;

  /** Returns the cost for this call, or {@link #UNKNOWN}. */
  double of(Endpoint endpoint, Call call);

  static boolean isKnown(double cost) {
    return !Double.isNaN(cost);
  }
}
