package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.results.ClosedLoops;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.report.LoadGroup.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadGroupTest {
  private static LoadGroup group(LoadRun... runs) {
    List<LoadGroup> groups = LoadGroup.of("head", List.of(runs));
    assertThat(groups).hasSize(1);
    return groups.get(0);
  }

  private static long[] repeated(int count, long millis) {
    long[] values = new long[count];
    Arrays.fill(values, millis);
    return values;
  }

  @Test
  void quantileOfOneRun_hasItsOrderStatistics_byHand() {
    // 100 requests of 1 to 100 ms. The median is the 50th. Below it are binomial(100, 1/2) many:
    // 2.5 % of its chance is at 40 or fewer, so ranks 40 and 61 enclose it.
    LoadGroup group =
        group(FakeLoads.of(10, 1, LongStream.rangeClosed(1, 100).toArray()).named("a"));

    Figure.Known median = (Figure.Known) group.quantileMillis(Time.RESPONSE, .5);

    assertThat(median.value()).isEqualTo(50);
    assertThat(median.low().getAsDouble()).isCloseTo(40, within(.05));
    assertThat(median.high().getAsDouble()).isCloseTo(61, within(.05));
  }

  @Test
  void quantile_isNotToldWithFewerThanTenRequestsBeyondIt() {
    LoadGroup few = group(FakeLoads.of(10, 1, repeated(199, 5)).named("a"));
    LoadGroup enough = group(FakeLoads.of(10, 1, repeated(200, 5)).named("a"));

    assertThat(few.quantileMillis(Time.RESPONSE, .95).text(1)).isEqualTo("n/a (needs 200)");
    assertThat(enough.quantileMillis(Time.RESPONSE, .95).number()).hasValue(5);
  }

  @Test
  void quantileThatFallsAmongTheFailed_saysHowMany() {
    long[] millis = repeated(100, 5);
    Arrays.fill(millis, 0, 60, -5);

    assertThat(
            group(FakeLoads.of(10, 1, millis).named("a")).quantileMillis(Time.RESPONSE, .5).text(1))
        .isEqualTo("n/a (60 failed)");
    assertThat(
            group(
                    FakeLoads.of(10, 1, millis).named("a"),
                    FakeLoads.of(10, 2, repeated(100, 5)).named("b"))
                .quantileMillis(Time.RESPONSE, .5)
                .text(1))
        .isEqualTo("n/a (60 failed in run 1 of 2)");
  }

  @Test
  void severalRuns_areOneFigureEach_byHand() {
    // Medians 10, 20 and 40: geometric mean 20. The logarithms' standard deviation is ln 2, and t
    // with two degrees of freedom 4.3027, so the interval is 20 * 2^(+-4.3027 / sqrt 3).
    LoadGroup group =
        group(
            FakeLoads.of(10, 1, repeated(20, 10)).named("a"),
            FakeLoads.of(10, 2, repeated(20, 20)).named("b"),
            FakeLoads.of(10, 3, repeated(20, 40)).named("c"));

    Figure.Known median = (Figure.Known) group.quantileMillis(Time.RESPONSE, .5);

    assertThat(median.value()).isCloseTo(20, within(1e-9));
    assertThat(median.low().getAsDouble()).isCloseTo(20 / Math.pow(2, 2.484139), within(1e-3));
    assertThat(median.high().getAsDouble()).isCloseTo(20 * Math.pow(2, 2.484139), within(1e-3));
    assertThat(median.basis()).isEqualTo("t over 3 runs");
  }

  @Test
  void invalidRun_hasNoPartInAnyFigure() {
    LoadGroup group =
        group(
            FakeLoads.of(10, 1, repeated(20, 10)).named("a"),
            FakeLoads.of(10, 2, repeated(20, 1000)).invalid().named("b"));

    assertThat(group.quantileMillis(Time.RESPONSE, .5).number()).hasValue(10);
    assertThat(group.valid()).hasSize(1);
    assertThat(group.unusable().get("b")).startsWith("INVALID: slip_p99: 2000000 ns, must be <= ");
    LoadGroup none = group(FakeLoads.of(10, 2, repeated(20, 1000)).invalid().named("b"));
    assertThat(none.goodputPerSecond().text(1)).isEqualTo("n/a (its run is invalid)");
  }

  /** A document as somebody may have changed it on the disk. */
  private static LoadRun altered(FakeLoads.Run run, Path folder, Consumer<ObjectNode> change)
      throws IOException {
    Path file = folder.resolve("altered.json");
    Documents.write(file, run.document());
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(file.toFile());
    change.accept(json);
    mapper.writeValue(file.toFile(), json);
    return new LoadRun("altered", Documents.readLoad(file));
  }

  private static ObjectNode total(ObjectNode json) {
    ArrayNode entries = json.withArray("entries");
    return (ObjectNode) entries.get(entries.size() - 1);
  }

  @Test
  void interruptedRun_hasNoPart_whateverItsChecksSay(@TempDir Path folder) throws IOException {
    LoadRun run =
        altered(
            FakeLoads.of(10, 1, repeated(20, 10)),
            folder,
            json -> ((ObjectNode) json.get("run")).put("interrupted", true));

    assertThat(run.whyUnusable()).contains("it was interrupted");
  }

  @Test
  void brokenHistogram_isFoundInWhatTheSchedulerTold(@TempDir Path folder) throws IOException {
    LoadRun run =
        altered(
            FakeLoads.of(10, 1, repeated(20, 10)).queued(5),
            folder,
            json -> ((ObjectNode) total(json).get("queued")).put("histogram", "AAAA"));

    assertThat(run.whyUnusable().orElse("")).startsWith("a histogram in it is broken");
  }

  @Test
  void planWithoutLength_hasNoGoodput_ratherThanNone(@TempDir Path folder) throws IOException {
    LoadRun run =
        altered(
            FakeLoads.of(10, 1, repeated(20, 10)),
            folder,
            json -> total(json).put("durationNanos", 0));

    assertThat(group(run).goodputPerSecond().text(1)).startsWith("n/a");
  }

  @Test
  void throughputAndGoodput_countTheAnsweredOverTheirTime() {
    // 20 requests in 2 s, drained by 2.1 s; two failed and one was late for 100 ms.
    long[] millis = repeated(20, 10);
    millis[3] = -1;
    millis[4] = -1;
    millis[5] = 150;
    LoadGroup group = group(FakeLoads.of(10, 1, millis).named("a"));

    assertThat(group.throughputPerSecond().number().getAsDouble())
        .isCloseTo(18 / 2.1, within(1e-9));
    assertThat(group.goodputPerSecond().number()).hasValue(8.5);
    assertThat(group.sloAttainmentPercent().number()).hasValue(85);
  }

  @Test
  void runsThatWerePlayedDifferently_areNeverPutTogether() {
    List<LoadGroup> groups =
        LoadGroup.of(
            "head",
            List.of(
                FakeLoads.of(10, 1, 5, 5).named("a"),
                FakeLoads.of(10, 2, 5, 5).encoded("boxed-list").named("b"),
                FakeLoads.of(20, 3, 5, 5).named("c")));

    assertThat(groups)
        .extracting(LoadGroup::label)
        .containsExactly(
            "head 10/s encoding=boxed-list", "head 10/s encoding=bulk", "head 20/s encoding=bulk");
    // The seed and the files' names are no difference.
    assertThat(
            LoadGroup.of(
                "head",
                List.of(FakeLoads.of(10, 1, 5).named("a"), FakeLoads.of(10, 2, 5).named("b"))))
        .extracting(LoadGroup::label)
        .containsExactly("head 10/s");
  }

  @Test
  void heatMap_countsEveryPlannedRequestOfEveryValidRun() {
    long[] millis = repeated(20, 10);
    millis[0] = 150;
    LoadSection.HeatMap map =
        LoadSection.heatMap(
            group(
                FakeLoads.of(10, 1, millis).named("a"),
                FakeLoads.of(10, 2, repeated(20, 10)).named("b"),
                FakeLoads.of(10, 3, repeated(20, 1000)).invalid().named("c")));

    assertThat(map.rows().get(0).cells().get(0).told()).isEqualTo("39 of 40");
    assertThat(map.rows().get(0).cells().get(0).percent().number()).hasValue(97.5);
    LoadSection.HeatMap nine =
        LoadSection.heatMap(group(FakeLoads.random(30, 1, 20, 50, 0).named("a")));
    assertThat(nine.slos()).containsExactly("urgent", "normal", "relaxed");
    assertThat(nine.rows())
        .extracting(LoadSection.HeatRow::tier)
        .containsExactly("tier 1", "tier 2", "tier 3");
  }

  @Test
  void runsOfOneClosedLoop_areOneGroupWhateverTheyCameTo() {
    LoadDocument first = FakeLoads.of(10, 1, repeated(200, 5)).document();
    LoadDocument second = FakeLoads.of(10, 2, repeated(200, 5)).document();

    LoadGroup group =
        group(
            new LoadRun("a", ClosedLoops.concurrent8(first, 80)),
            new LoadRun("b", ClosedLoops.concurrent8(second, 90)));

    assertThat(group.valid()).hasSize(2);
    assertThat(group.label()).isEqualTo("head concurrent:8");
    assertThat(group.ratePerSecond()).isEqualTo(85);
  }

  @Test
  void runWithoutLength_hasNoRate() {
    FakeLoads.Run instant =
        new FakeLoads.Run(
            30,
            1,
            List.of(new FakeLoads.Request(0, true, 0, 1_000_000)),
            true,
            "bulk",
            OptionalLong.empty());

    LoadGroup group = LoadGroup.of("head", List.of(instant.named("a"))).get(0);

    assertThat(group.unusable().get("a"))
        .isEqualTo("it has no request, or took no time: there is no rate of it");
    assertThat(group.goodputPerSecond().text(1)).startsWith("n/a");
    assertThat(group.throughputPerSecond().text(1)).startsWith("n/a");
    assertThat(group.sloAttainmentPercent().text(1)).startsWith("n/a");
  }
}
