package io.plumbline.results.comparison;

import io.plumbline.results.comparison.Comparison.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Plays comparisons of suites whose truth is known, and counts what was told rightly and wrongly.
 *
 * <p>Both sides of every benchmark are drawn from the same forks; on one side some are slowed.
 */
final class Replay {
  private static final int SLOWED = 10;

  private final RealForks real;
  private final SplittableRandom random;
  private final int[] falselyTold;

  private int suites;
  private int falseAlarms;
  private int found;
  private int slowed;
  private int unsteady;
  private int machineChanged;
  private long forks;

  Replay(RealForks real, long seed) {
    this.real = real;
    this.random = new SplittableRandom(seed);
    this.falselyTold = new int[real.size()];
  }

  /** Compares 5 forks with 5 others, every benchmark split in its own way. */
  Replay compare(int times, double slowdown) {
    for (int i = 0; i < times; i++) {
      List<List<List<Double>>> drawn = new ArrayList<>();
      for (int b = 0; b < real.size(); b++) {
        drawn.add(real.shuffled(b, random));
      }
      compare(drawn, choice(slowdown), slowdown);
    }
    return this;
  }

  /** Compares in all 252 ways in which 5 of the 10 forks can be the baseline. */
  Replay compareAllSplits() {
    for (int split = 0; split < 1 << 10; split++) {
      if (Integer.bitCount(split) == 5) {
        List<List<List<Double>>> drawn = new ArrayList<>();
        for (List<List<Double>> forks : real.benchmarks) {
          drawn.add(ordered(forks, split));
        }
        compare(drawn, Set.of(), 0);
      }
    }
    return this;
  }

  /** The same, but every benchmark in a comparison of its own. */
  Replay compareAllSplitsAlone() {
    for (int split = 0; split < 1 << 10; split++) {
      if (Integer.bitCount(split) == 5) {
        suites++;
        for (int b = 0; b < real.size(); b++) {
          List<List<Double>> forks = ordered(real.benchmarks.get(b), split);
          Entry entry =
              Examples.compare(
                  Examples.time("A", forks.subList(0, 5)),
                  Examples.time("A", forks.subList(5, 10)));
          unsteady += entry.verdict() == Verdict.UNSTEADY ? 1 : 0;
          if (entry.verdict() == Verdict.REGRESSED) {
            falseAlarms++;
            falselyTold[b]++;
          }
        }
      }
    }
    return this;
  }

  /** The forks whose bit is set, and then the others. */
  private static List<List<Double>> ordered(List<List<Double>> forks, int split) {
    List<List<Double>> order = new ArrayList<>();
    for (int side = 1; side >= 0; side--) {
      for (int fork = 0; fork < forks.size(); fork++) {
        if ((split >> fork & 1) == side) {
          order.add(forks.get(fork));
        }
      }
    }
    return order;
  }

  private void compare(List<List<List<Double>>> drawn, Set<Integer> chosen, double slowdown) {
    List<Series> base = new ArrayList<>();
    List<Series> head = new ArrayList<>();
    for (int b = 0; b < drawn.size(); b++) {
      base.add(Examples.time(name(b), drawn.get(b).subList(0, 5)));
      head.add(
          Examples.time(
              name(b), slowed(drawn.get(b).subList(5, 10), chosen.contains(b) ? slowdown : 0)));
    }
    forks += 10L * drawn.size();
    count(Examples.compare(base, head), chosen);
  }

  /** Measures two commits in turns, as {@link Screening} says. */
  Replay screen(int times, double slowdown) {
    List<Screening.Benchmark> all = new ArrayList<>();
    for (int b = 0; b < real.size(); b++) {
      all.add(Screening.Benchmark.of(Examples.key(name(b))));
    }
    for (int i = 0; i < times; i++) {
      Set<Integer> chosen = choice(slowdown);
      List<List<List<Double>>> drawn = new ArrayList<>();
      for (int b = 0; b < real.size(); b++) {
        drawn.add(real.redrawn(b, 2 * Screening.mostForks(), random));
      }
      Screening screening = new Screening(Examples.OWN, all);
      int done = 0;
      for (Optional<Screening.Round> next = screening.next();
          next.isPresent();
          next = screening.next()) {
        Screening.Round round = next.get();
        List<Series> base = new ArrayList<>();
        List<Series> head = new ArrayList<>();
        for (Screening.Benchmark benchmark : round.benchmarks()) {
          int b = all.indexOf(benchmark);
          int to = done + round.forks();
          int half = Screening.mostForks();
          base.add(Examples.time(name(b), drawn.get(b).subList(done, to)));
          head.add(
              Examples.time(
                  name(b),
                  slowed(
                      drawn.get(b).subList(half + done, half + to),
                      chosen.contains(b) ? slowdown : 0)));
        }
        forks += 2L * round.forks() * round.benchmarks().size();
        screening.add(Examples.side(base), Examples.side(head));
        done += round.forks();
      }
      count(screening.answer(), chosen);
    }
    return this;
  }

  private static String name(int benchmark) {
    return String.format(Locale.ROOT, "B%03d", benchmark);
  }

  private static List<List<Double>> slowed(List<List<Double>> forks, double slowdown) {
    return slowdown == 0 ? forks : RealForks.slowed(forks, 1 + slowdown);
  }

  private Set<Integer> choice(double slowdown) {
    Set<Integer> chosen = new HashSet<>();
    while (slowdown > 0 && chosen.size() < SLOWED) {
      chosen.add(random.nextInt(real.size()));
    }
    return chosen;
  }

  private void count(Comparison comparison, Set<Integer> chosen) {
    suites++;
    slowed += chosen.size();
    machineChanged += comparison.warnings().stream().anyMatch(w -> w.contains("machine")) ? 1 : 0;
    for (int b = 0; b < real.size(); b++) {
      Entry entry = comparison.entries().get(b);
      if (!entry.name().contains(name(b))) {
        throw new IllegalStateException(entry.name() + " is not " + name(b));
      }
      unsteady += entry.verdict() == Verdict.UNSTEADY ? 1 : 0;
      if (entry.verdict() == Verdict.REGRESSED) {
        if (chosen.contains(b)) {
          found++;
        } else {
          falseAlarms++;
          falselyTold[b]++;
        }
      }
    }
  }

  /** Mean number of unchanged benchmarks told to be slower, in one comparison. */
  double falseAlarms() {
    return (double) falseAlarms / suites;
  }

  /** The share of comparisons in which the unluckiest benchmark was told to be slower. */
  double worstBenchmark() {
    return (double) Arrays.stream(falselyTold).max().orElseThrow() / suites;
  }

  /** The share of the slowed benchmarks that was told to be slower. */
  double found() {
    return (double) found / slowed;
  }

  /** Mean number of unsteady benchmarks in one comparison. */
  double unsteady() {
    return (double) unsteady / suites;
  }

  int machineChanged() {
    return machineChanged;
  }

  /** Mean number per benchmark, both sides together. */
  double forks() {
    return (double) forks / suites / real.size();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d suites: %.4f false alarms, worst benchmark %.4f, found %.3f, unsteady %.2f, %.2f forks",
        suites,
        falseAlarms(),
        worstBenchmark(),
        slowed == 0 ? 0 : found(),
        unsteady(),
        forks());
  }
}
