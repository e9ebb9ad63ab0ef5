package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimeDistributionTest {

  @Test
  void quantile_isTheNearestRank() {
    TimeDistribution times = TimeDistribution.of(LongStream.rangeClosed(1, 20).toArray(), 0);
    // Ranks 10, 18, 19 and 20 of 20.
    assertThat(times.quantilesNanos())
        .containsEntry(.5, 10L)
        .containsEntry(.9, 18L)
        .containsEntry(.95, 19L)
        .containsEntry(.99, 20L);
  }

  @Test
  void failedRequests_rankAboveAllOthersAndHaveNoTime() {
    // 98 good ones of 1 to 98 and two failures: ranks 99 and 100 are failures.
    TimeDistribution times = TimeDistribution.of(LongStream.rangeClosed(1, 98).toArray(), 2);
    assertThat(times.quantilesNanos()).containsEntry(.95, 95L).doesNotContainKey(.99);
    assertThat(times.okQuantilesNanos()).containsEntry(.99, 98L);
    assertThat(times.maxNanos()).hasValue(98);
  }

  @Test
  void nothing_hasNoTimes() {
    TimeDistribution times = TimeDistribution.of(new long[0], 3);
    assertThat(times.quantilesNanos()).isEmpty();
    assertThat(times.minNanos()).isEmpty();
    assertThat(times.meanNanos()).isEmpty();
    assertThat(times.decodeHistogram().getTotalCount()).isZero();
  }

  @Test
  void histogram_agreesWithTheExactQuantilesToThreeDigits() {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] nanos = random.doubles(5000).mapToLong(u -> (long) (1e5 * Math.exp(9 * u))).toArray();
      TimeDistribution times = TimeDistribution.of(nanos, 0);
      Histogram histogram = times.decodeHistogram();
      assertThat(histogram.getTotalCount()).isEqualTo(nanos.length);
      times
          .quantilesNanos()
          .forEach(
              (q, exact) ->
                  assertThat((double) histogram.getValueAtPercentile(100 * q))
                      .isCloseTo(exact, within(exact / 900.0)));
    }
  }

  @Test
  void mean_doesNotOverflow() {
    long[] nanos = new long[1000];
    Arrays.fill(nanos, Long.MAX_VALUE / 100);
    assertThat(TimeDistribution.of(nanos, 0).meanNanos().getAsLong())
        .isCloseTo(Long.MAX_VALUE / 100, within(Long.MAX_VALUE / 100_000));
  }
}
