package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GammaTicksTest {

  @ParameterizedTest
  @CsvSource({
    // mean, variance, P(1), expectation, deviation, p50, p90, p99
    "1, 1.5, 0.9043, 1.1323, 0.4697, 1, 1, 3",
    "1.5, 1.5, 0.7042, 1.4510, 0.8530, 1, 3, 5",
    "2, 1.5, 0.4923, 1.8693, 1.1463, 2, 3, 6",
    "2, 3, 0.3677, 2.1794, 1.3032, 2, 4, 7",
    "2.5, 1.5, 0.3131, 2.3399, 1.3726, 2, 4, 7",
    "3, 1.5, 0.1833, 2.8324, 1.5544, 3, 5, 8",
    "4, 1.5, 0.0509, 3.8326, 1.8497, 4, 6, 9",
    "5, 1.5, 0.0112, 4.8333, 2.1017, 5, 8, 11",
    "6, 1.5, 0.0020, 5.8333, 2.3273, 6, 9, 13",
    "8, 1.5, 0.0000, 7.8333, 2.7234, 8, 11, 16",
    "10, 1.5, 0.0000, 9.8333, 3.0687, 10, 14, 18",
    "100, 1.5, 0, 99.8333, 9.9708, 100, 113, 124",
    "400, 1.5, 0, 399.8333, 19.985, 400, 426, 448",
  })
  void moments_areThoseOfTheSpecification(
      double mean,
      double variance,
      double one,
      double expectation,
      double stdev,
      int p50,
      int p90,
      int p99) {
    GammaTicks gamma = GammaTicks.of(mean, variance);
    double[] probabilities = gamma.probabilities();
    double sum = 0;
    double squares = 0;
    for (int value = 1; value < probabilities.length; value++) {
      sum += value * probabilities[value];
      squares += (double) value * value * probabilities[value];
    }
    assertThat(probabilities[1]).isEqualTo(one, within(0.00006));
    assertThat(sum).isEqualTo(expectation, within(0.00006));
    assertThat(Math.sqrt(squares - sum * sum)).isEqualTo(stdev, within(0.0006));
    assertThat(gamma.draw(bits(0.5))).isEqualTo(p50);
    assertThat(gamma.draw(bits(0.9))).isEqualTo(p90);
    assertThat(gamma.draw(bits(0.99))).isEqualTo(p99);

    int draws = 200_000;
    SplittableRandom random = new SplittableRandom(1);
    double drawn = 0;
    double drawnSquares = 0;
    for (int i = 0; i < draws; i++) {
      int value = gamma.draw(random.nextLong());
      drawn += value;
      drawnSquares += (double) value * value;
    }
    double mine = drawn / draws;
    double bound = 5 * stdev / Math.sqrt(draws);
    assertThat(mine).isEqualTo(expectation, within(bound));
    assertThat(Math.sqrt(drawnSquares / draws - mine * mine)).isEqualTo(stdev, within(4 * bound));
  }

  /** Bits of this rank, between 0 and 1. */
  private static long bits(double rank) {
    return (long) (rank * 0x1p63) << 1;
  }

  @Test
  void draws_reachFromOneToTheEnd() {
    GammaTicks gamma = GammaTicks.of(2, 3);
    assertThat(gamma.draw(0)).isEqualTo(1);
    assertThat(gamma.draw(-1)).isEqualTo(gamma.most()).isBetween(25, 60);
  }

  @Test
  void meansTooLow_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GammaTicks.of(0.5, 2))
        .withMessageContaining("0.5, 2.0");
  }
}
