package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.comparison.Comparison.Entry;
import io.plumbline.results.comparison.Screening.Benchmark;
import io.plumbline.results.comparison.Screening.Round;
import io.plumbline.results.comparison.Series.Failure;
import io.plumbline.results.comparison.TwoLevel.Tails;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScreeningTest {
  private static final Benchmark STILL = Benchmark.of(Examples.key("Still"));
  private static final Benchmark SLOW = Benchmark.of(Examples.key("Slow"));
  private static final Benchmark LOUD = Benchmark.of(Examples.key("Loud"));

  private final Screening screening = new Screening(Examples.OWN, List.of(STILL, SLOW, LOUD));

  @Test
  void suspects_areConfirmedByFreshForks_andMeasuredNoLongerThanNeeded() {
    assertThat(screening.next()).contains(new Round(false, 2, List.of(STILL, SLOW, LOUD)));
    screen();
    // Both moved by more than 3 % and with p below .2; the third did not.
    assertThat(screening.next()).contains(new Round(true, 3, List.of(LOUD, SLOW)));
    screening.add(
        Examples.side(
            Examples.time("Slow", 1000, 1002, 998), Examples.time("Loud", 1000, 1060, 940)),
        Examples.side(
            Examples.time("Slow", 1100, 1102, 1098), Examples.time("Loud", 1050, 1110, 990)));
    // One is found; the other still moves, but scatters.
    assertThat(screening.next()).contains(new Round(true, 3, List.of(LOUD)));
    screening.add(
        Examples.side(Examples.time("Loud", 1000, 1060, 940)),
        Examples.side(Examples.time("Loud", 1001, 1061, 939)));
    assertThat(screening.next()).isEmpty();

    Comparison answer = screening.answer();
    assertThat(answer.entries())
        .extracting(Entry::verdict)
        .containsExactly(Verdict.INCONCLUSIVE, Verdict.REGRESSED, Verdict.SAME);
    assertThat(answer.entries().get(0).reason())
        .contains("suspect when it was screened, and not confirmed");
    // Suspects have their fresh forks alone.
    assertThat(answer.entries()).extracting(e -> e.headForks().size()).containsExactly(6, 3, 2);
    assertThat(answer.coverage().judged()).isEqualTo(3);
    assertThatThrownBy(() -> screening.add(Examples.side(), Examples.side()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void suspectThatMovedNoLonger_isNotMeasuredOn() {
    screen();
    screening.add(
        Examples.side(
            Examples.time("Slow", 1000, 1002, 998), Examples.time("Loud", 1000, 1060, 940)),
        Examples.side(
            Examples.time("Slow", 1001, 1003, 999), Examples.time("Loud", 1001, 1061, 941)));
    assertThat(screening.next()).isEmpty();
    assertThat(screening.answer().entries())
        .extracting(Entry::verdict)
        .containsExactly(Verdict.INCONCLUSIVE, Verdict.SAME, Verdict.SAME);
  }

  @Test
  void screeningAlone_tellsNoChange() {
    screen();
    assertThat(screening.answer().entries())
        .extracting(Entry::verdict)
        .containsExactly(Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE, Verdict.SAME);
  }

  @Test
  void unsuspiciousScatter_isInconclusive_andSaysWhatItWouldHaveFound() {
    screening.add(
        Examples.side(Examples.time("Loud", 1000, 1100)),
        Examples.side(Examples.time("Loud", 1010, 1090)));
    assertThat(screening.next()).isEmpty();
    Entry entry = screening.answer().entries().get(0);
    assertThat(entry.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(entry.detectable().orElseThrow()).isGreaterThan(.15);
  }

  @Test
  void whatFailedOrIsNew_isNotMeasuredOn() {
    Series failed =
        new Series(
            Examples.key("Slow"),
            Quantity.NANOS_PER_OPERATION,
            List.of(),
            new TreeMap<>(),
            Optional.of(new Failure(Verdict.FAILED, "no memory")));
    screening.add(
        Examples.side(Examples.time("Slow", 1000, 1001)),
        Examples.side(failed, Examples.time("Loud", 1, 2)));
    assertThat(screening.next()).isEmpty();
    assertThat(screening.answer().entries())
        .extracting(Entry::verdict)
        .containsExactly(Verdict.NEW, Verdict.FAILED);
  }

  @Test
  void whatFailsWhileItIsConfirmed_isTold() {
    screen();
    Series failed =
        new Series(
            Examples.key("Slow"),
            Quantity.NANOS_PER_OPERATION,
            List.of(),
            new TreeMap<>(),
            Optional.of(new Failure(Verdict.FAILED, "no memory")));
    screening.add(Examples.side(Examples.time("Slow", 1000, 1001)), Examples.side(failed));
    assertThat(screening.next()).map(Round::benchmarks).contains(List.of(LOUD));
    assertThat(screening.answer().with(Verdict.FAILED)).hasSize(1);
  }

  @Test
  void allocation_makesItsBenchmarkSuspect() {
    screening.add(
        Examples.side(Examples.time("Slow", 1000, 1001), Examples.bytes("Slow", 100, 100)),
        Examples.side(Examples.time("Slow", 1000, 1002), Examples.bytes("Slow", 124, 124)));
    assertThat(screening.next()).contains(new Round(true, 3, List.of(SLOW)));
    screening.add(
        Examples.side(Examples.time("Slow", 1, 2, 3), Examples.bytes("Slow", 100, 100, 100)),
        Examples.side(Examples.time("Slow", 1, 2, 4), Examples.bytes("Slow", 124, 124, 124)));
    assertThat(screening.next()).isEmpty();
    // The time was not suspect, so that its fresh forks count for nothing.
    assertThat(screening.answer().entries())
        .extracting(Entry::verdict)
        .containsExactly(Verdict.REGRESSED, Verdict.SAME);
  }

  @Test
  void rulerThatIsConfirmedToHaveMoved_refusesAllTimes() {
    Screening rulers =
        new Screening(Examples.OWN, List.of(SLOW, Benchmark.of(Examples.key("RulerBenchmark"))));
    for (int forks : new int[] {2, 3}) {
      double[] base = forks == 2 ? new double[] {1000, 1001} : new double[] {1000, 1001, 999};
      rulers.add(
          Examples.side(Examples.time("Slow", base), Examples.time("RulerBenchmark", base)),
          Examples.side(
              Examples.time("Slow", Examples.times(base, 1.1)),
              Examples.time("RulerBenchmark", Examples.times(base, 1.1))));
    }
    Comparison answer = rulers.answer();
    assertThat(answer.warnings()).singleElement().asString().contains("the machine changed");
    assertThat(answer.regressions()).isEmpty();
  }

  @Test
  void syntheticSuites_haveFewFalseAlarms_andSlowOnesAreFound() {
    // Scatter between forks as that of real benchmarks: half of them below 3 %, a tenth above 8 %.
    SplittableRandom random = new SplittableRandom(17);
    int suites = 60;
    int falseAlarms = 0;
    int found = 0;
    for (int suite = 0; suite < suites; suite++) {
      double slowdown = suite % 2 == 0 ? 0 : .1;
      List<TwoLevel> models = new ArrayList<>();
      List<Benchmark> all = new ArrayList<>();
      for (int i = 0; i < 98; i++) {
        double between = .028 * Math.exp(.9 * random.nextGaussian());
        Tails tails = i % 3 == 0 ? Tails.HEAVY : i % 3 == 1 ? Tails.TWO_LEVELS : Tails.NORMAL;
        models.add(new TwoLevel(between, between / 2, .3, tails));
        all.add(Benchmark.of(Examples.key("B" + (100 + i))));
      }
      Screening played = new Screening(Examples.OWN, all);
      for (Optional<Round> next = played.next(); next.isPresent(); next = played.next()) {
        List<Series> base = new ArrayList<>();
        List<Series> head = new ArrayList<>();
        for (Benchmark benchmark : next.get().benchmarks()) {
          int i = all.indexOf(benchmark);
          String name = "B" + (100 + i);
          int forks = next.get().forks();
          base.add(Examples.time(name, models.get(i).forks(forks, 1, random)));
          head.add(
              Examples.time(name, models.get(i).forks(forks, i < 10 ? 1 + slowdown : 1, random)));
        }
        played.add(Examples.side(base), Examples.side(head));
      }
      for (Entry entry : played.answer().with(Verdict.REGRESSED)) {
        boolean slowed = slowdown > 0 && entry.name().compareTo("a.B110") < 0;
        found += slowed ? 1 : 0;
        falseAlarms += slowed ? 0 : 1;
      }
    }
    // .05 a suite allow 3 in 60; a Poisson count of mean 3 is above 7 one time in a hundred.
    assertThat(falseAlarms).isLessThanOrEqualTo(7);
    assertThat(found / (10.0 * suites / 2)).isGreaterThan(.60);
  }

  private void screen() {
    screening.add(
        Examples.side(
            Examples.time("Still", 1000, 1000.2),
            Examples.time("Slow", 1000, 1002),
            Examples.time("Loud", 1000, 1030)),
        Examples.side(
            Examples.time("Still", 1000.1, 1000.2),
            Examples.time("Slow", 1100, 1102),
            Examples.time("Loud", 1060, 1090)));
  }
}
