package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.CapacityDocument.Outcome;
import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class AttainmentTest {
  private static Attainment of(long planned, long met) {
    return new Attainment("total", planned, met, 1);
  }

  @Test
  void attainment_isJudgedAsByHand() {
    // All of 459 show 99 %: 0.99^459 = 0.0099. With 458 it is 0.0100, which is not below 1 %.
    assertThat(of(459, 459).judge(.99)).isEqualTo(Outcome.HOLDS);
    assertThat(of(458, 458).judge(.99)).isEqualTo(Outcome.UNDECIDED);
    assertThat(Attainment.leastToHold(.99)).isEqualTo(459);
    // Two misses of two: a share of 0.9 would bring them in 1 of 100, and more than 0.9 less often.
    assertThat(of(2, 0).judge(.91)).isEqualTo(Outcome.FAILS);
    assertThat(of(2, 0).judge(.89)).isEqualTo(Outcome.UNDECIDED);
    assertThat(of(459, 459).atLeast()).isCloseTo(Math.pow(.01, 1 / 459.0), within(1e-7));
    assertThat(of(459, 459).atMost()).isEqualTo(1);
    assertThat(of(2, 0).atMost()).isCloseTo(.9, within(1e-7));
    assertThat(of(2, 0).atLeast()).isZero();
  }

  @Test
  void ofIndependentRequests_itHoldsExactlyWhenEarlyStoppingPasses() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      double share = .5 + .499 * random.nextDouble();
      long planned = 1L + random.nextInt(50_000);
      long missed = Math.min(planned, (long) (planned * (1 - share) * 1.2 * random.nextDouble()));
      assertThat(of(planned, planned - missed).judge(share) == Outcome.HOLDS)
          .as("%d of %d over at %s", missed, planned, share)
          .isEqualTo(new EarlyStopping(share).judge(planned, missed).passed());
    }
  }

  @Test
  void bounds_encloseWhatIsUndecided() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      long planned = 1L + random.nextInt(20_000);
      Attainment some =
          new Attainment(
              "total",
              planned,
              planned - random.nextInt((int) Math.min(planned, 200) + 1),
              1 + 20 * random.nextDouble());
      assertThat(some.atLeast()).isLessThanOrEqualTo(some.share() + 1e-9);
      assertThat(some.atMost()).isGreaterThanOrEqualTo(some.share() - 1e-9);
      double below = some.atLeast() - 1e-6;
      double above = some.atMost() + 1e-6;
      assertThat(below <= 0 || some.judge(below) == Outcome.HOLDS).isTrue();
      assertThat(above >= 1 || some.judge(above) == Outcome.FAILS).isTrue();
      assertThat(some.judge((some.atLeast() + some.atMost()) / 2)).isEqualTo(Outcome.UNDECIDED);
    }
  }

  /** Exactly, by summing over all counts that may come. */
  @Test
  void atTheBoundItself_eachWrongVerdictIsRarerThan1Of100() {
    for (int planned : new int[] {100, 1_000, 5_000}) {
      for (double share : new double[] {.9, .95, .99}) {
        BinomialDistribution met = BinomialDistribution.of(planned, share);
        double holds = 0;
        double fails = 0;
        for (int count = 0; count <= planned; count++) {
          Outcome outcome = of(planned, count).judge(share);
          holds += outcome == Outcome.HOLDS ? met.probability(count) : 0;
          fails += outcome == Outcome.FAILS ? met.probability(count) : 0;
        }
        assertThat(holds).isLessThanOrEqualTo(.01);
        assertThat(fails).isLessThanOrEqualTo(.01);
      }
    }
  }

  @Test
  void missesInBunches_countForLess() {
    assertThat(new Attainment("total", 1_000, 970, 1).judge(.99)).isEqualTo(Outcome.FAILS);
    assertThat(new Attainment("total", 1_000, 970, 20).judge(.99)).isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void runsAtOneRate_addUp() {
    Attainment both =
        new Attainment("total", 100, 90, 1).plus(new Attainment("total", 300, 297, 3));
    assertThat(both).isEqualTo(new Attainment("total", 400, 387, 2.5));
    assertThatThrownBy(() -> both.plus(new Attainment("1:urgent", 1, 1, 1)))
        .hasMessage("not the same class: total and 1:urgent");
  }

  @Test
  void impossibleCounts_areRefused() {
    assertThatThrownBy(() -> of(5, 6)).hasMessageContaining("6 of 5");
    assertThatThrownBy(() -> of(0, 0)).hasMessageContaining("0 of 0");
    assertThatThrownBy(() -> new Attainment("total", 1, 1, .5)).hasMessageContaining("0.5");
  }
}
