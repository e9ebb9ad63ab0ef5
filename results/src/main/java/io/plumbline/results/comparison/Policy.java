package io.plumbline.results.comparison;

import io.plumbline.results.comparison.Quantity.MinimumEffect;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What a team has agreed on: how small a change may be to count, what fails a build, and which
 * changes are accepted.
 *
 * @param speedEffect the least relative change of a time or a rate that counts, 0.03 for 3 %
 * @param allocationEffect likewise for allocated bytes
 * @param shareEffect likewise for shares of requests, and for goodput, which is one
 * @param rules the last that matches an entry counts
 * @param acceptances of regressions
 */
public record Policy(
    double speedEffect,
    double allocationEffect,
    double shareEffect,
    List<Rule> rules,
    List<Acceptance> acceptances) {

  /** The share of false ones among the changes that are told. */
  static final double FALSE_DISCOVERY_RATE = .05;

  /**
   * The p-value above which one comparison tells no change, however few or many entries it has. A
   * lone entry would otherwise be wrong one time in twenty.
   */
  static final double LARGEST_P = .01;

  private static final double ALLOCATION_EFFECT = .01;
  private static final double SHARE_EFFECT = .01;

  /** Whose machine it was measured on, and so how small a change it can tell. */
  public enum Machine {
    /** The user's own, otherwise idle. */
    OWN(.03),
    /** A machine kept for measuring, that builds share one after the other. */
    DEDICATED(.05),
    /** A machine that others use at the same time. */
    SHARED(.10);

    private final double speedEffect;

    Machine(double speedEffect) {
      this.speedEffect = speedEffect;
    }

    public double speedEffect() {
      return speedEffect;
    }
  }

  /**
   * An exception for some entries.
   *
   * @param minimumEffect instead of the policy's
   * @param gated whether a regression fails the build
   */
  public record Rule(Match match, OptionalDouble minimumEffect, boolean gated) {
    public Rule {
      minimumEffect.ifPresent(effect -> requireEffect("minimumEffect", effect));
    }
  }

  /**
   * A regression that was agreed to.
   *
   * @param until the last day on which it is accepted
   */
  public record Acceptance(Match match, String reason, LocalDate until) {
    public Acceptance {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("an accepted change must have a reason");
      }
    }
  }

  /**
   * Which entries: {@code *} stands for any text, in a pattern of the whole label or of its name
   * alone, with package or without.
   *
   * @param pattern such as {@code RequestParse*}
   * @param metric all if empty
   */
  public record Match(String pattern, Optional<String> metric) {
    boolean matches(SeriesKey key) {
      Pattern glob =
          Pattern.compile(
              "\\Q" + pattern.replace("\\E", "\\E\\\\E\\Q").replace("*", "\\E.*\\Q") + "\\E");
      boolean named =
          List.of(key.name(), key.simpleName(), key.simpleName() + " [" + key.paramsText() + "]")
              .stream()
              .anyMatch(text -> glob.matcher(text).matches());
      return named && (metric.isEmpty() || metric.get().equals(key.metric()));
    }
  }

  public Policy {
    requireEffect("speedEffect", speedEffect);
    requireEffect("allocationEffect", allocationEffect);
    requireEffect("shareEffect", shareEffect);
    rules = List.copyOf(rules);
    acceptances = List.copyOf(acceptances);
  }

  private static void requireEffect(String name, double effect) {
    if (!(effect > 0 && effect < 10)) {
      throw new IllegalArgumentException(name + " must be above 0 and below 10: " + effect);
    }
  }

  /** What holds where nobody agreed on anything. */
  public static Policy of(Machine machine) {
    return new Policy(machine.speedEffect(), ALLOCATION_EFFECT, SHARE_EFFECT, List.of(), List.of());
  }

  double minimumEffect(SeriesKey key, MinimumEffect kind) {
    double effect =
        switch (kind) {
          case SPEED -> speedEffect;
          case ALLOCATION -> allocationEffect;
          case SHARE -> shareEffect;
        };
    for (Rule rule : rules) {
      if (rule.match().matches(key)) {
        effect = rule.minimumEffect().orElse(effect);
      }
    }
    return effect;
  }

  boolean gated(SeriesKey key) {
    boolean gated = true;
    for (Rule rule : rules) {
      gated = rule.match().matches(key) ? rule.gated() : gated;
    }
    return gated;
  }

  /** The acceptance that covers an entry on this day. */
  Optional<Acceptance> acceptance(SeriesKey key, LocalDate today) {
    return acceptances.stream()
        .filter(a -> a.match().matches(key) && !today.isAfter(a.until()))
        .findFirst();
  }

  /** Those whose day is over. */
  List<Acceptance> expired(LocalDate today) {
    return acceptances.stream().filter(a -> today.isAfter(a.until())).toList();
  }
}
