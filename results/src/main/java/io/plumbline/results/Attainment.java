package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How many requests of a class met their SLO, and what that says of the share that would in the
 * long run.
 *
 * <p>The bounds are those of Clopper and Pearson, one-sided, at {@value #CONFIDENCE}. For
 * independent requests the lower one exceeds a share exactly when LoadGen's early stopping at that
 * percentile is satisfied: {@link EarlyStopping} asks the same question of the same tail. But in a
 * queue misses come in bunches, and a bunch says little more than one miss; so {@code n} requests
 * count as {@code n / designEffect}.
 *
 * @param entry {@code 1:urgent}, or {@code total}
 * @param planned requests
 * @param met of them, those answered well within their SLO
 * @param designEffect at least 1, which stands for independent requests
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Attainment(String entry, long planned, long met, double designEffect) {
  /** Of each of the two bounds. */
  public static final double CONFIDENCE = .99;

  public Attainment {
    Finite.require("designEffect", designEffect);
    if (planned < 1 || met < 0 || met > planned) {
      throw new IllegalArgumentException(
          "met must be 0 to planned, and planned at least 1: " + met + " of " + planned);
    }
    if (designEffect < 1) {
      throw new IllegalArgumentException("designEffect must be at least 1: " + designEffect);
    }
  }

  /** Whether the share in the long run is at least {@code bound}. */
  public CapacityDocument.Outcome judge(double bound) {
    if (within() > 0 && ofLower().cumulativeProbability(bound) < 1 - CONFIDENCE) {
      return CapacityDocument.Outcome.HOLDS;
    }
    return over() > 0 && ofUpper().cumulativeProbability(bound) > CONFIDENCE
        ? CapacityDocument.Outcome.FAILS
        : CapacityDocument.Outcome.UNDECIDED;
  }

  /** The fewest requests that can show the share, if all of them meet their SLO. */
  public static long leastToHold(double share) {
    return new EarlyStopping(share).queriesNeeded(0);
  }

  /** 0 to 1. */
  public double share() {
    return (double) met / planned;
  }

  /** Lower bound of the share in the long run, 0 to 1. */
  public double atLeast() {
    return within() == 0 ? 0 : ofLower().inverseCumulativeProbability(1 - CONFIDENCE);
  }

  /** Upper bound of the share in the long run, 0 to 1. */
  public double atMost() {
    return over() == 0 ? 1 : ofUpper().inverseCumulativeProbability(CONFIDENCE);
  }

  /** The same class in two runs at one rate. */
  public Attainment plus(Attainment more) {
    if (!entry.equals(more.entry)) {
      throw new IllegalArgumentException("not the same class: " + entry + " and " + more.entry);
    }
    long both = planned + more.planned;
    // Variances add up, and each is its run's requests times its design effect.
    double effect = (planned * designEffect + more.planned * more.designEffect) / both;
    return new Attainment(entry, both, met + more.met, Math.max(1, effect));
  }

  private double within() {
    return met / designEffect;
  }

  private double over() {
    return (planned - met) / designEffect;
  }

  private BetaDistribution ofLower() {
    return BetaDistribution.of(within(), over() + 1);
  }

  private BetaDistribution ofUpper() {
    return BetaDistribution.of(within() + 1, over());
  }
}
