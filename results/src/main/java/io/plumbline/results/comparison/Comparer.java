package io.plumbline.results.comparison;

import static java.util.stream.Collectors.toMap;

import io.plumbline.results.comparison.Comparison.Coverage;
import io.plumbline.results.comparison.Comparison.Entry;
import io.plumbline.results.comparison.Quantity.MinimumEffect;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares two sides figure by figure.
 *
 * <p>The fork, or the run, is the unit of replication: iterations of one JVM are alike for reasons
 * that the next JVM does not share. Each is one number, the mean of its logarithms; sides are
 * compared by Welch's interval on the difference, and a change for the worse is told where its
 * one-sided p-value is believed among those of all judged entries (Benjamini and Hochberg at
 * {@value Policy#FALSE_DISCOVERY_RATE}), is at most {@value Policy#LARGEST_P}, and the change
 * reaches the minimum effect; of sides that are measured in turns {@link Screening} believes.
 * Improvements are the mirror image. An entry whose 90 % interval lies within the minimum effect is
 * the same (two one-sided tests). Everything else has no answer, and says how large a change it
 * would have found.
 *
 * <p>Pure: equal sides and options give equal answers.
 */
public final class Comparer {
  /** More forks than this are nobody's plan. */
  static final int MOST_FORKS = 1000;

  static final double POWER = .8;
  private static final double INTERVAL = .95;
  private static final double EQUIVALENCE = .90;

  /** From here on a change without an answer must not pass for none. */
  private static final double STRIKING = .25;

  private static final String MACHINE_CHANGED = "the machine changed";

  private final Side base;
  private final Side head;
  private final Options options;
  private final List<String> warnings = new ArrayList<>();

  /**
   * What is asked beside the two sides.
   *
   * @param acrossMachines compare though the machines differ
   * @param today decides which acceptances still hold
   */
  public record Options(Policy policy, boolean acrossMachines, LocalDate today) {}

  private Comparer(Side base, Side head, Options options) {
    this.base = base;
    this.head = head;
    this.options = options;
  }

  /** The answer. */
  public static Comparison compare(Side base, Side head, Options options) {
    return new Comparer(base, head, options).compare();
  }

  /** Which changes are believed, where it is not this comparison alone that decides. */
  interface Belief {
    boolean inWorse(Pair pair);

    boolean inBetter(Pair pair);

    /** The p-value that one more change must reach. */
    double level();

    /** The logarithm of the change that would have been found with {@link #POWER}. */
    default double detectable(Pair pair, LogRatio change) {
      return Comparer.detectable(pair.band(), level(), POWER, change);
    }

    /** Why there is no answer, of an entry that has none. */
    Optional<String> reason(Pair pair);
  }

  /** The answer about two sides that were measured in turns, so that no machine came between. */
  static Comparison compare(Side base, Side head, Options options, Belief belief) {
    Comparer comparer = new Comparer(base, head, options);
    List<Pair> pairs = pairs(base, head, options);
    MachineCheck.ruler(pairs, pair -> belief.inWorse(pair) || belief.inBetter(pair))
        .ifPresent(
            moved -> {
              comparer.warnings.add(moved.warning());
              refuse(pairs, MACHINE_CHANGED, false);
            });
    return comparer.answer(pairs, belief);
  }

  private Comparison compare() {
    List<Pair> pairs = pairs(base, head, options);
    if (!options.acrossMachines()) {
      new Environments(base.environments(), head.environments())
          .otherMachine()
          .ifPresent(why -> refuse(pairs, why, true));
    }
    new MachineCheck(pairs)
        .verdict()
        .ifPresent(
            moved -> {
              warnings.add(moved.warning());
              if (moved.refuses()) {
                refuse(pairs, MACHINE_CHANGED, false);
              }
            });
    return answer(pairs, new OneLook(pairs));
  }

  /** All that was measured counts, once. */
  private static final class OneLook implements Belief {
    private final double believeWorse;
    private final double believeBetter;
    private final double level;

    OneLook(List<Pair> pairs) {
      double[] pWorse = judged(pairs).stream().mapToDouble(Pair::pWorse).toArray();
      double[] pBetter = judged(pairs).stream().mapToDouble(Pair::pBetter).toArray();
      double q = Policy.FALSE_DISCOVERY_RATE;
      double most = Policy.LARGEST_P;
      this.believeWorse = Math.min(most, FalseDiscovery.threshold(pWorse, q));
      this.believeBetter = Math.min(most, FalseDiscovery.threshold(pBetter, q));
      this.level =
          pWorse.length == 0 ? most : Math.min(most, FalseDiscovery.levelOfOneMore(pWorse, q));
    }

    @Override
    public boolean inWorse(Pair pair) {
      return pair.pWorse() <= believeWorse;
    }

    @Override
    public boolean inBetter(Pair pair) {
      return pair.pBetter() <= believeBetter;
    }

    @Override
    public double level() {
      return level;
    }

    @Override
    public Optional<String> reason(Pair pair) {
      return Optional.empty();
    }
  }

  private Comparison answer(List<Pair> pairs, Belief belief) {
    List<Entry> entries = pairs.stream().map(pair -> entry(pair, belief)).toList();
    warnOfStriking(entries);
    warnOfExpired();
    return new Comparison(
        new Comparison.Of(base.label(), base.commit(), base.notes()),
        new Comparison.Of(head.label(), head.commit(), head.notes()),
        coverage(entries),
        new Environments(base.environments(), head.environments()).differences(),
        warnings,
        entries);
  }

  /** One per key that either side has, in the order of the keys. */
  static List<Pair> pairs(Side base, Side head, Options options) {
    Map<SeriesKey, Series> ofBase = byKey(base);
    Map<SeriesKey, Series> ofHead = byKey(head);
    TreeSet<SeriesKey> keys = new TreeSet<>(ofBase.keySet());
    keys.addAll(ofHead.keySet());
    boolean sameMeasurement = replicates(ofBase).equals(replicates(ofHead));
    List<Pair> pairs = new ArrayList<>();
    for (SeriesKey key : keys) {
      pairs.add(
          Pair.of(
              key,
              Optional.ofNullable(ofBase.get(key)),
              Optional.ofNullable(ofHead.get(key)),
              options.policy(),
              sameMeasurement));
    }
    return pairs;
  }

  private static Map<SeriesKey, List<List<Double>>> replicates(Map<SeriesKey, Series> side) {
    return side.values().stream().collect(toMap(Series::key, Series::replicates));
  }

  private static Map<SeriesKey, Series> byKey(Side side) {
    return side.series().stream().collect(toMap(Series::key, Series::withoutDuplicates));
  }

  private static List<Pair> judged(List<Pair> pairs) {
    return pairs.stream().filter(Pair::isJudged).toList();
  }

  /** Takes the judged entries out of the test: all, or those that a machine's speed moves. */
  private static void refuse(List<Pair> pairs, String reason, boolean all) {
    pairs.replaceAll(
        pair ->
            pair.isJudged() && (all || pair.quantity().minimumEffect() != MinimumEffect.ALLOCATION)
                ? pair.because(Verdict.NOT_COMPARABLE, reason)
                : pair);
  }

  private Entry entry(Pair pair, Belief belief) {
    Policy policy = options.policy();
    Verdict verdict =
        pair.settled().isPresent() ? pair.settled().get().verdict() : verdict(pair, belief);
    Optional<LogRatio> change = pair.change();
    boolean showsInterval = change.isPresent() && pair.isShown();
    double half = change.map(c -> c.halfWidth(INTERVAL)).orElse(0.0);
    OptionalDouble detectable =
        showsInterval
            ? OptionalDouble.of(relative(pair, belief.detectable(pair, change.get())))
            : OptionalDouble.empty();
    OptionalInt forksNeeded =
        showsInterval ? forksNeeded(pair, change.get(), belief.level()) : OptionalInt.empty();
    return new Entry(
        pair.key().name(),
        pair.key().params(),
        pair.key().metric(),
        pair.quantity().unit(),
        pair.quantity().lowerIsBetter(),
        verdict,
        pair.base().map(Series::means).orElse(List.of()),
        pair.head().map(Series::means).orElse(List.of()),
        pair.isShown() ? pair.ratio() : OptionalDouble.empty(),
        showsInterval
            ? OptionalDouble.of(Math.exp(change.get().delta() - half))
            : OptionalDouble.empty(),
        showsInterval
            ? OptionalDouble.of(Math.exp(change.get().delta() + half))
            : OptionalDouble.empty(),
        pair.isJudged() ? OptionalDouble.of(pair.pWorse()) : OptionalDouble.empty(),
        pair.isJudged() ? OptionalDouble.of(pair.pBetter()) : OptionalDouble.empty(),
        relative(pair, pair.band()),
        detectable,
        forksNeeded,
        pair.settled()
            .map(Series.Failure::reason)
            .or(() -> verdict == Verdict.INCONCLUSIVE ? belief.reason(pair) : Optional.empty()),
        policy.gated(pair.key()) && !MachineCheck.isRuler(pair.key()),
        verdict == Verdict.REGRESSED
            ? policy.acceptance(pair.key(), options.today()).map(Policy.Acceptance::reason)
            : Optional.empty());
  }

  private static Verdict verdict(Pair pair, Belief belief) {
    if (pair.identical()) {
      return Verdict.SAME;
    }
    double worse = pair.worsening();
    if (belief.inWorse(pair) && worse >= pair.band()) {
      return Verdict.REGRESSED;
    }
    if (belief.inBetter(pair) && -worse >= pair.band()) {
      return Verdict.IMPROVED;
    }
    double half = pair.change().orElseThrow().halfWidth(EQUIVALENCE);
    return Math.abs(worse) + half < pair.band() ? Verdict.SAME : Verdict.INCONCLUSIVE;
  }

  /**
   * The logarithm of the change that reaches both the level and the band with this probability.
   *
   * @param scatter how uncertain it would be
   */
  static double detectable(double band, double level, double power, LogRatio scatter) {
    if (scatter.standardError() == 0) {
      return band;
    }
    double convincing =
        LogRatio.quantile(1 - level, scatter.degreesOfFreedom()) * scatter.standardError();
    return Math.max(convincing, band)
        + LogRatio.quantile(power, scatter.degreesOfFreedom()) * scatter.standardError();
  }

  private static OptionalInt forksNeeded(Pair pair, LogRatio change, double level) {
    if (change.standardError() == 0) {
      return OptionalInt.of(2);
    }
    double variance = pair.meanVariance();
    int tooFew = 1;
    int enough = MOST_FORKS + 1;
    while (enough - tooFew > 1) {
      int n = (tooFew + enough) / 2;
      double degrees = 2 * n - 2;
      double found =
          (LogRatio.quantile(1 - level, degrees) + LogRatio.quantile(POWER, degrees))
              * Math.sqrt(2 * variance / n);
      if (found <= pair.band()) {
        enough = n;
      } else {
        tooFew = n;
      }
    }
    return enough > MOST_FORKS ? OptionalInt.empty() : OptionalInt.of(enough);
  }

  /** A worsening given as a logarithm, as a share of the baseline's figure. */
  private static double relative(Pair pair, double log) {
    return pair.quantity().lowerIsBetter() ? Math.expm1(log) : -Math.expm1(-log);
  }

  private void warnOfStriking(List<Entry> entries) {
    List<Entry> striking =
        entries.stream()
            .filter(e -> e.verdict() == Verdict.INCONCLUSIVE || e.verdict() == Verdict.UNSTEADY)
            .filter(e -> e.ratio().isPresent())
            .filter(e -> Math.abs(Math.log(e.ratio().getAsDouble())) > Math.log1p(STRIKING))
            .toList();
    if (!striking.isEmpty()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d of the entries without an answer moved by more than %.0f %%, the first of them %s:"
                  + " measure them with more forks",
              striking.size(),
              100 * STRIKING,
              striking.get(0).key().label()));
    }
  }

  private void warnOfExpired() {
    for (Policy.Acceptance acceptance : options.policy().expired(options.today())) {
      warnings.add(
          "the acceptance of "
              + acceptance.match().pattern()
              + " ended on "
              + acceptance.until()
              + ": "
              + acceptance.reason());
    }
  }

  private static Coverage coverage(List<Entry> entries) {
    SortedMap<String, Integer> unjudged = new TreeMap<>();
    int judged = 0;
    for (Entry entry : entries) {
      if (entry.judged()) {
        judged++;
      } else {
        unjudged.merge(
            entry.verdict() + entry.reason().map(reason -> ": " + kind(reason)).orElse(""),
            1,
            Integer::sum);
      }
    }
    return new Coverage(judged, entries.size(), unjudged);
  }

  /** Of a reason what entries may have in common: not its details, which follow a colon. */
  private static String kind(String reason) {
    return reason.replaceFirst("(?<!^the baseline): .*", "");
  }
}
