package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.loadgen.RequestClass.ModelShare;
import io.plumbline.loadgen.RequestClass.ModelSwitch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapedScheduleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Workload BALANCED = Workload.preset("balanced").orElseThrow();
  private static final Model A = new Model("a", List.of(1));
  private static final Model B = new Model("b", List.of(1));

  private static LoadPlan plan(
      Workload workload, String arrivals, double ratePerSecond, long minDurationNanos, long seed) {
    return new LoadPlan(
        workload,
        Arrivals.parse(arrivals),
        ratePerSecond,
        minDurationNanos,
        1,
        seed,
        Optional.empty());
  }

  private static ArrivalSchedule single(String arrivals, double ratePerSecond, long seconds) {
    return ArrivalSchedule.of(
        plan(Workload.singleStream(), arrivals, ratePerSecond, seconds * SECOND, 42));
  }

  private static RequestClass ofClass(int tier, double share, Optional<String> arrivals) {
    return new RequestClass(
        tier,
        "a",
        SECOND,
        share,
        List.of(new ModelShare(A, 1)),
        arrivals.map(Arrivals::parse),
        List.of());
  }

  private static int countBetween(ArrivalSchedule schedule, double from, double to) {
    int count = 0;
    for (int i = 0; i < schedule.count(); i++) {
      double seconds = schedule.offsetNanos(i) / 1e9;
      count += seconds >= from && seconds < to ? 1 : 0;
    }
    return count;
  }

  @Test
  void constant_isAGridComputedFromTheIndex() {
    // 3 per second, the first after one gap.
    assertThat(single("constant", 3, 1).offsetsNanos(0))
        .containsExactly(333_333_333, 666_666_667, 1_000_000_000);
    ArrivalSchedule aDay = single("constant", 3, 24 * 3600);
    assertThat(aDay.count()).isEqualTo(3 * 24 * 3600);
    assertThat(aDay.lastNanos()).isEqualTo(24 * 3600 * SECOND);
    assertThat(aDay.nextNanos()).hasValue(24 * 3600 * SECOND + 333_333_333);
  }

  @Test
  void initialBurst_putsTheRateRoundedDownAtTheStart() {
    assertThat(single("constant:initial-burst", 2.5, 1).offsetsNanos(0))
        .containsExactly(0, 0, 400_000_000, 800_000_000, 1_200_000_000);
    ArrivalSchedule poisson = single("poisson", 20, 5);
    ArrivalSchedule withBurst = single("poisson:initial-burst", 20.9, 5);
    assertThat(withBurst.offsetNanos(19)).isZero();
    assertThat(withBurst.offsetNanos(20)).isPositive();
    assertThat(poisson.offsetNanos(0)).as("off means off").isPositive();
  }

  @Test
  void initialBurst_isFollowedByTheSamePoissonProcess() {
    ArrivalSchedule without = ArrivalSchedule.of(plan(BALANCED, "poisson", 90, 5 * SECOND, 7));
    ArrivalSchedule with =
        ArrivalSchedule.of(plan(BALANCED, "poisson:initial-burst", 90, 5 * SECOND, 7));
    assertThat(with.count()).isEqualTo(without.count() + 90);
    for (int i = 0; i < without.count(); i++) {
      assertThat(with.offsetNanos(i + 90)).isEqualTo(without.offsetNanos(i));
      assertThat(with.classIndex(i + 90)).isEqualTo(without.classIndex(i));
    }
  }

  @Test
  void poisson_namedOrNot_isTheSamePlan() {
    LoadPlan unnamed = new LoadPlan(BALANCED, 30, SECOND, 1, 42, Optional.empty());
    assertThat(unnamed).isEqualTo(plan(BALANCED, "poisson", 30, SECOND, 42));
    assertThat(unnamed.label()).isEqualTo("poisson@30.00");
    assertThat(plan(BALANCED, "burst:1,4,5", 12.345, SECOND, 42).label()).isEqualTo("burst@12.35");
  }

  /** Unit exponential gaps, added up and taken back through the integrated rate by hand. */
  @Test
  void changingRate_isATimeChangeOfUnitGaps() {
    ArrivalSchedule schedule = single("spike:1,1,4", 10, 3);
    ExponentialGaps gaps = new ExponentialGaps(new Seeds(42).arrivals(0));
    double sum = 0;
    for (int i = 0; i < schedule.count(); i++) {
      sum += gaps.next();
      // 10 arrivals are expected in the first second, 40 in the second.
      double seconds = sum < 10 ? sum / 10 : sum < 50 ? 1 + (sum - 10) / 40 : 2 + (sum - 50) / 10;
      assertThat(schedule.offsetNanos(i) / 1e9).isCloseTo(seconds, within(1e-9));
    }
    assertThat(sum).isGreaterThan(60);
  }

  /** Over all seeds together, so that the bound is exact and tight. */
  @ParameterizedTest
  @CsvSource({
    "'burst:1,4,5', 0, 1, 5",
    "'burst:1,4,5', 1, 5, 4",
    "'burst:1,4,5', 10, 11, 5",
    "'spike:10,2,8', 0, 10, 10",
    "'spike:10,2,8', 10, 12, 16",
    "'spike:10,2,8', 12, 15, 3",
    "'ramp:0,2,10', 0, 5, 2.5",
    "'ramp:0,2,10', 5, 10, 7.5",
    "'ramp:0,2,10', 10, 15, 10",
    "'steps:0.5x5,0x5,2x5', 0, 5, 2.5",
    "'steps:0.5x5,0x5,2x5', 5, 10, 0",
    "'steps:0.5x5,0x5,2x5', 10, 15, 10"
  })
  void segments_holdWhatTheoryExpects(
      String arrivals, double from, double to, double integralSeconds) {
    long count = 0;
    int seeds = 100;
    for (long seed = 0; seed < seeds; seed++) {
      count +=
          countBetween(
              ArrivalSchedule.of(plan(BALANCED, arrivals, 40, 15 * SECOND, seed)), from, to);
    }
    double mean = seeds * 40 * integralSeconds;
    if (mean == 0) {
      assertThat(count).isZero();
    } else {
      PoissonDistribution poisson = PoissonDistribution.of(mean);
      assertThat(count)
          .isBetween(
              (long) poisson.inverseCumulativeProbability(1e-6),
              (long) poisson.inverseSurvivalProbability(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {.05, .5, 1, 2.5, 10})
  void gammaGaps_haveTheirDistribution(double cv) {
    int n = 50_000;
    GammaGaps gaps = new GammaGaps(42, cv);
    double[] drawn = new double[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = gaps.next();
    }
    GammaDistribution gamma = GammaDistribution.of(1 / (cv * cv), cv * cv);
    assertThat(
            KolmogorovSmirnovTest.withDefaults()
                .test(drawn, gamma::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-4);
    double sum = 0;
    for (double gap : drawn) {
      sum += gap;
    }
    // The sum is gamma as well; six standard deviations.
    assertThat(sum / n).isCloseTo(1, within(6 * cv / Math.sqrt(n)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {.1, .5, 2})
  void gamma_givesGapsTheirCv(double cv) {
    long[] offsets = single("gamma:" + cv, 1000, 100).offsetsNanos(0);
    double sum = 0;
    double squares = 0;
    for (int i = 1; i < offsets.length; i++) {
      double gap = (offsets[i] - offsets[i - 1]) / 1e6;
      sum += gap;
      squares += gap * gap;
    }
    int n = offsets.length - 1;
    double mean = sum / n;
    assertThat(mean).isCloseTo(1, within(6 * cv / Math.sqrt(n)));
    // Its kurtosis is 3 + 6 cv^2, from which the variance's own standard deviation follows.
    double variance = squares / n - mean * mean;
    assertThat(variance).isCloseTo(cv * cv, within(6 * cv * cv * Math.sqrt((2 + 6 * cv * cv) / n)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "gamma:2.5", "constant:initial-burst", "gamma:0.3"})
  void marks_haveTheClassesShares(String arrivals) {
    ArrivalSchedule schedule = ArrivalSchedule.of(plan(BALANCED, arrivals, 1000, 20 * SECOND, 42));
    for (int c = 0; c < 9; c++) {
      BinomialDistribution binomial =
          BinomialDistribution.of(schedule.count(), BALANCED.classes().get(c).share());
      assertThat(schedule.count(c))
          .isBetween(
              binomial.inverseCumulativeProbability(1e-6),
              binomial.inverseSurvivalProbability(1e-6));
      assertThat(schedule.nextNanos(c).getAsLong()).isGreaterThanOrEqualTo(schedule.lastNanos());
    }
    assertThat(schedule.nextNanos().getAsLong()).isGreaterThanOrEqualTo(schedule.lastNanos());
  }

  @Test
  void constantInTotal_staysOneWhereClassesAreMarks() {
    ArrivalSchedule schedule = ArrivalSchedule.of(plan(BALANCED, "constant", 30, SECOND, 42));
    assertThat(schedule.offsetNanos(0)).isEqualTo(33_333_333);
    assertThat(schedule.offsetNanos(29)).isEqualTo(SECOND);
  }

  @Test
  void ownShape_givesAClassItsOwnStream() {
    Workload workload =
        new Workload(
            "w",
            List.of(
                ofClass(1, .5, Optional.of("constant")),
                ofClass(2, .3, Optional.of("spike:1,1,0")),
                ofClass(3, .2, Optional.empty())));
    ArrivalSchedule schedule = ArrivalSchedule.of(plan(workload, "poisson", 20, 3 * SECOND, 42));
    assertThat(schedule.offsetsNanos(0)).startsWith(100_000_000, 200_000_000, 300_000_000);
    for (long offset : schedule.offsetsNanos(1)) {
      assertThat(offset < SECOND || offset >= 2 * SECOND).isTrue();
    }
    ArrivalSchedule poisson =
        ArrivalSchedule.of(
            plan(
                new Workload(
                    "w",
                    List.of(
                        ofClass(1, .5, Optional.empty()),
                        ofClass(2, .3, Optional.empty()),
                        ofClass(3, .2, Optional.empty()))),
                "poisson",
                20,
                10 * SECOND,
                42));
    assertThat(poisson.offsetsNanos(2))
        .as("the others are as they were")
        .startsWith(schedule.offsetsNanos(2));
  }

  @Test
  void everyClass_hasEnoughWhateverTheShape() {
    for (String arrivals : List.of("constant", "gamma:3", "burst:1,4,5", "ramp:0,1,30")) {
      LoadPlan plan =
          new LoadPlan(BALANCED, Arrivals.parse(arrivals), 30, SECOND, 50, 42, Optional.empty());
      ArrivalSchedule schedule = ArrivalSchedule.of(plan);
      int fewest = Integer.MAX_VALUE;
      for (int c = 0; c < 9; c++) {
        fewest = Math.min(fewest, schedule.count(c));
      }
      assertThat(fewest).isEqualTo(50);
      assertThat(schedule.count(schedule.classIndex(schedule.count() - 1))).isEqualTo(50);
      assertThat((double) schedule.count())
          .isBetween(plan.expectedCount() / 2, 2 * plan.expectedCount());
    }
  }

  @Test
  void cutSchedule_knowsWhatWouldHaveComeNext() {
    ArrivalSchedule whole = ArrivalSchedule.of(plan(BALANCED, "gamma:2", 50, 5 * SECOND, 42));
    ArrivalSchedule cut = whole.first(100);
    assertThat(cut.count()).isEqualTo(100);
    assertThat(cut.nextNanos()).hasValue(whole.offsetNanos(100));
    for (int c = 0; c < 9; c++) {
      if (cut.count(c) > 0 && whole.count(c) > cut.count(c)) {
        assertThat(cut.nextNanos(c)).hasValue(whole.offsetsNanos(c)[cut.count(c)]);
      }
    }
  }

  @Test
  void noMinimumCount_isNone() {
    LoadPlan plan =
        new LoadPlan(BALANCED, Arrivals.parse("constant"), 10, SECOND, 0, 42, Optional.empty());
    assertThat(ArrivalSchedule.of(plan).lastNanos()).isEqualTo(SECOND);
  }

  @Test
  void switches_changeProbabilitiesFromTheirInstantOn() {
    RequestClass switching =
        new RequestClass(
            1,
            "a",
            SECOND,
            1,
            List.of(new ModelShare(A, 1)),
            Optional.empty(),
            List.of(
                new ModelSwitch(2 * SECOND, List.of(new ModelShare(B, 1))),
                new ModelSwitch(
                    4 * SECOND, List.of(new ModelShare(A, .25), new ModelShare(B, .75)))));
    Workload workload = new Workload("w", List.of(switching));
    assertThat(workload.models()).containsExactly(A, B);
    ArrivalSchedule schedule =
        ArrivalSchedule.of(plan(workload, "constant", 1000, 14 * SECOND, 42));
    int late = 0;
    int lateA = 0;
    for (int i = 0; i < schedule.count(); i++) {
      long offset = schedule.offsetNanos(i);
      if (offset >= 4 * SECOND) {
        late++;
        lateA += schedule.model(i).equals(A) ? 1 : 0;
      } else {
        assertThat(schedule.model(i)).isEqualTo(offset < 2 * SECOND ? A : B);
      }
    }
    BinomialDistribution binomial = BinomialDistribution.of(late, .25);
    assertThat(lateA)
        .isBetween(
            binomial.inverseCumulativeProbability(1e-6), binomial.inverseSurvivalProbability(1e-6));
  }

  @Test
  void trace_isReplayedExactly() {
    ArrivalSchedule former = ArrivalSchedule.of(plan(BALANCED, "gamma:2", 50, 5 * SECOND, 42));
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    RecordedArrivals.Builder unnamed = new RecordedArrivals.Builder();
    for (int i = 0; i < former.count(); i++) {
      rows.add(former.offsetNanos(i), former.classIndex(i), former.modelIndex(i));
      unnamed.add(former.offsetNanos(i), former.classIndex(i), -1);
    }
    LoadPlan plan = LoadPlan.replay(BALANCED, new Arrivals.Trace("f", 1, rows.build()), 42);
    ArrivalSchedule again = ArrivalSchedule.of(plan);
    assertThat(again.sha256()).as("same seed").isEqualTo(former.sha256());
    assertThat(plan.ratePerSecond())
        .isCloseTo(former.count() * 1e9 / former.lastNanos(), within(1e-9));
    assertThat(again.nextNanos()).isEqualTo(OptionalLong.empty());
    assertThat(again.nextNanos(0)).isEqualTo(OptionalLong.empty());
    assertThat(
            ArrivalSchedule.of(
                    LoadPlan.replay(BALANCED, new Arrivals.Trace("f", 1, unnamed.build()), 42))
                .sha256())
        .as("models drawn from the same seed")
        .isEqualTo(former.sha256());
    ArrivalSchedule otherSeed =
        ArrivalSchedule.of(LoadPlan.replay(BALANCED, new Arrivals.Trace("f", 1, rows.build()), 43));
    assertThat(otherSeed.sha256()).isNotEqualTo(former.sha256());
    for (int i = 0; i < former.count(); i++) {
      assertThat(otherSeed.offsetNanos(i)).isEqualTo(former.offsetNanos(i));
      assertThat(otherSeed.model(i)).isEqualTo(former.model(i));
    }
  }

  @Test
  void trace_isScaled_andLeavesOutClassesThatItHasNot() {
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    rows.add(0, 3, -1);
    rows.add(SECOND, 3, -1);
    rows.add(SECOND, 1, -1);
    LoadPlan plan =
        LoadPlan.replay(BALANCED, new Arrivals.Trace("f", 2, rows.build().scaled(2)), 42);
    ArrivalSchedule schedule = ArrivalSchedule.of(plan);
    assertThat(schedule.offsetsNanos(3)).containsExactly(0, 2 * SECOND);
    assertThat(schedule.classIndex(1)).as("ties as in the trace").isEqualTo(3);
    assertThat(plan.ratePerSecond()).isEqualTo(1.5);
    assertThat(plan.classRatePerSecond(3)).isEqualTo(1);
    assertThat(plan.skips(0)).isTrue();
    assertThat(plan.skips(1)).isFalse();
  }

  @Test
  void plan_refusesWhatContradicts() {
    Optional<LoadPlan.LoadGenStreams> loadGen = Optional.of(new LoadPlan.LoadGenStreams(7, 0));
    assertThatThrownBy(
            () -> new LoadPlan(BALANCED, Arrivals.parse("gamma:2"), 30, SECOND, 1, 42, loadGen))
        .hasMessage(
            "LoadGen's streams are poisson: leave out either LoadGen's seed or arrivals gamma:2");
    Workload own =
        new Workload(
            "w",
            List.of(ofClass(1, .5, Optional.of("constant")), ofClass(2, .5, Optional.empty())));
    assertThatThrownBy(() -> new LoadPlan(own, 30, SECOND, 1, 42, loadGen))
        .hasMessageContaining("the arrivals of class 1:a: constant");
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    rows.add(SECOND, 0, -1);
    Arrivals.Trace trace = new Arrivals.Trace("f", 1, rows.build());
    assertThatThrownBy(() -> LoadPlan.replay(own, trace, 42))
        .hasMessage(
            "a trace says when every class comes: leave out the arrivals of class 1:a: constant");
    assertThatThrownBy(() -> new LoadPlan(BALANCED, trace, 30, SECOND, 1, 42, Optional.empty()))
        .hasMessage("a trace has its own rate, 1.0 requests per second: 30.0");
    assertThatThrownBy(() -> rows.add(1, 0, -1))
        .hasMessage("rows must be in the order of their offsets: 1 ns comes after 1000000000 ns");
    assertThatThrownBy(() -> new RecordedArrivals.Builder().build())
        .hasMessage("there is no request in it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poisson:initial-burst",
        "constant:initial-burst",
        "gamma:2.5",
        "gamma:0.5",
        "burst:1,4,5",
        "spike:3,2,8",
        "ramp:0.2,2,5",
        "steps:0.5x3,2x3,1x3"
      })
  void schedule_isOrderedAndTheSameForTheSameSeedOnly(String arrivals) {
    LoadPlan plan = plan(BALANCED, arrivals, 50, 10 * SECOND, 42);
    ArrivalSchedule schedule = ArrivalSchedule.of(plan);
    for (int i = 1; i < schedule.count(); i++) {
      assertThat(schedule.offsetNanos(i)).isGreaterThanOrEqualTo(schedule.offsetNanos(i - 1));
    }
    assertThat(ArrivalSchedule.of(plan).sha256()).isEqualTo(schedule.sha256());
    assertThat(ArrivalSchedule.of(plan(BALANCED, arrivals, 50, 10 * SECOND, 43)).sha256())
        .isNotEqualTo(schedule.sha256());
  }

  /** If this fails, stored hashes of these shapes have lost their meaning. */
  @ParameterizedTest
  @CsvSource({
    "poisson:initial-burst, 57b29b6d5a3f04fb",
    "constant, d88b104e1d981740",
    "gamma:2.5, da2b14f2ab1f8895",
    "gamma:0.5, f672e2239694cf26",
    "'burst:1,4,5', 29732b11244d2ef6",
    "'spike:3,2,8', e3741e84b0059f55",
    "'ramp:0.2,2,5', c98caec443d5c680",
    "'steps:0.5x3,2x3,1x3', 58b210861255230f"
  })
  void schedule_neverChangesBetweenReleases(String arrivals, String startOfHash) {
    assertThat(ArrivalSchedule.of(plan(BALANCED, arrivals, 50, 10 * SECOND, 42)).sha256())
        .startsWith(startOfHash);
  }
}
