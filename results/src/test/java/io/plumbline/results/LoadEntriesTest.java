package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
    assertThat(total.ratePerSecond()).hasValue(5);
  }

  @Test
  void arrivalSeed_isUnsigned() {
    assertThat(entries().get(1).arrivalSeed()).contains("18446744073709551615");
  }

  private static List<String> table(LoadDocument document, Metric.Flag flag) {
    // Columns are at least two blanks apart; the total has no service level.
    return TextTable.lines(SummaryTable.cells(document, flag), SummaryTable.WORDS).stream()
        .map(line -> line.replaceAll(" {2,}", "|"))
        .toList();
  }

  @Test
  void table_saysWhichFiguresTheSampleCannotSupport() {
    assertThat(table(FakeRun.of(ROWS, 2500), Metric.Flag.HEADLINE))
        .containsExactly(
            "tier|slo|count|p50_ms|p95_ms|p99_ms|slo_attainment_%|goodput_per_s|slip_p99_ms|errors",
            "1|urgent|3|n/a (needs 20)|n/a (1 failed)|n/a (1 failed)|33.33 [0.84,90.6]|0.40"
                + "|n/a (needs 1000)|1",
            "2|relaxed|2|n/a (needs 20)|n/a (1 failed)|n/a (1 failed)|50.00 [1.25,98.8]|0.40"
                + "|n/a (needs 1000)|1",
            "total|5|n/a (needs 20)|n/a (2 failed)|n/a (2 failed)|40.00 [5.27,85.4]|0.80"
                + "|n/a (needs 1000)|2");
    assertThat(table(FakeRun.of(ROWS, 2500), Metric.Flag.ERROR_ONLY).get(3))
        .isEqualTo("total|2|60.00 [14.6,94.8]|n/a (needs 20)|n/a (needs 200)|n/a (needs 1000)");
  }

  @Test
  void percentiles_standBesideTheirIntervals() {
    // 1 to 1000 ms. Below the true p95 are 950 with a deviation of 6.9: the 936th to the 964th.
    List<String> lines = table(FakeRun.of(FakeRun.rising(1000), 1000), Metric.Flag.HEADLINE);
    assertThat(lines.get(1))
        .startsWith("1|urgent|1000|500.000 [469,533]|950.000 [936,965]|990.000 [983,998]|10.00 [");
  }

  @Test
  void models_haveRowsOfTheirOwn_unlessThereIsOnlyOne() {
    FakeRows mixed = new FakeRows().add(0, "OK", 0, 1, 50).add(0, "OK", 5, 6, 150).model("vit");
    List<LoadEntry> models = LoadEntries.models(mixed, 1_000_000_000);
    assertThat(models).extracting(LoadEntry::name).containsExactly("resnet50", "vit");
    assertThat(models).extracting(LoadEntry::deadlineMisses).containsExactly(0L, 1L);
    assertThat(models).allMatch(model -> model.ratePerSecond().isEmpty());
    assertThat(table(FakeRun.of(mixed, 1000), Metric.Flag.ERROR_ONLY))
        .extracting(line -> line.replaceFirst("(\\|[^|]*){4}$", ""))
        .containsExactly(
            "tier|slo|errors", "1|urgent|0", "model|resnet50|0", "model|vit|0", "total|0");
    assertThat(SummaryTable.rows(FakeRun.of(ROWS, 2500)))
        .extracting(LoadEntry::name)
        .containsExactly("1:urgent", "2:relaxed", "total");
  }

  @Test
  void concurrency_isWeightedWithTime_andAddsUpOverClasses() {
    // In flight: 1 from 0, 2 from 10, 1 from 20, 0 from 30, 1 from 40 to the end at 50.
    FakeRows rows =
        new FakeRows()
            .add(0, "OK", 0, 0, 20)
            .add(1, "UNAVAILABLE", 0, 10, 30)
            .add(0, "OK", 0, 40, 50);
    List<LoadEntry> entries = LoadEntries.of(rows, 1, c -> Optional.empty());
    assertThat(entries)
        .extracting(entry -> entry.meanConcurrency().getAsDouble())
        .containsExactly(30 / 50.0, 20 / 50.0, 50 / 50.0);
    assertThat(entries)
        .extracting(entry -> entry.maxConcurrency().getAsLong())
        .containsExactly(1L, 1L, 2L);
  }

  @Test
  void concurrency_ofARequestThatNeverEnded_lastsToTheLastInstantKnown() {
    FakeRows rows = new FakeRows().add(0, "UNFINISHED", 0, 0, -1).add(1, "OK", 0, 5, 10);
    LoadEntry urgent = LoadEntries.of(rows, 1, c -> Optional.empty()).get(0);
    assertThat(urgent.meanConcurrency()).hasValue(1);
  }

  @Test
  void concurrency_isAbsentWhereNothingWasSent_orNoTimePassed() {
    LoadEntry unsent =
        LoadEntries.of(new FakeRows().add(0, "INTERRUPTED", 1, -1, -1), 1, c -> Optional.empty())
            .get(0);
    assertThat(unsent.meanConcurrency()).isEmpty();
    assertThat(unsent.maxConcurrency()).isEmpty();
    LoadEntry lost =
        LoadEntries.of(new FakeRows().add(0, "UNFINISHED", 1, 1, -1), 1, c -> Optional.empty())
            .get(0);
    assertThat(lost.meanConcurrency()).isEmpty();
    assertThat(lost.maxConcurrency()).hasValue(1);
  }

  @Test
  void tierFairness_isJainsIndexOverTheTiersAttainment() {
    // Attainments 1/3 and 1/2: (5/6)² / (2 (1/9 + 1/4)) = 25/26.
    assertThat(entries().get(2).tierFairness()).hasValueCloseTo(25 / 26.0, within(1e-12));
    assertThat(entries().get(0).tierFairness()).isEmpty();
    assertThat(fairness(new FakeRows().add(0, "OK", 0, 0, 1))).as("one tier").isEmpty();
    assertThat(fairness(new FakeRows().add(0, "OK", 0, 0, 500).add(1, "LOST", 0, 0, 1)))
        .as("nobody met an SLO")
        .isEmpty();
    assertThat(fairness(new FakeRows().add(0, "OK", 0, 0, 1).add(1, "LOST", 0, 0, 1)))
        .as("one of two has all")
        .hasValue(.5);
  }

  private static OptionalDouble fairness(FakeRows rows) {
    List<LoadEntry> entries = LoadEntries.of(rows, 1, c -> Optional.empty());
    return entries.get(entries.size() - 1).tierFairness();
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
                    OptionalDouble.empty(),
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
                    OptionalDouble.empty(),
                    OptionalLong.empty(),
                    OptionalDouble.empty(),
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
