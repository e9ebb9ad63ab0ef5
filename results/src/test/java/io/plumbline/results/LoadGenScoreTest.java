package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadGenScoreTest {
  /** The times n, n - 1 ... 1, in nanoseconds. */
  private static long[] times(int count) {
    return LongStream.rangeClosed(1, count).map(i -> count + 1 - i).toArray();
  }

  @Test
  void singleStream_isTheHighestTimeOfTheFewestQueries() {
    // 64 queries pass p90 with one over: the estimate is the highest time.
    assertThat(LoadGenScore.singleStream(times(64)).value()).hasValue(64);
    assertThat(LoadGenScore.singleStream(times(63)).value()).isEmpty();
    assertThat(LoadGenScore.singleStream(times(63)).queriesMissing()).isEqualTo(1);
  }

  @Test
  void singleStream_discardsAsLoadGenDoes() {
    // A published log of 10,000 queries discards 929: the 930th highest is the estimate.
    assertThat(LoadGenScore.singleStream(times(10_000)).value()).hasValue(10_000 - 929);
  }

  @Test
  void multiStream_needsTheQueriesThatLoadGenNeeds() {
    assertThat(LoadGenScore.multiStream(times(661)).queriesMissing()).isEqualTo(1);
    assertThat(LoadGenScore.multiStream(times(662)).value()).hasValue(662);
  }

  @Test
  void failedQueries_areSlowerThanAnyAndNoEstimate() {
    long[] times = times(64);
    times[5] = LoadGenScore.FAILED;
    assertThat(LoadGenScore.singleStream(times).value()).isEmpty();
    assertThat(LoadGenScore.singleStream(times).queriesMissing()).isZero();
  }

  @Test
  void offline_isRequestsOverTheLastOnesTime() {
    assertThat(LoadGenScore.offline(300, OptionalLong.of(1_500_000_000L)).value()).hasValue(200);
    assertThat(LoadGenScore.offline(300, OptionalLong.empty()).value()).isEmpty();
  }
}
