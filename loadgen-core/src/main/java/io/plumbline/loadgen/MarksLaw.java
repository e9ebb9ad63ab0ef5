package io.plumbline.loadgen;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** What independent draws by share imply for the classes of a stream's arrivals. */
final class MarksLaw {
  /** Below it, the normal distribution is no good approximation. */
  private static final int MIN_NEIGHBOURS = 1000;

  private final int[] marks;
  private final double[] shares;

  MarksLaw(int[] marks, double[] shares) {
    this.marks = marks;
    this.shares = shares;
  }

  /** How often a class came among a fixed number, exactly. */
  double countPValue(int mark) {
    int count = 0;
    for (int m : marks) {
      count += m == mark ? 1 : 0;
    }
    BinomialDistribution binomial = of(marks.length, mark);
    double atLeast = count == 0 ? 1 : binomial.survivalProbability(count - 1);
    return UnitPoisson.twoSided(binomial.cumulativeProbability(count), atLeast);
  }

  /** How many draws it took until a class had come n times, exactly; 0 if it has not. */
  double nthPValue(int mark, int n) {
    int found = 0;
    for (int i = 0; i < marks.length; i++) {
      found += marks[i] == mark ? 1 : 0;
      if (found == n) {
        double soSoon = of(i + 1, mark).survivalProbability(n - 1);
        double soLate = of(i, mark).cumulativeProbability(n - 1);
        return UnitPoisson.twoSided(soSoon, soLate);
      }
    }
    return 0;
  }

  private BinomialDistribution of(int trials, int mark) {
    return BinomialDistribution.of(trials, Math.min(1, shares[mark]));
  }

  /** How often a class came twice in a row, over all classes: a turn by turn would show. */
  OptionalDouble repeatsPValue() {
    int n = marks.length;
    if (n < MIN_NEIGHBOURS) {
      return OptionalDouble.empty();
    }
    int repeats = 0;
    for (int i = 1; i < n; i++) {
      repeats += marks[i] == marks[i - 1] ? 1 : 0;
    }
    double second = 0;
    double third = 0;
    for (double share : shares) {
      second += share * share;
      third += share * share * share;
    }
    double variance =
        (n - 1.0) * (second - second * second) + 2 * (n - 2.0) * (third - second * second);
    double z = (repeats - (n - 1) * second) / Math.sqrt(variance);
    return OptionalDouble.of(2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z)));
  }
}
