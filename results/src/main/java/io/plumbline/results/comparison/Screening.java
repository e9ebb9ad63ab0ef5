package io.plumbline.results.comparison;

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
import java.util.stream.Stream;

/**
 * Decides, round by round, which benchmarks to measure on while two commits are measured in turns,
 * and says in the end what changed.
 *
 * <p>First every benchmark is screened with a few forks a side. What moved there is suspect, and is
 * confirmed by fresh forks alone: those that raised the suspicion cannot also prove it. After each
 * round of fresh forks the suspects are looked at together; found, refuted and hopeless ones are
 * not measured on. The looks share the false discovery rate between them, so that looking often
 * finds no more by chance than looking once (Bonferroni over the looks; Benjamini and Hochberg over
 * the suspects at each).
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
 * undecided then is inconclusive. A benchmark that fails or cannot be compared is not measured on.
 *
 * <p>Pure: no clock, no files, no threads. Not for use by several threads at once.
 */
public final class Screening {
  /** Forks a side that every benchmark is screened with. */
  static final int SCREEN_FORKS = 2;

  /** Fresh forks a side after which the suspects are looked at. */
  static final List<Integer> LOOKS = List.of(2, 3, 4, 5, 6);

  private final Comparer.Options options;
  private final List<Benchmark> benchmarks;
  private final Measured screened = new Measured();
  private final Measured fresh = new Measured();
  private final Set<SeriesKey> suspects = new LinkedHashSet<>();
  private final Map<SeriesKey, Double> pWorse = new TreeMap<>();
  private final Map<SeriesKey, Double> pBetter = new TreeMap<>();
  private final Set<SeriesKey> worse = new HashSet<>();
  private final Set<SeriesKey> better = new HashSet<>();
  private final Set<SeriesKey> decided = new HashSet<>();
  private int rounds;

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

  /** What one stage measured of both sides. */
  private static final class Measured {
    private final List<Side> base = new ArrayList<>();
    private final List<Side> head = new ArrayList<>();

    void add(Side ofBase, Side ofHead) {
      base.add(ofBase);
      head.add(ofHead);
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
    return SCREEN_FORKS + LOOKS.get(LOOKS.size() - 1);
  }

  /** What to measure next; empty if nothing more is worth measuring. */
  public Optional<Round> next() {
    if (benchmarks.isEmpty()) {
      return Optional.empty();
    }
    if (rounds == 0) {
      return Optional.of(new Round(false, SCREEN_FORKS, benchmarks));
    }
    List<Benchmark> open =
        suspects.stream()
            .filter(key -> !decided.contains(key))
            .map(Benchmark::of)
            .distinct()
            .toList();
    if (rounds > LOOKS.size() || open.isEmpty()) {
      return Optional.empty();
    }
    int before = rounds == 1 ? 0 : LOOKS.get(rounds - 2);
    return Optional.of(new Round(true, LOOKS.get(rounds - 1) - before, open));
  }

  /**
   * Takes what the round that {@link #next} asked for measured, and nothing else.
   *
   * @throws IllegalStateException if nothing was asked for
   */
  public void add(Side base, Side head) {
    if (next().isEmpty()) {
      throw new IllegalStateException("nothing more was to be measured");
    }
    if (rounds == 0) {
      screened.add(base, head);
      screen();
    } else {
      fresh.add(base, head);
      look();
    }
    rounds++;
  }

  private void screen() {
    for (Pair pair : pairs(screened)) {
      if (pair.isJudged() && Math.abs(pair.worsening()) >= pair.band()) {
        suspects.add(pair.key());
        pWorse.put(pair.key(), 1.0);
        pBetter.put(pair.key(), 1.0);
      }
    }
  }

  private void look() {
    List<Pair> open =
        pairs(fresh).stream()
            .filter(pair -> suspects.contains(pair.key()) && !decided.contains(pair.key()))
            .toList();
    for (Pair pair : open) {
      pWorse.put(pair.key(), pair.isJudged() ? pair.pWorse() : 1.0);
      pBetter.put(pair.key(), pair.isJudged() ? pair.pBetter() : 1.0);
    }
    double level = level();
    double believeWorse = threshold(pWorse, level);
    double believeBetter = threshold(pBetter, level);
    for (Pair pair : open) {
      SeriesKey key = pair.key();
      if (!pair.isJudged()) {
        decided.add(key);
      } else if (pair.pWorse() <= believeWorse && pair.worsening() >= pair.band()) {
        worse.add(key);
        decided.add(key);
      } else if (pair.pBetter() <= believeBetter && -pair.worsening() >= pair.band()) {
        better.add(key);
        decided.add(key);
      }
    }
  }

  private static double threshold(Map<SeriesKey, Double> p, double q) {
    return FalseDiscovery.threshold(p.values().stream().mapToDouble(v -> v).toArray(), q);
  }

  private static double level() {
    return Policy.FALSE_DISCOVERY_RATE / LOOKS.size();
  }

  private List<Pair> pairs(Measured measured) {
    return Comparer.pairs(side(measured.base), side(measured.head), options);
  }

  /** What can be said so far; the answer once {@link #next} is empty. */
  public Comparison answer() {
    return Comparer.compare(
        finalSide(screened.base, fresh.base),
        finalSide(screened.head, fresh.head),
        options,
        new Comparer.Belief() {
          @Override
          public boolean inWorse(Pair pair) {
            return worse.contains(pair.key());
          }

          @Override
          public boolean inBetter(Pair pair) {
            return better.contains(pair.key());
          }

          @Override
          public double level() {
            return Screening.level();
          }

          @Override
          public Optional<String> reason(Pair pair) {
            return suspects.contains(pair.key())
                ? Optional.of("suspect when screened, not confirmed by fresh forks")
                : Optional.empty();
          }
        });
  }

  /** Of suspects the fresh forks, of the others all. */
  private Side finalSide(List<Side> screenedSides, List<Side> freshSides) {
    Side all = side(Stream.concat(screenedSides.stream(), freshSides.stream()).toList());
    Map<SeriesKey, Series> confirming =
        side(freshSides).series().stream().collect(toMap(Series::key, series -> series));
    return new Side(
        all.label(),
        all.commit(),
        all.environments(),
        all.series().stream()
            .map(
                series ->
                    suspects.contains(series.key())
                        ? confirming.getOrDefault(series.key(), series)
                        : series)
            .toList(),
        all.notes());
  }

  /** Several sides of one commit as one. */
  private static Side side(List<Side> sides) {
    Map<SeriesKey, Series> series = new TreeMap<>();
    for (Side side : sides) {
      side.series().forEach(more -> series.merge(more.key(), more, Screening::joined));
    }
    Set<Environment> environments = new LinkedHashSet<>();
    sides.forEach(side -> environments.addAll(side.environments()));
    Set<String> notes = new LinkedHashSet<>();
    sides.forEach(side -> notes.addAll(side.notes()));
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
        one.failure().or(other::failure));
  }
}
