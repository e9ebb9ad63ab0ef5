package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyStoppingTest {

  private final EarlyStopping p99 = new EarlyStopping(0.99);

  @Test
  void queriesNeeded_withNoneOver_isWhereAGoodRunStopsBeingLuck() {
    // 0.5^7 = 0.0078 is below 0.01 and 0.5^6 = 0.0156 is not.
    assertThat(new EarlyStopping(0.5).queriesNeeded(0)).isEqualTo(7);
    // 0.99^459 = 0.00992, 0.99^458 = 0.01002.
    assertThat(p99.queriesNeeded(0)).isEqualTo(459);
  }

  @Test
  void odds_oneOverOfThreeAtEvenChances_isAHalf() {
    // None over: 1/8; one over: 3/8.
    assertThat(new EarlyStopping(0.5).odds(2, 1)).isCloseTo(0.5, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 7, 44, 90, 152, 459, 4603",
    "1, 11, 64, 130, 219, 662, 6636",
    "2, 14, 81, 165, 277, 838, 8403",
    "3, 17, 97, 198, 332, 1001, 10042",
    "4, 19, 113, 229, 383, 1157, 11601",
    "5, 22, 127, 259, 433, 1307, 13105",
    "10, 35, 197, 398, 667, 2010, 20140",
    "20, 59, 325, 656, 1097, 3304, 33097",
    "50, 128, 681, 1372, 2293, 6898, 69058",
    "100, 237, 1246, 2504, 4182, 12571, 125826",
    "500, 1078, 5518, 11064, 18458, 55427, 554510",
    "1000, 2108, 10722, 21483, 35831, 107569, 1076032",
    "2000, 4151, 21011, 42077, 70165, 210600, 2106479"
  })
  void queriesNeeded_isLoadGens(
      long over, long p50, long p90, long p95, long p97, long p99, long p999) {
    assertThat(new EarlyStopping(0.50).queriesNeeded(over)).isEqualTo(p50);
    assertThat(new EarlyStopping(0.90).queriesNeeded(over)).isEqualTo(p90);
    assertThat(new EarlyStopping(0.95).queriesNeeded(over)).isEqualTo(p95);
    assertThat(new EarlyStopping(0.97).queriesNeeded(over)).isEqualTo(p97);
    assertThat(new EarlyStopping(0.99).queriesNeeded(over)).isEqualTo(p99);
    assertThat(new EarlyStopping(0.999).queriesNeeded(over)).isEqualTo(p999);
  }

  @ParameterizedTest
  @CsvSource({
    "0.99, 1000, 2",
    "0.99, 6000, 42",
    "0.99, 10000, 77",
    "0.99, 60000, 543",
    "0.99, 100000, 927",
    "0.99, 270336, 2583",
    "0.99, 600000, 5820",
    "0.90, 100, 3",
    "0.90, 500, 34",
    "0.90, 1000, 78",
    "0.90, 10000, 930",
    "0.97, 500, 6",
    "0.97, 1000, 17",
    "0.97, 10000, 260",
    "0.97, 100000, 2874"
  })
  void largestTolerated_isLoadGens(double percentile, long queries, long tolerated) {
    assertThat(new EarlyStopping(percentile).largestTolerated(queries)).hasValue(tolerated);
  }

  @Test
  void largestTolerated_isNoneAtAllBelowTheFirstPass() {
    assertThat(p99.largestTolerated(0)).isEmpty();
    assertThat(p99.largestTolerated(458)).isEmpty();
    assertThat(p99.largestTolerated(459)).hasValue(0);
    assertThat(p99.largestTolerated(661)).hasValue(0);
    assertThat(p99.largestTolerated(662)).hasValue(1);
  }

  @Test
  void judge_saysHowManyQueriesAreMissing() {
    assertThat(p99.judge(459, 0).passed()).isTrue();
    assertThat(p99.judge(459, 0).queriesMissing()).isZero();
    assertThat(p99.judge(458, 0).passed()).isFalse();
    assertThat(p99.judge(458, 0).queriesMissing()).isEqualTo(1);
    assertThat(p99.judge(600, 1).queriesMissing()).isEqualTo(62);
  }

  @Test
  void judge_passesExactlyUpToTheLargestTolerated() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      EarlyStopping rule = new EarlyStopping(0.5 + 0.499 * random.nextDouble());
      long queries = random.nextLong(1, 50_000);
      long over = random.nextLong(0, queries + 1);
      EarlyStopping.Verdict verdict = rule.judge(queries, over);
      boolean tolerated =
          verdict.tolerated().isPresent() && over <= verdict.tolerated().getAsLong();
      assertThat(verdict.passed()).as("%s %d of %d", rule, over, queries).isEqualTo(tolerated);
    }
  }

  @Test
  void odds_isTheBinomialsLowerTail() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 300; i++) {
      int within = random.nextInt(100_000);
      int over = random.nextInt(2_000);
      double binomial =
          BinomialDistribution.of(within + over, 1 - 0.99).cumulativeProbability(over);
      assertThat(p99.odds(within, over)).isCloseTo(binomial, within(1e-11));
    }
  }

  @Test
  void queriesNeeded_isQuickForLargeRunsAndDoesNotEndAtTwoToThe31() {
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (double percentile : new double[] {0.5, 0.9, 0.99, 0.999}) {
            EarlyStopping rule = new EarlyStopping(percentile);
            long needed = rule.queriesNeeded(100_000);
            assertThat(rule.judge(needed, 100_000).passed()).isTrue();
            assertThat(rule.judge(needed - 1, 100_000).queriesMissing()).isEqualTo(1);
          }
        });
    assertThat(new EarlyStopping(0.999).queriesNeeded(10_000_000)).isGreaterThan(10_000_000_000L);
  }

  @Test
  void refusesWhatIsNotAShareOrACount() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyStopping(1))
        .withMessage("percentile must be above 0 and below 1: 1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new EarlyStopping(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> p99.judge(3, 4))
        .withMessage("4 over the target of only 3 queries");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> p99.queriesNeeded(-1))
        .withMessage("over must not be negative: -1");
  }
}
