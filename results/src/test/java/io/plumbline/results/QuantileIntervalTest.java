package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantileIntervalTest {

  /** The textbook's interval of a median of 10: the 2nd to the 9th value hold it with 97.9 %. */
  @Test
  void ofTenValues_isFromTheSecondToTheNinth() {
    TimeDistribution ten = TimeDistribution.of(LongStream.rangeClosed(1, 10).toArray(), 0);

    QuantileInterval median = QuantileInterval.of(List.of(ten), .5, .95);

    assertThat(median.nanos()).hasValue(5);
    assertThat(median.lowNanos()).hasValue(2);
    assertThat(median.highNanos()).hasValue(9);
  }

  @Test
  void failedRequests_rankAboveAllOthers() {
    TimeDistribution half = TimeDistribution.of(LongStream.rangeClosed(1, 100).toArray(), 100);

    QuantileInterval p25 = QuantileInterval.of(List.of(half), .25, .95);
    QuantileInterval p99 = QuantileInterval.of(List.of(half), .99, .95);

    assertThat(p25.nanos()).hasValue(50);
    assertThat(p99.count()).isEqualTo(200);
    assertThat(p99.nanos()).isEmpty();
  }

  @Test
  void needed_growsWithTheQuantile() {
    assertThat(QuantileInterval.neededToTell(.5)).isEqualTo(20);
    assertThat(QuantileInterval.neededToJudge(.99)).isEqualTo(10_000);
    assertThat(QuantileInterval.neededToTell(.999)).isEqualTo(10_000);
  }

  /** Of 400 samples of a uniform distribution, whose p90 is known. */
  @Test
  void interval_holdsTheTrueQuantile_asOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(7);
    int held = 0;
    for (int trial = 0; trial < 400; trial++) {
      long[] nanos = random.longs(500, 0, 1_000_000).toArray();
      QuantileInterval p90 = QuantileInterval.of(List.of(TimeDistribution.of(nanos, 0)), .9, .95);
      if (p90.lowNanos().orElseThrow() <= 900_000 && p90.highNanos().orElseThrow() >= 900_000) {
        held++;
      }
    }
    // At 95 %, 400 trials lie within 5 standard deviations of 380.
    assertThat((double) held).isCloseTo(382, within(5 * Math.sqrt(400 * .95 * .05)));
  }
}
