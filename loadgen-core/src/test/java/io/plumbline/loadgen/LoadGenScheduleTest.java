package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our schedules against LoadGen's: the numbers come from published logs and from its own recipe in
 * C++.
 */
class LoadGenScheduleTest {
  private static final long MILLI = 1_000_000L;

  private static ArrivalSchedule loadGen(
      String seed,
      double ratePerSecond,
      long minDurationMillis,
      int minQueryCount,
      int equalIssue) {
    return ArrivalSchedule.of(
        new LoadPlan(
            Workload.singleStream(),
            ratePerSecond,
            minDurationMillis * MILLI,
            minQueryCount,
            LoadPlan.DEFAULT_SEED,
            Optional.of(new LoadPlan.LoadGenStreams(Long.parseUnsignedLong(seed), equalIssue))));
  }

  @ParameterizedTest
  @CsvSource({
    "16.5, 0, 9997, 600017755005, 600035703410",
    "83.5, 24576, 73728, 878742708427, 878749382839",
    "109, 24576, 73728, 673165277213, 673170390180",
    "61.5, 24576, 49152, 794121873714, 794151321718",
    "15.75, 8313, 16626, 1055026213943, 1055028977942",
    "420, 15000, 255000, 606914913095, 606916186975"
  })
  void schedule_repeatsPublishedRuns(
      double ratePerSecond, int equalIssue, int count, long lastNanos, long nextNanos) {
    ArrivalSchedule schedule =
        loadGen("18209322760996052031", ratePerSecond, 600_000, 100, equalIssue);
    assertThat(schedule.count()).isEqualTo(count);
    assertThat(schedule.lastNanos()).isEqualTo(lastNanos);
    assertThat(schedule.nextNanos()).hasValue(nextNanos);
    assertThat(schedule.nextNanos(0)).hasValue(nextNanos);
  }

  @ParameterizedTest
  @CsvSource({
    "16159082839903944936, 1, 0 1843654016 2301577704 3587440020 4300434743 4686841368 6935183061"
        + " 8026762979",
    "16159082839903944936, 1000, 0 1843654 2301577 3587439 4300433 4686839 6935180 8026759",
    "0, 100, 0 8985603 27581645 47097098 65886738 75656802 80508083 84039674",
    "42, 100, 0 15923005 17949490 33076731 42161200 48064087 49117413 55265374"
  })
  void schedule_repeatsTheFirstOffsets(String seed, double ratePerSecond, String offsets) {
    ArrivalSchedule schedule = loadGen(seed, ratePerSecond, 0, 8, 0);
    assertThat(schedule.offsetsNanos(0))
        .containsExactly(
            Arrays.stream(offsets.split(" ", -1)).mapToLong(Long::parseLong).toArray());
  }

  @ParameterizedTest
  @CsvSource({"10, 6012, 600059632135", "100, 60155, 600015404702", "1000, 600444, 600001444572"})
  void schedule_endsWhereLoadGenEnds(double ratePerSecond, int count, long lastNanos) {
    ArrivalSchedule schedule = loadGen("16159082839903944936", ratePerSecond, 600_000, 100, 0);
    assertThat(schedule.count()).isEqualTo(count);
    assertThat(schedule.lastNanos()).isEqualTo(lastNanos);
  }

  @Test
  void schedule_endsEachClassByItsOwnRule() {
    LoadPlan plan =
        new LoadPlan(
            Workload.preset("balanced").orElseThrow(),
            100,
            60_000 * MILLI,
            100,
            LoadPlan.DEFAULT_SEED,
            Optional.of(new LoadPlan.LoadGenStreams(7, 0)));
    ArrivalSchedule together = ArrivalSchedule.of(plan);
    for (int c = 0; c < 9; c++) {
      ArrivalSchedule alone = loadGen("7", plan.classRatePerSecond(c), 60_000, 100, 0);
      assertThat(together.offsetsNanos(c)).containsExactly(alone.offsetsNanos(0));
      assertThat(together.nextNanos(c)).isEqualTo(alone.nextNanos());
    }
  }
}
