package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoadEntriesTest {
  private static final FakeRows ROWS =
      new FakeRows()
          .add(0, "OK", 0, 1, 50)
          .add(0, "OK", 100, 100, 250)
          .add(0, "UNAVAILABLE", 200, 200, 210)
          .add(1, "OK", 1200, 1200, 3000)
          .add(1, "INTERRUPTED", 2500, -1, -1);

  private static List<LoadEntry> entries() {
    return LoadEntries.of(ROWS, 2_500_000_000L, c -> Optional.empty());
  }

  @Test
  void entry_countsEveryPlannedRequestOnce() {
    LoadEntry urgent = entries().get(0);
    assertThat(urgent.name()).isEqualTo("1:urgent");
    assertThat(urgent.planned()).isEqualTo(3);
    assertThat(urgent.sent()).isEqualTo(3);
    assertThat(urgent.statuses()).containsOnly(Map.entry("OK", 2L), Map.entry("UNAVAILABLE", 1L));
    // 50 ms is in time, 150 ms is not, the failure is not.
    assertThat(urgent.sloMet()).isEqualTo(1);
    assertThat(urgent.sloAttainment().getAsDouble()).isEqualTo(1 / 3.0);
    assertThat(urgent.goodputPerSecond().getAsDouble()).isEqualTo(.4);
    assertThat(urgent.failed()).isEqualTo(1);
    LoadEntry total = entries().get(2);
    assertThat(total.planned()).isEqualTo(5);
    assertThat(total.sent()).isEqualTo(4);
    assertThat(total.ratePerSecond()).isEqualTo(5);
  }

  @Test
  void arrivalSeed_isUnsigned() {
    assertThat(entries().get(1).arrivalSeed()).contains("18446744073709551615");
  }

  @Test
  void table_saysNotAvailableWhereTheRankFallsAmongTheFailed() {
    // Columns are at least two blanks apart; the total has no service level.
    assertThat(SummaryTable.lines(entries()))
        .extracting(line -> line.replaceAll(" {2,}", "|"))
        .containsExactly(
            "tier|slo|count|p50_ms|p95_ms|p99_ms|slo_attainment_%|goodput_per_s|slip_p99_ms|errors"
                + "|ok_p50_ms|ok_p95_ms|ok_p99_ms",
            "1|urgent|3|150.000|n/a (1 failed)|n/a (1 failed)|33.33|0.40|1.000|1"
                + "|50.000|150.000|150.000",
            "2|relaxed|2|1800.000|n/a (1 failed)|n/a (1 failed)|50.00|0.40|0.000|1"
                + "|1800.000|1800.000|1800.000",
            "total|5|1800.000|n/a (2 failed)|n/a (2 failed)|40.00|0.80|1.000|2"
                + "|150.000|1800.000|1800.000");
  }

  @Test
  void intervals_coverEverySecondAndEveryRequest() {
    List<Interval> intervals = Interval.of(ROWS);
    assertThat(intervals).extracting(Interval::planned).containsExactly(3L, 1L, 1L);
    assertThat(intervals).extracting(Interval::failed).containsExactly(1L, 0L, 1L);
    assertThat(intervals).extracting(Interval::sloMet).containsExactly(1L, 1L, 0L);
    assertThat(intervals)
        .extracting(Interval::startNanos)
        .containsExactly(0L, 1_000_000_000L, 2_000_000_000L);
  }

  @Test
  void entry_refusesCountsThatDoNotAddUp() {
    TimeDistribution none = TimeDistribution.of(new long[0], 0);
    assertThatThrownBy(
            () ->
                new LoadEntry(
                    "x",
                    OptionalInt.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    1,
                    2,
                    1,
                    new TreeMap<>(Map.of("OK", 1L)),
                    1,
                    1,
                    none,
                    none,
                    none,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of()))
        .hasMessage("statuses of x must sum to 2 planned requests: 1");
  }

  @Test
  void serverTimes_areThoseOfGoodRequestsThatTold_orAbsent() {
    FakeRows rows =
        new FakeRows()
            .add(0, "OK", 0, 0, 9)
            .inside(3, 5)
            .add(0, "OK", 1, 1, 9)
            .add(0, "UNAVAILABLE", 2, 2, 9)
            .inside(7, 8)
            .add(1, "OK", 3, 3, 9);

    List<LoadEntry> entries = LoadEntries.of(rows, 1, c -> Optional.empty());

    assertThat(entries.get(0).queued().orElseThrow().count()).isEqualTo(1);
    assertThat(entries.get(0).queued().orElseThrow().maxNanos()).hasValue(3_000_000);
    assertThat(entries.get(0).served().orElseThrow().maxNanos()).hasValue(5_000_000);
    assertThat(entries.get(1).queued()).as("a class that nobody told of").isEmpty();
  }
}
