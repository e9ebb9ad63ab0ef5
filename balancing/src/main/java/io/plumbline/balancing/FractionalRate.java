package io.plumbline.balancing;

/**
 * Turns so many per call, 0.25 or 3 or 1.5, into whole numbers: after n calls exactly floor(n *
 * rate) have been given out, so nothing is left to chance.
 */
final class FractionalRate {
  private final double perCall;
  private long calls;

  FractionalRate(double perCall) {
    this.perCall = perCall;
  }

  /** Returns how many the next call gets. */
  int next() {
    // From the count, not by adding up: 0.1 is no binary number.
    double before = Math.floor(calls * perCall);
    calls++;
    return (int) (Math.floor(calls * perCall) - before);
  }
}
