package io.plumbline.results.comparison;

import java.util.Arrays;

/**
 * Tells which of many tests to believe, so that the share of false ones among them stays bounded
 * (Benjamini and Hochberg, 1995).
 */
public final class FalseDiscovery {
  private FalseDiscovery() {}

  /**
   * The p-value up to which tests are believed: the largest p(k), of m in rising order, with p(k)
   * &lt;= q k / m; -1 if there is none.
   *
   * @param q the share of false ones that is accepted
   */
  public static double threshold(double[] p, double q) {
    double[] sorted = p.clone();
    Arrays.sort(sorted);
    for (int k = sorted.length; k >= 1; k--) {
      if (sorted[k - 1] <= q * k / sorted.length) {
        return sorted[k - 1];
      }
    }
    return -1;
  }

  /** The level at which one more test would have been believed. */
  static double levelOfOneMore(double[] p, double q) {
    double threshold = threshold(p, q);
    long believed = Arrays.stream(p).filter(value -> value <= threshold).count();
    return q * Math.min(believed + 1, p.length) / p.length;
  }
}
