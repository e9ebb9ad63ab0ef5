package io.plumbline.results.comparison;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import io.plumbline.results.Commit;
import io.plumbline.results.Environment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides, round by round, which benchmarks to measure on while two commits are measured in turns,
 * and says in the end what changed.
 *
 * <p>First every benchmark is screened with a few forks a side. A figure that moved there by the
 * minimum effect, and not quite by chance, is suspect. Suspects are confirmed by fresh forks alone:
 * those that raised the suspicion cannot also prove it. They are looked at twice, after {@value
 * #FIRST_LOOK} and after {@value #LAST_LOOK} fresh forks a side. What is found, shown to be the
 * same, or moved no longer at the first look is not measured on. The looks share the false
 * discovery rate, so that looking twice finds no more by chance than looking once; at each it is
 * kept over all that were suspected of the same direction (Benjamini and Hochberg).
 *
 * <p>What was not suspect is the same where its screening shows that, and inconclusive otherwise.
 *
 * <pre>{@code
 * Screening screening = new Screening(options, benchmarks);
 * Optional<Screening.Round> round;
 * while ((round = screening.next()).isPresent()) {
 *   // run round.forks() forks a side of each of round.benchmarks(), a b b a ...
 *   screening.add(baseSide, headSide); // with what this round measured, and nothing else
 * }
 * Comparison answer = screening.answer();
 * }</pre>
 *
 * <p>All metrics of a benchmark come from the same forks. Measuring may end at any time: what is
 * undecided then is inconclusive. What fails or cannot be compared is not measured on. As the sides
 * are measured in turns, only a ruler that is found to have moved speaks of a changed machine.
 *
 * <p>Pure: no clock, no files. Not for use by several threads at once.
 */
public final class Screening {
  /** Forks a side that every benchmark is screened with. */
  static final int SCREENED = 2;

  /** Fresh forks a side of a suspect when it is first looked at. */
  static final int FIRST_LOOK = 3;

  /** All fresh forks a side that a suspect may get. */
  static final int LAST_LOOK = 6;

  /** The p-value, of either direction, up to which a change is suspect. */
  static final double SUSPICION = .2;

  /** The first look's share of the false discovery rate: enough for what leaps to the eye. */
  static final double FIRST_SHARE = .2;

  /** Of the minimum effect: a suspect that moved less at the first look is not measured on. */
  static final double FUTILE = .5;

  private final Comparer.Options options;
  private final List<Benchmark> benchmarks;
  private final List<Side> screenedBase = new ArrayList<>();
  private final List<Side> screenedHead = new ArrayList<>();
  private final List<Side> freshBase = new ArrayList<>();
  private final List<Side> freshHead = new ArrayList<>();
  private final Suspects worse = new Suspects();
  private final Suspects better = new Suspects();

  /**
   * What is measured as one: its metrics come from the same forks.
   *
   * @param params as in the keys of its series, with its threads if they are more than one
   */
  public record Benchmark(String name, SortedMap<String, String> params) {
    static Benchmark of(SeriesKey key) {
      return new Benchmark(key.name(), key.params());
    }
  }

  /**
   * What to measure next.
   *
   * @param confirms whether it confirms suspects; if not it screens
   * @param forks of each benchmark on each side
   */
  public record Round(boolean confirms, int forks, List<Benchmark> benchmarks) {
    public Round {
      benchmarks = List.copyOf(benchmarks);
    }
  }

  /** The figures suspected of one direction: a family of tests. */
  private static final class Suspects {
    /** By the last look that each took part in; 1 before the first, and of those given up. */
    final Map<SeriesKey, Double> p = new TreeMap<>();

    final Set<SeriesKey> found = new HashSet<>();
    final Set<SeriesKey> givenUp = new HashSet<>();

    boolean isOpen(SeriesKey key) {
      return p.containsKey(key) && !found.contains(key) && !givenUp.contains(key);
    }

    void giveUp(SeriesKey key) {
      givenUp.add(key);
      p.put(key, 1.0);
    }

    double[] values() {
      return p.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * Begins with nothing measured.
   *
   * @param benchmarks those that either side has
   */
  public Screening(Comparer.Options options, List<Benchmark> benchmarks) {
    this.options = options;
    this.benchmarks = List.copyOf(benchmarks);
  }

  /** The most forks a side that a benchmark may get, for a guess of how long it may take. */
  public static int mostForks() {
    return SCREENED + LAST_LOOK;
  }

  /** What to measure next; empty if nothing more is worth measuring. */
  public Optional<Round> next() {
    if (screenedBase.isEmpty()) {
      return benchmarks.isEmpty()
          ? Optional.empty()
          : Optional.of(new Round(false, SCREENED, benchmarks));
    }
    List<Benchmark> open =
        Stream.concat(worse.p.keySet().stream(), better.p.keySet().stream())
            .filter(key -> worse.isOpen(key) || better.isOpen(key))
            .map(Benchmark::of)
            .distinct()
            .toList();
    if (open.isEmpty() || freshBase.size() == 2) {
      return Optional.empty();
    }
    int forks = freshBase.isEmpty() ? FIRST_LOOK : LAST_LOOK - FIRST_LOOK;
    return Optional.of(new Round(true, forks, open));
  }

  /**
   * Takes what the round that {@link #next} asked for measured.
   *
   * @throws IllegalStateException if nothing was asked for
   */
  public void add(Side base, Side head) {
    if (next().isEmpty()) {
      throw new IllegalStateException("nothing more was to be measured");
    }
    if (screenedBase.isEmpty()) {
      screenedBase.add(base);
      screenedHead.add(head);
      screen();
    } else {
      freshBase.add(base);
      freshHead.add(head);
      List<Pair> pairs = Comparer.pairs(joined(freshBase), joined(freshHead), options);
      look(worse, pairs, 1);
      look(better, pairs, -1);
    }
  }

  private void screen() {
    for (Pair pair : Comparer.pairs(joined(screenedBase), joined(screenedHead), options)) {
      if (pair.isJudged() && Math.abs(pair.worsening()) >= pair.band()) {
        if (pair.pWorse() <= SUSPICION) {
          worse.p.put(pair.key(), 1.0);
        } else if (pair.pBetter() <= SUSPICION) {
          better.p.put(pair.key(), 1.0);
        }
      }
    }
  }

  /**
   * Looks at the suspects of one direction.
   *
   * @param sign of a worsening in that direction
   */
  private void look(Suspects suspects, List<Pair> pairs, int sign) {
    boolean last = freshBase.size() == 2;
    List<Pair> open = new ArrayList<>();
    for (Pair pair : pairs) {
      if (suspects.isOpen(pair.key())) {
        if (pair.isJudged()) {
          suspects.p.put(pair.key(), sign > 0 ? pair.pWorse() : pair.pBetter());
          open.add(pair);
        } else {
          suspects.giveUp(pair.key());
        }
      }
    }
    double q = last ? lastRate() : Policy.FALSE_DISCOVERY_RATE - lastRate();
    double believed = FalseDiscovery.threshold(suspects.values(), q);
    for (Pair pair : open) {
      double moved = sign * pair.worsening();
      double half = pair.change().map(c -> c.halfWidth(1 - 2 * q)).orElse(0.0);
      if (suspects.p.getOrDefault(pair.key(), 1.0) <= believed && moved >= pair.band()) {
        suspects.found.add(pair.key());
      } else if (!last && (moved < FUTILE * pair.band() || Math.abs(moved) + half < pair.band())) {
        suspects.giveUp(pair.key());
      }
    }
  }

  private static double lastRate() {
    return (1 - FIRST_SHARE) * Policy.FALSE_DISCOVERY_RATE;
  }

  /** What can be said so far; the answer once {@link #next} is empty. */
  public Comparison answer() {
    Side confirmingBase = joined(freshBase);
    Side confirmingHead = joined(freshHead);
    Set<SeriesKey> confirmed = keys(confirmingBase, series -> true);
    confirmed.retainAll(keys(confirmingHead, series -> true));
    // One that failed before the other side's turn has fresh figures of neither.
    confirmed.addAll(keys(confirmingBase, series -> series.failure().isPresent()));
    confirmed.addAll(keys(confirmingHead, series -> series.failure().isPresent()));
    confirmed.removeIf(key -> !isSuspect(key));
    return Comparer.compare(
        with(confirmingBase, confirmed, joined(screenedBase)),
        with(confirmingHead, confirmed, joined(screenedHead)),
        options,
        new Found(confirmed));
  }

  private boolean isSuspect(SeriesKey key) {
    return worse.p.containsKey(key) || better.p.containsKey(key);
  }

  private static Set<SeriesKey> keys(Side side, Predicate<Series> which) {
    return side.series().stream()
        .filter(which)
        .map(Series::key)
        .collect(toCollection(HashSet::new));
  }

  /** The screened side, but of these keys what confirms. */
  private static Side with(Side confirming, Set<SeriesKey> keys, Side screened) {
    Map<SeriesKey, Series> fresh =
        confirming.series().stream().collect(toMap(Series::key, series -> series));
    Side all = joined(List.of(screened, confirming));
    return new Side(
        screened.label(),
        all.commit(),
        all.environments(),
        screened.series().stream()
            .map(s -> keys.contains(s.key()) ? fresh.getOrDefault(s.key(), s) : s)
            .toList(),
        all.notes());
  }

  /** Tells what the looks found. */
  private final class Found implements Comparer.Belief {
    private final Set<SeriesKey> confirmed;

    Found(Set<SeriesKey> confirmed) {
      this.confirmed = confirmed;
    }

    @Override
    public boolean inWorse(Pair pair) {
      return worse.found.contains(pair.key());
    }

    @Override
    public boolean inBetter(Pair pair) {
      return better.found.contains(pair.key());
    }

    @Override
    public double level() {
      return worse.p.isEmpty()
          ? lastRate()
          : FalseDiscovery.levelOfOneMore(worse.values(), lastRate());
    }

    /** A change that is not suspect yet must pass both stages. */
    @Override
    public double detectable(Pair pair, LogRatio change) {
      if (confirmed.contains(pair.key())) {
        return Comparer.Belief.super.detectable(pair, change);
      }
      double both = Math.sqrt(Comparer.POWER);
      double error = Math.sqrt(2 * pair.meanVariance() / LAST_LOOK);
      return Math.max(
          Comparer.detectable(pair.band(), SUSPICION, both, change),
          Comparer.detectable(
              pair.band(), level(), both, new LogRatio(0, error, 2 * LAST_LOOK - 2)));
    }

    @Override
    public Optional<String> reason(Pair pair) {
      return isSuspect(pair.key())
          ? Optional.of("suspect when it was screened, and not confirmed")
          : Optional.empty();
    }
  }

  /** Several sides of one commit as one. */
  private static Side joined(List<Side> sides) {
    Map<SeriesKey, Series> series = new TreeMap<>();
    Set<Environment> environments = new LinkedHashSet<>();
    Set<String> notes = new LinkedHashSet<>();
    for (Side side : sides) {
      side.series().forEach(more -> series.merge(more.key(), more, Screening::joined));
      environments.addAll(side.environments());
      notes.addAll(side.notes());
    }
    return new Side(
        sides.isEmpty() ? "" : sides.get(0).label(),
        sides.stream().map(Side::commit).flatMap(Optional<Commit>::stream).findFirst(),
        List.copyOf(environments),
        List.copyOf(series.values()),
        List.copyOf(notes));
  }

  private static Series joined(Series one, Series other) {
    return new Series(
        one.key(),
        one.quantity(),
        Stream.concat(one.replicates().stream(), other.replicates().stream()).toList(),
        one.settings(),
        one.failure().or(other::failure),
        one.countingVariance());
  }
}
