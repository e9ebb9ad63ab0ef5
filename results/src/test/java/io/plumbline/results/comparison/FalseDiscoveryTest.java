package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FalseDiscoveryTest {
  private static final double[] TEN = {.042, .001, .205, .039, .008, .216, .06, .041, .212, .074};

  @Test
  void threshold_byHand() {
    // In order .001 .008 .039 ..., against .005 .010 .015 ...: the second is the last below.
    assertThat(FalseDiscovery.threshold(TEN, .05)).isEqualTo(.008);
  }

  @Test
  void threshold_stepsUp_soThatALaterOneCarriesTheEarlier() {
    // .045 alone is above its .0375, but .05 reaches its own bound and all are believed.
    assertThat(FalseDiscovery.threshold(new double[] {.03, .04, .045, .05}, .05)).isEqualTo(.05);
  }

  @Test
  void threshold_believesNothing_whereNothingIsBelow() {
    assertThat(FalseDiscovery.threshold(new double[] {.06, .5}, .05)).isNegative();
    assertThat(FalseDiscovery.threshold(new double[0], .05)).isNegative();
  }

  @Test
  void levelOfOneMore_isTheNextBound() {
    assertThat(FalseDiscovery.levelOfOneMore(TEN, .05)).isCloseTo(.015, within(1e-12));
  }

  @Test
  void unchangedEntries_makeItStricter_neverLaxer() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      double[] p = random.doubles(1 + random.nextInt(30)).map(x -> x * x * x).toArray();
      double[] more = Arrays.copyOf(p, p.length + 1 + random.nextInt(30));
      Arrays.fill(more, p.length, more.length, .5);
      assertThat(FalseDiscovery.threshold(more, .05))
          .isLessThanOrEqualTo(FalseDiscovery.threshold(p, .05));
    }
  }

  @Test
  void shareOfFalseOnes_staysBelowTheRate() {
    // 80 true hypotheses of 100: the expected share is q * 80 / 100 = .04, its error about .0012.
    SplittableRandom random = new SplittableRandom(6);
    int suites = 2000;
    double share = 0;
    for (int i = 0; i < suites; i++) {
      double[] p = random.doubles(100).toArray();
      for (int k = 0; k < 20; k++) {
        p[k] *= .001;
      }
      double threshold = FalseDiscovery.threshold(p, .05);
      long all = Arrays.stream(p).filter(x -> x <= threshold).count();
      long wrong = Arrays.stream(p).skip(20).filter(x -> x <= threshold).count();
      share += all == 0 ? 0 : (double) wrong / all / suites;
    }
    assertThat(share).isCloseTo(.04, within(.004));
  }
}
