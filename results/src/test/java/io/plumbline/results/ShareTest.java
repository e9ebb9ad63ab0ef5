package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

  /** As tables of the interval have it. */
  @ParameterizedTest
  @CsvSource({"8, 10, .4439, .9748", "0, 10, 0, .3085", "10, 10, .6915, 1", "1, 1, .025, 1"})
  void interval_isClopperAndPearsons(long some, long all, double low, double high) {
    Share share = Share.of(some, all).orElseThrow();
    assertThat(share.share()).isEqualTo((double) some / all);
    assertThat(share.low()).isCloseTo(low, within(5e-5));
    assertThat(share.high()).isCloseTo(high, within(5e-5));
  }

  @ParameterizedTest
  @CsvSource({"20, .5", "50, .9", "50, .99", "300, .97", "1000, .999"})
  void interval_holdsTheTrueShare_atLeastAsOftenAsItSays(int all, double truth) {
    double held = 0;
    BinomialDistribution met = BinomialDistribution.of(all, truth);
    for (int some = 0; some <= all; some++) {
      Share share = Share.of(some, all).orElseThrow();
      held += share.low() <= truth && truth <= share.high() ? met.probability(some) : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo(.95);
  }

  @Test
  void shareOfNothing_isUnknown() {
    assertThat(Share.of(0, 0)).isEmpty();
    assertThatThrownBy(() -> new Share(Double.NaN, 0, 1)).hasMessageContaining("NaN");
  }
}
