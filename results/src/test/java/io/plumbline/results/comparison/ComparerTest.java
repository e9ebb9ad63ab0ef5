package io.plumbline.results.comparison;

import static io.plumbline.results.comparison.Examples.bytes;
import static io.plumbline.results.comparison.Examples.compare;
import static io.plumbline.results.comparison.Examples.forks;
import static io.plumbline.results.comparison.Examples.key;
import static io.plumbline.results.comparison.Examples.still;
import static io.plumbline.results.comparison.Examples.time;
import static io.plumbline.results.comparison.Examples.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.comparison.Comparison.Entry;
import io.plumbline.results.comparison.Series.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparerTest {
  private static final double[] QUIET = {1000, 1010, 990, 1005, 995};

  @Test
  void regression_byHand() {
    // Logarithms scatter by 0, .01, -.01, .005, -.005: variance .0000625 to four digits, so that
    // se = sqrt(2 * .0000625 / 5) = .005, df = 8 and t(.975) = 2.306: 10 % +- 1.15 %.
    double[] scatter = {0, .01, -.01, .005, -.005};
    double[] base = Arrays.stream(scatter).map(x -> 1000 * Math.exp(x)).toArray();
    Entry entry = compare(time("Slow", base), time("Slow", times(base, 1.1)));
    assertThat(entry.verdict()).isEqualTo(Verdict.REGRESSED);
    assertThat(entry.ratio().orElseThrow()).isCloseTo(1.1, within(1e-9));
    assertThat(entry.low().orElseThrow()).isCloseTo(1.1 * Math.exp(-.01153), within(1e-4));
    assertThat(entry.high().orElseThrow()).isCloseTo(1.1 * Math.exp(.01153), within(1e-4));
    // Alone it must reach p = .01, t = 2.896: .01448, below the minimum effect's .02956; then four
    // times in five .889 se more: .02956 + .00445 = .03401 as a logarithm.
    assertThat(entry.detectable().orElseThrow()).isCloseTo(Math.expm1(.03401), within(1e-4));
  }

  @Test
  void verdicts_dependOnSizeAndScatter() {
    assertThat(compare(time("A", QUIET), time("A", times(QUIET, .9))).verdict())
        .isEqualTo(Verdict.IMPROVED);
    assertThat(compare(time("A", QUIET), time("A", times(QUIET, 1.002))).verdict())
        .isEqualTo(Verdict.SAME);
    // Significant, but nobody minds: its interval reaches over the band, so it is not the same.
    assertThat(compare(time("A", QUIET), time("A", times(QUIET, 1.025))).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    Entry wild = compare(time("A", 800, 1000, 1200), time("A", 900, 1100, 1300));
    assertThat(wild.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(wild.detectable().orElseThrow()).isGreaterThan(.5);
    assertThat(wild.forksNeeded().orElseThrow()).isBetween(100, 1000);
  }

  @Test
  void loneEntry_isNotWrongOneTimeInTwenty() {
    // p = .03: believed at 5 %, not at 1 %.
    double[] base = {1000, 1030, 970, 1020, 980};
    Entry entry = compare(time("A", base), time("A", times(base, 1.0375)));
    assertThat(entry.pWorse().orElseThrow()).isBetween(.015, .05);
    assertThat(entry.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void swappedSides_mirrorTheAnswer() {
    for (long seed = 0; seed < 200; seed++) {
      List<Series> base = suite(seed, 1);
      List<Series> head = suite(seed + 1000, 1.04);
      Comparison there = compare(base, head);
      Comparison back = compare(head, base);
      for (int i = 0; i < there.entries().size(); i++) {
        Entry one = there.entries().get(i);
        Entry other = back.entries().get(i);
        assertThat(other.verdict()).isEqualTo(mirrored(one.verdict()));
        assertThat(other.ratio().orElseThrow())
            .isCloseTo(1 / one.ratio().orElseThrow(), within(1e-9));
        assertThat(other.low().orElseThrow()).isCloseTo(1 / one.high().orElseThrow(), within(1e-9));
      }
    }
  }

  @Test
  void unitsDoNotMatter() {
    // A rate, which has no floor in absolute terms, in operations per second or per hour.
    Quantity rate = new Quantity("x/s", false, Quantity.MinimumEffect.SPEED, 0, 0);
    for (long seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] base = random.doubles(5, 900, 1100).toArray();
      double[] head = random.doubles(5, 800, 1000).toArray();
      Entry one = compare(rate("A", rate, base), rate("A", rate, head));
      Entry other = compare(rate("A", rate, times(base, 3600)), rate("A", rate, times(head, 3600)));
      assertThat(other.verdict()).isEqualTo(one.verdict());
      assertThat(other.low().orElseThrow()).isCloseTo(one.low().orElseThrow(), within(1e-9));
    }
  }

  @Test
  void throughputAndTime_agree() {
    Set<Verdict> seen = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      // Some take so little that a nanosecond more is much, and within what a timer resolves.
      double level = Math.exp(random.nextDouble() * 6);
      double[] base = random.doubles(5, level, level * 1.04).toArray();
      double[] head = random.doubles(5, level, level * 1.04).toArray();
      head = times(head, .8 + .4 * random.nextDouble());
      Entry time = compare(time("A", base), time("A", head));
      Quantity perSecond = Quantity.OPERATIONS_PER_SECOND;
      Entry rate =
          compare(
              rate("A", perSecond, Arrays.stream(base).map(x -> 1e9 / x).toArray()),
              rate("A", perSecond, Arrays.stream(head).map(x -> 1e9 / x).toArray()));
      assertThat(rate.verdict()).isEqualTo(time.verdict());
      seen.add(rate.verdict());
    }
    assertThat(seen)
        .contains(Verdict.REGRESSED, Verdict.IMPROVED, Verdict.SAME, Verdict.INCONCLUSIVE);
  }

  @Test
  void orderOfForks_doesNotMatter() {
    List<List<Double>> base = forks(QUIET);
    List<List<Double>> head = new ArrayList<>(forks(times(QUIET, 1.05)));
    Entry inOrder = compare(time("A", base), time("A", head));
    Collections.shuffle(head, new Random(3));
    Entry shuffled = compare(time("A", base), time("A", head));
    assertThat(shuffled.verdict()).isEqualTo(inOrder.verdict());
    assertThat(shuffled.low().orElseThrow()).isCloseTo(inOrder.low().orElseThrow(), within(1e-12));
  }

  @Test
  void forkThatIsThereTwice_countsOnce() {
    List<List<Double>> base = List.of(List.of(100.0, 101.0), List.of(104.0, 103.0));
    List<List<Double>> head = List.of(List.of(110.0, 111.0), List.of(113.0, 115.0));
    List<List<Double>> twice = new ArrayList<>(head);
    twice.addAll(head);
    Entry honest = compare(time("A", base), time("A", head));
    Entry doubled = compare(time("A", base), time("A", twice));
    assertThat(doubled.low()).isEqualTo(honest.low());
    assertThat(doubled.high()).isEqualTo(honest.high());
    assertThat(doubled.headForks()).hasSize(2);
  }

  @Test
  void iterations_areNoForks() {
    // A hundred iterations of each of two forks say no more of the forks than two do.
    List<Double> one = Collections.nCopies(100, 100.0);
    List<Double> other = Collections.nCopies(100, 104.0);
    Entry many = compare(time("A", List.of(one, other)), time("A", List.of(other, one)));
    Entry few = compare(time("A", 100, 104), time("A", 104, 100));
    assertThat(many.low().orElseThrow()).isCloseTo(few.low().orElseThrow(), within(1e-9));
  }

  @Test
  void unchangedNeighbours_makeItStricter_neverLaxer() {
    for (long seed = 0; seed < 100; seed++) {
      List<Series> base = suite(seed, 1);
      List<Series> head = suite(seed + 500, 1.04);
      Set<SeriesKey> alone = regressed(compare(base, head));
      List<Series> more = still(40);
      Set<SeriesKey> among =
          regressed(
              compare(
                  Stream.concat(base.stream(), more.stream()).toList(),
                  Stream.concat(head.stream(), more.stream()).toList()));
      assertThat(alone).containsAll(among);
    }
  }

  @Test
  void identicalSides_areAllTheSame_howeverWildAndFew() {
    List<Series> series = new ArrayList<>(suite(1, 1));
    series.add(time("Wild", 1, 100, 10_000));
    series.add(time("OneFork", 7));
    series.add(bytes("None", 0, 0));
    series.add(time("Zero", 0, 0, 0));
    series.add(
        time("Unsteady", Collections.nCopies(5, List.of(140.0, 130.0, 120.0, 110.0, 100.0))));
    Comparison comparison = compare(series, series);
    assertThat(comparison.with(Verdict.SAME)).hasSize(series.size());
    assertThat(comparison.regressions()).isEmpty();
  }

  @Test
  void nothingMeasured_isNotTheSame() {
    Entry entry = compare(time("A", List.of()), time("A", List.of()));
    assertThat(entry.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(entry.judged()).isFalse();
  }

  @Test
  void oneFork_isNotEnough() {
    Entry entry = compare(time("A", 100), time("A", 200, 201));
    assertThat(entry.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(entry.judged()).isFalse();
    assertThat(entry.ratio().orElseThrow()).isCloseTo(2.005, within(.001));
    assertThat(entry.low()).isEmpty();
    assertThat(entry.reason()).hasValueSatisfying(why -> assertThat(why).contains("2 forks"));
  }

  @Test
  void noScatterAtAll_isJudged() {
    assertThat(compare(time("A", 100, 100, 100), time("A", 110, 110, 110)).verdict())
        .isEqualTo(Verdict.REGRESSED);
    assertThat(compare(time("A", 100, 100, 100), time("A", 101, 101, 101)).verdict())
        .isEqualTo(Verdict.SAME);
    assertThat(compare(time("A", 100, 100, 100), time("A", 110, 111, 112)).verdict())
        .isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void zeroTimes_haveNoRatio() {
    Entry entry = compare(time("A", 0, 100), time("A", 100, 101));
    assertThat(entry.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(entry.reason()).contains("a figure is 0, to which there is no ratio");
  }

  @Test
  void whatOnlyOneSideHas_isNewOrMissing() {
    Comparison comparison = compare(List.of(time("Old", QUIET)), List.of(time("Young", QUIET)));
    assertThat(comparison.entries())
        .extracting(Entry::verdict)
        .containsExactly(Verdict.MISSING, Verdict.NEW);
    assertThat(comparison.coverage().judged()).isZero();
    assertThat(comparison.regressions()).isEmpty();
  }

  @Test
  void otherSettings_areNotComparable() {
    Series base =
        Series.measured(key("A"), Quantity.NANOS_PER_OPERATION, forks(QUIET), Map.of("Java", "17"));
    Series head =
        Series.measured(
            key("A"), Quantity.NANOS_PER_OPERATION, forks(times(QUIET, 2)), Map.of("Java", "21"));
    Entry entry = compare(base, head);
    assertThat(entry.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
    assertThat(entry.reason()).contains("measured differently: Java 17 and 21");
    Entry unit = compare(time("A", QUIET), rate("A", Quantity.OPERATIONS_PER_SECOND, QUIET));
    assertThat(unit.verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
    assertThat(unit.ratio()).isEmpty();
  }

  @Test
  void failures_areToldAsTheyAre() {
    Series failed =
        new Series(
            key("A"),
            Quantity.NANOS_PER_OPERATION,
            forks(QUIET),
            new TreeMap<>(),
            Optional.of(new Failure(Verdict.FAILED, "out of memory")));
    assertThat(compare(time("A", QUIET), failed).reason()).contains("out of memory");
    assertThat(compare(failed, time("A", QUIET)).reason()).contains("the baseline: out of memory");
    assertThat(compare(failed, time("A", QUIET)).verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void allocation_isJudgedTightly() {
    // 8 bytes more of 400 are 2 %; 8 of 4000 are .2 %; and 2 % of 200 are 4 bytes.
    assertThat(verdictOfBytes(400, 408.1)).isEqualTo(Verdict.REGRESSED);
    assertThat(verdictOfBytes(4000, 4008.1)).isEqualTo(Verdict.SAME);
    assertThat(verdictOfBytes(200, 204)).isEqualTo(Verdict.SAME);
    assertThat(verdictOfBytes(0, 24)).isEqualTo(Verdict.REGRESSED);
    assertThat(verdictOfBytes(24, 0)).isEqualTo(Verdict.IMPROVED);
    assertThat(verdictOfBytes(0, .003)).isEqualTo(Verdict.SAME);
  }

  @Test
  void striking_isNotPassedOver() {
    Comparison comparison =
        compare(List.of(time("A", 100, 140, 100, 180)), List.of(time("A", 250, 400, 120, 700)));
    assertThat(comparison.entries().get(0).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(comparison.warnings())
        .singleElement()
        .asString()
        .contains("moved by more than 25 %", "A.run time");
  }

  private static Verdict verdictOfBytes(double base, double head) {
    return compare(
            bytes("A", base, base + .001, base + .002), bytes("A", head + .001, head, head + .001))
        .verdict();
  }

  private static Series rate(String name, Quantity quantity, double... values) {
    return Series.measured(key(name), quantity, forks(values), Map.of());
  }

  private static Verdict mirrored(Verdict verdict) {
    return switch (verdict) {
      case REGRESSED -> Verdict.IMPROVED;
      case IMPROVED -> Verdict.REGRESSED;
      default -> verdict;
    };
  }

  private static Set<SeriesKey> regressed(Comparison comparison) {
    Set<SeriesKey> keys = new HashSet<>();
    comparison.with(Verdict.REGRESSED).forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  /** Twelve benchmarks from 1 ns upwards, quiet and loud ones; every third has moved. */
  private static List<Series> suite(long seed, double moved) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double level = Math.pow(3, i) * (i % 3 == 0 ? moved : 1);
      double scatter = .002 * (1 + i);
      series.add(
          time(
              String.format(Locale.ROOT, "S%02d", i),
              random.doubles(5, level, level * (1 + scatter)).toArray()));
    }
    return series;
  }
}
