package io.plumbline.results.comparison;

import static io.plumbline.results.comparison.FakeDocuments.entry;
import static io.plumbline.results.comparison.FakeDocuments.jmh;
import static io.plumbline.results.comparison.FakeDocuments.load;
import static io.plumbline.results.comparison.FakeDocuments.micro;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.ClosedLoops;
import io.plumbline.results.Documents;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.comparison.FakeDocuments.Played;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidesTest {
  private static final String NAME = "p.OneBenchmark.run";

  private static Series only(Side side) {
    assertThat(side.series()).hasSize(1);
    return side.series().get(0);
  }

  private static Series metric(Side side, String metric, String className) {
    return side.series().stream()
        .filter(s -> s.key().metric().equals(metric))
        .filter(s -> className.equals(s.key().params().get("class")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void times_areBroughtToNanoseconds() {
    MicroEntry micros = entry(NAME, "avgt", jmh(1, 300), "us/op", List.of(List.of(1.5, 2.5)));

    Series series = only(Sides.of("a", List.of(micro(0, micros))));

    assertThat(series.key()).isEqualTo(new SeriesKey(NAME, new TreeMap<>(), "time"));
    assertThat(series.quantity()).isEqualTo(Quantity.NANOS_PER_OPERATION);
    assertThat(series.replicates()).containsExactly(List.of(1500.0, 2500.0));
    assertThat(series.settings()).containsEntry("measurement", "2 x 300 ms");
  }

  @Test
  void rates_areBroughtToSeconds_andHigherIsBetter() {
    MicroEntry rate = entry(NAME, "thrpt", jmh(1, 300), "ops/ms", List.of(List.of(2.0)));

    Series series = only(Sides.of("a", List.of(micro(0, rate))));

    assertThat(series.quantity().lowerIsBetter()).isFalse();
    assertThat(series.replicates()).containsExactly(List.of(2000.0));
  }

  /** A name or a value says nothing of which way is better. */
  @Test
  void unknownUnits_areNotComparable() {
    MicroEntry odd = entry(NAME, "avgt", jmh(1, 300), "#", List.of(List.of(2.0)));

    Series series = only(Sides.of("a", List.of(micro(0, odd))));

    assertThat(series.failure().orElseThrow().verdict()).isEqualTo(Verdict.NOT_COMPARABLE);
    assertThat(series.failure().orElseThrow().reason()).contains("which way is better");
  }

  @Test
  void threads_makeAnotherSeries() {
    Side side =
        Sides.of(
            "a",
            List.of(
                micro(
                    0,
                    entry(NAME, "avgt", jmh(1, 300), "ns/op", List.of(List.of(1.0))),
                    entry(NAME, "avgt", jmh(8, 300), "ns/op", List.of(List.of(9.0))))));

    assertThat(side.series())
        .extracting(s -> s.key().paramsText())
        .containsExactly("", "threads=8");
  }

  @Test
  void allocation_isASeriesOfItsOwn() {
    MicroEntry entry =
        new MicroEntry(
            NAME,
            new TreeMap<>(Map.of("size", "8")),
            "avgt",
            Status.MEASURED,
            Optional.empty(),
            Optional.of(jmh(1, 300)),
            Optional.of(new Samples("ns/op", List.of(List.of(1.0)), List.of())),
            new TreeMap<>(
                Map.of(
                    MicroEntry.ALLOCATION, new Samples("B/op", List.of(List.of(24.0)), List.of()))),
            Map.of());

    Side side = Sides.of("a", List.of(micro(0, entry)));

    assertThat(side.series())
        .extracting(s -> s.key().label())
        .containsExactly(
            "OneBenchmark.run [size=8] time", "OneBenchmark.run [size=8] time allocation");
    assertThat(side.series().get(1).quantity()).isEqualTo(Quantity.ALLOCATED_BYTES);
  }

  @Test
  void failedAndSkippedBenchmarks_areToldWithTheirReasons() {
    MicroEntry failed =
        new MicroEntry(
            NAME,
            new TreeMap<>(),
            "avgt",
            Status.FAILED,
            Optional.of("it threw"),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            Map.of());

    Series series = only(Sides.of("a", List.of(micro(0, failed))));

    assertThat(series.failure()).contains(new Series.Failure(Verdict.FAILED, "it threw"));
  }

  /** JMH counts what threads allocated that may have ended since. */
  @Test
  void figureThatCannotBe_isNotComparable_andTheOthersAre() {
    MicroEntry odd = entry("p.Odd.run", "avgt", jmh(1, 300), "ns/op", List.of(List.of(-3.0)));
    MicroEntry good = entry(NAME, "avgt", jmh(1, 300), "ns/op", List.of(List.of(3.0)));

    Side side = Sides.of("a", List.of(micro(0, odd, good)));

    assertThat(side.series().get(0).failure())
        .contains(new Series.Failure(Verdict.NOT_COMPARABLE, "no such figure: -3.0 ns/op"));
    assertThat(side.series().get(1).failure()).isEmpty();
  }

  private static MicroEntry unfinished(Optional<Samples> score) {
    return new MicroEntry(
        NAME,
        new TreeMap<>(),
        "avgt",
        Status.UNFINISHED,
        Optional.empty(),
        Optional.of(jmh(1, 300)),
        score,
        new TreeMap<>(),
        Map.of());
  }

  @Test
  void stoppedPass_givesItsWholeForks() {
    // Two iterations were planned; the last fork was ended after its first.
    List<List<Double>> forks = List.of(List.of(1.0, 2.0), List.of(3.0, 4.0), List.of(9.0));
    Samples score = new Samples("ns/op", forks, List.of());

    Series begun = only(Sides.of("a", List.of(micro(0, unfinished(Optional.of(score))))));
    Series none = only(Sides.of("a", List.of(micro(0, unfinished(Optional.empty())))));

    assertThat(begun.replicates()).containsExactly(List.of(1.0, 2.0), List.of(3.0, 4.0));
    assertThat(none.failure())
        .contains(new Series.Failure(Verdict.INCONCLUSIVE, "it was not measured"));
  }

  @Test
  void forksOfSeveralDocuments_countTogether_ifMeasuredAlike() {
    MicroEntry first = entry(NAME, "avgt", jmh(1, 300), "ns/op", List.of(List.of(1.0)));
    MicroEntry second = entry(NAME, "avgt", jmh(1, 300), "ns/op", List.of(List.of(2.0)));
    MicroEntry longer = entry(NAME, "avgt", jmh(1, 900), "ns/op", List.of(List.of(3.0)));

    Side alike = Sides.of("a", List.of(micro(0, first), micro(1, second)));
    Side not = Sides.of("a", List.of(micro(0, longer), micro(1, second)));

    assertThat(only(alike).replicates()).containsExactly(List.of(2.0), List.of(1.0));
    assertThat(only(not).replicates()).containsExactly(List.of(2.0));
    assertThat(not.notes())
        .containsExactly(
            "1 figure was also measured otherwise before; only what was measured as last counts");
  }

  @Test
  void runs_areOneObservationEach() {
    long[] fast = LongStream.rangeClosed(1, 200).toArray();
    long[] slow = Arrays.stream(fast).map(t -> t + 1).toArray();

    Side side = Sides.of("a", List.of(load(0, true, fast), load(1, true, slow)));

    Series p50 = metric(side, "p50_ms", "total");
    assertThat(p50.key().paramsText()).isEqualTo("class=total rate_per_s=10 workload=balanced");
    assertThat(p50.replicates()).containsExactly(List.of(101.0), List.of(100.0));
    assertThat(p50.failure()).isEmpty();
    // 100 and 99 of 200 within 100 ms.
    assertThat(metric(side, "slo_attainment_%", "1:urgent").replicates())
        .containsExactly(List.of(49.5), List.of(50.0));
  }

  @Test
  void quantiles_areNotJudgedWithTooFewRequests_andNotToldWithFewerStill() {
    Side side = Sides.of("a", List.of(load(0, true, LongStream.rangeClosed(1, 250).toArray())));

    assertThat(metric(side, "p95_ms", "total").failure().orElseThrow().reason())
        .startsWith("too few requests to judge a quantile: 250 of 2000; 238.")
        .contains(" ms [");
    assertThat(metric(side, "p99_ms", "total").failure().orElseThrow().reason())
        .isEqualTo("too few requests to judge a quantile: 250 of 10000; n/a (needs 1000)");
  }

  @Test
  void invalidRuns_areNeverCompared() {
    Side side = Sides.of("a", List.of(load(0, true, 1, 2), load(1, false, 900, 900)));

    assertThat(metric(side, "goodput_per_s", "total").replicates()).containsExactly(List.of(2.0));
    assertThat(side.notes())
        .containsExactly("balanced at 10/s of 2026-03-01T10:01:00Z is invalid and not compared");
  }

  @Test
  void runWithABrokenHistogram_isLeftOut_andNoneOfTheOthers(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("load.json");
    Documents.write(file, load(1, true, 1, 2, 3));
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceAll("\"histogram\" : \"[^\"]*\"", "\"histogram\" : \"AAAA\""));

    Side side = Sides.of("a", List.of(load(0, true, 1, 2), Documents.readLoad(file)));

    assertThat(metric(side, "goodput_per_s", "total").replicates()).containsExactly(List.of(2.0));
    assertThat(side.notes())
        .containsExactly(
            "balanced at 10/s of 2026-03-01T10:01:00Z is broken (a histogram of it) and not compared");
  }

  /** They come to another rate each time, and to another schedule; what was asked is the same. */
  @Test
  void runsOfOneClosedLoop_areComparedWhateverTheyCameTo() {
    long[] millis = LongStream.rangeClosed(1, 200).map(i -> i / 3).toArray();
    Side base = Sides.of("a", List.of(ClosedLoops.concurrent8(load(0, true, millis), 81.5)));
    Side head = Sides.of("b", List.of(ClosedLoops.concurrent8(load(0, true, millis), 79.25)));

    assertThat(metric(head, "p50_ms", "total").key().paramsText())
        .isEqualTo("arrivals=concurrent:8 class=total workload=balanced");
    assertThat(metric(head, "p50_ms", "total").key())
        .isEqualTo(metric(base, "p50_ms", "total").key());
    assertThat(metric(head, "p50_ms", "total").settings())
        .isEqualTo(metric(base, "p50_ms", "total").settings());
  }

  private static final Played USUAL = new Played("a scheduler", "hash", 100);

  /** Two runs of 200 requests each, all within 100 ms. */
  private static Side played(Played first, Played second) {
    long[] millis = LongStream.rangeClosed(1, 200).map(i -> i / 3).toArray();
    return Sides.of("a", List.of(load(first, 0, true, millis), load(second, 1, true, millis)));
  }

  private static Optional<String> reason(Side base, Side head) {
    return Comparer.compare(base, head, Examples.OWN).entries().stream()
        .filter(entry -> entry.metric().equals("p50_ms"))
        .findFirst()
        .orElseThrow()
        .reason();
  }

  @Test
  void runsAgainstAnotherTarget_areNotComparable() {
    Played other = new Played("10.0.0.1:50051", "hash", 100);

    assertThat(reason(played(USUAL, USUAL), played(other, other)))
        .contains("measured differently: target a scheduler and 10.0.0.1:50051");
  }

  @Test
  void workloadThatKeptItsName_butNotItsSlos_isNotComparable() {
    Played stricter = new Played("a scheduler", "hash", 50);

    assertThat(reason(played(USUAL, USUAL), played(stricter, stricter)))
        .contains("measured differently: SLO of 1:urgent 100.0 ms and 50.0 ms");
  }

  /** All runs of a schedule have its bursts in common; their scatter tells nothing of them. */
  @Test
  void runsOfAnotherSchedule_areNotComparable_unlessEachHasItsOwn() {
    Played other = new Played("a scheduler", "another hash", 100);

    assertThat(reason(played(USUAL, USUAL), played(other, other)))
        .contains("measured differently: schedule hash and another hash");
    assertThat(reason(played(USUAL, other), played(other, other))).isEmpty();
  }

  /** So many of 100 requests missed their SLO, in each of two runs. */
  private static Side missing(int misses) {
    long[] millis = LongStream.rangeClosed(1, 100).map(i -> i <= misses ? 150 : 50).toArray();
    return Sides.of("a", List.of(load(0, true, millis), load(1, true, millis)));
  }

  private static Verdict attainment(Side base, Side head) {
    return Comparer.compare(base, head, Examples.OWN).entries().stream()
        .filter(entry -> entry.metric().equals("slo_attainment_%"))
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  /** With 99.5 % on both sides it happens by chance in three comparisons of a hundred. */
  @Test
  void oneMissInEachRun_isNoProof_thoughTheRunsAgree() {
    assertThat(attainment(missing(0), missing(1))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(attainment(missing(0), missing(30))).isEqualTo(Verdict.REGRESSED);
    assertThat(attainment(missing(100), missing(0))).isEqualTo(Verdict.IMPROVED);
    assertThat(attainment(missing(1), missing(1))).isEqualTo(Verdict.SAME);
  }

  @Test
  void sharesThatAreEqualByChance_areNotTheSameMeasurement() {
    Side base = Sides.of("a", List.of(load(0, true, 20, 21, 22)));
    Side head = Sides.of("a", List.of(load(1, true, 40, 41, 42)));

    assertThat(attainment(base, head)).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(attainment(base, base)).isEqualTo(Verdict.SAME);
  }

  @Test
  void renamedBenchmarks_keepTheirHistory() {
    MicroEntry old = entry("p.Old.run", "avgt", jmh(1, 300), "ns/op", List.of(List.of(1.0)));

    Side side = Sides.of("a", List.of(micro(0, old))).renamed(Map.of("p.Old.run", NAME));

    assertThat(only(side).key().name()).isEqualTo(NAME);
  }
}
