package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.comparison.Comparison.Entry;
import io.plumbline.results.comparison.TwoLevel.Tails;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What the statistics promise, held against forks whose truth is known. */
class TwoLevelTest {
  private static final int TRIALS = 1500;
  private static final double CHANGE = .1;
  private static final double[] BETWEEN = {0, .01, .02, .04, .08};
  private static final double[] WITHIN = {.005, .02, .05, .10};
  private static final double[] AUTOCORRELATION = {0, .3, .6};

  /** Standard error of a share of 95 % in so many trials. */
  private static final double COVERAGE_ERROR = Math.sqrt(.95 * .05 / TRIALS);

  /** Standard error of a share of 1 %. */
  private static final double ALARM_ERROR = Math.sqrt(.01 * .99 / TRIALS);

  @Test
  void interval_coversTheTruth_95TimesInAHundred() {
    for (int forks : new int[] {3, 5, 10, 30}) {
      List<Double> shares = new ArrayList<>();
      forEachModel(
          Tails.NORMAL,
          (model, random) -> {
            double covered = coverage(model, forks, forks, random);
            assertThat(covered)
                .as("%s, %d forks", model, forks)
                .isBetween(.93 - 3 * COVERAGE_ERROR, .97 + 3 * COVERAGE_ERROR);
            shares.add(covered);
          });
      assertThat(mean(shares)).as("%d forks", forks).isBetween(.93, .97);
    }
  }

  @Test
  void interval_coversTheTruth_ofUnevenAndRaggedSides() {
    SplittableRandom random = new SplittableRandom(21);
    TwoLevel model = new TwoLevel(.04, .02, .3, Tails.NORMAL);
    assertThat(coverage(model, 3, 10, random)).isBetween(.95 - .02, .95 + .02);
    int covered = 0;
    for (int i = 0; i < TRIALS; i++) {
      covered += covers(model.ragged(6, 1, random), model.ragged(5, 1 + CHANGE, random)) ? 1 : 0;
    }
    assertThat((double) covered / TRIALS).isBetween(.95 - .02, .95 + .02);
  }

  @Test
  void interval_isRatherTooWide_ofTwoForksAndOfForksThatAreNotNormal() {
    forEachModel(
        Tails.NORMAL,
        (model, random) ->
            assertThat(coverage(model, 2, 2, random))
                .as("%s, 2 forks", model)
                .isGreaterThan(.95 - 3 * COVERAGE_ERROR));
    for (Tails tails : List.of(Tails.HEAVY, Tails.TWO_LEVELS)) {
      forEachModel(
          tails,
          (model, random) ->
              assertThat(coverage(model, 5, 5, random))
                  .as("%s, 5 forks", model)
                  .isGreaterThan(.95 - 3 * COVERAGE_ERROR));
    }
  }

  @Test
  void loneBenchmark_isFalselySlower_atMostOneTimeInAHundred() {
    for (Tails tails : Tails.values()) {
      for (int forks : new int[] {3, 5, 10}) {
        forEachModel(
            tails,
            (model, random) ->
                assertThat(falseAlarms(model, forks, random))
                    .as("%s, %d forks", model, forks)
                    .isLessThanOrEqualTo(.01 + 3 * ALARM_ERROR));
      }
    }
  }

  @Test
  void twoForksOfTwoLevels_mayBeAlikeByChance_whichOnlyMoreForksTell() {
    // All of one side on one level and all of the other on the other: .64 * .04 = 2.6 %.
    TwoLevel model = new TwoLevel(.04, .002, 0, Tails.TWO_LEVELS);
    assertThat(falseAlarms(model, 2, new SplittableRandom(5))).isLessThan(.04);
    assertThat(falseAlarms(model, 5, new SplittableRandom(5))).isLessThan(.015);
  }

  @Test
  void detectable_isHonest() {
    // Of suites of 40, 4 are slower: where a comparison says that it would find as much, it does.
    for (int forks : new int[] {3, 5, 10}) {
      for (double slowdown : new double[] {.05, .1, .2}) {
        for (double between : new double[] {.005, .01, .02, .03, .04, .06, .08}) {
          TwoLevel model = new TwoLevel(between, .01, 0, Tails.NORMAL);
          SplittableRandom random = new SplittableRandom(9);
          int claimed = 0;
          int found = 0;
          for (int trial = 0; trial < 20; trial++) {
            for (Entry entry : suite(model, forks, slowdown, random).entries().subList(0, 4)) {
              if (entry.detectable().orElse(Double.MAX_VALUE) <= slowdown) {
                claimed++;
                found += entry.verdict() == Verdict.REGRESSED ? 1 : 0;
              }
            }
          }
          assertThat(found)
              .as("%s, %d forks, +%s: %d claimed", model, forks, slowdown, claimed)
              .isGreaterThanOrEqualTo((int) (.8 * claimed - 3 * Math.sqrt(.16 * claimed)));
        }
      }
    }
  }

  private static Comparison suite(
      TwoLevel model, int forks, double slowdown, SplittableRandom random) {
    List<Series> base = new ArrayList<>();
    List<Series> head = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String name = "B" + (100 + i);
      base.add(Examples.time(name, model.forks(forks, 1, random)));
      head.add(Examples.time(name, model.forks(forks, i < 4 ? 1 + slowdown : 1, random)));
    }
    return Examples.compare(base, head);
  }

  /** Every scatter between forks with every scatter within, and the autocorrelations in turn. */
  private static void forEachModel(Tails tails, BiConsumer<TwoLevel, SplittableRandom> check) {
    int i = 0;
    for (double between : BETWEEN) {
      for (double within : WITHIN) {
        TwoLevel model =
            new TwoLevel(between, within, AUTOCORRELATION[i % AUTOCORRELATION.length], tails);
        check.accept(model, new SplittableRandom(100 + i));
        i++;
      }
    }
  }

  private static double coverage(TwoLevel model, int base, int head, SplittableRandom random) {
    int covered = 0;
    for (int i = 0; i < TRIALS; i++) {
      covered +=
          covers(model.forks(base, 1, random), model.forks(head, 1 + CHANGE, random)) ? 1 : 0;
    }
    return (double) covered / TRIALS;
  }

  private static boolean covers(List<List<Double>> base, List<List<Double>> head) {
    LogRatio change = change(base, head);
    return Math.abs(change.delta() - Math.log1p(CHANGE)) <= change.halfWidth(.95);
  }

  private static double falseAlarms(TwoLevel model, int forks, SplittableRandom random) {
    int alarms = 0;
    for (int i = 0; i < TRIALS; i++) {
      LogRatio change = change(model.forks(forks, 1, random), model.forks(forks, 1, random));
      alarms += change.delta() >= Math.log1p(.03) && change.pAbove() <= Policy.LARGEST_P ? 1 : 0;
    }
    return (double) alarms / TRIALS;
  }

  private static LogRatio change(List<List<Double>> base, List<List<Double>> head) {
    return LogRatio.of(Examples.time("A", base).logMeans(), Examples.time("A", head).logMeans());
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
