package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.comparison.Quantity;
import io.plumbline.results.comparison.Series;
import io.plumbline.results.comparison.SeriesKey;
import io.plumbline.results.report.LatencyBudget.Change;
import io.plumbline.results.report.LatencyBudget.StageTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatencyBudgetTest {
  /** A time in microseconds of every benchmark that stands for a stage by default. */
  private static final Map<String, Double> MICROS =
      Map.of(
          "TensorGenerationBenchmark.fillWire", 30.0,
          "RequestBuildBenchmark.build", 12.0,
          "RequestBuildBenchmark.copyTensorFloor", 11.0,
          "DeadlineStampingBenchmark.runClock", .04,
          "DeadlineStampingBenchmark.patchPrepared", .01,
          "RequestSerializationBenchmark.writeBulk", 50.0,
          "SMALL", 7.0,
          "TENSOR", 800.0);

  private static List<Series> benchmarks(double encodeFactor) {
    List<Series> series = new ArrayList<>();
    for (Stage stage : Stage.of(Map.of())) {
      for (Stage.Term term : stage.terms()) {
        double micros =
            MICROS.getOrDefault(
                term.benchmark().startsWith("Stub")
                    ? term.params().getOrDefault("size", "")
                    : term.benchmark(),
                0.0);
        double factor = stage.name().equals("encode") ? encodeFactor : 1;
        SeriesKey key =
            new SeriesKey("io.plumbline.loadgen." + term.benchmark(), term.params(), "time");
        if (series.stream().noneMatch(s -> s.key().equals(key))) {
          series.add(
              Series.measured(
                  key,
                  Quantity.NANOS_PER_OPERATION,
                  List.of(
                      List.of(1e3 * micros * factor),
                      List.of(1e3 * micros * factor),
                      List.of(1e3 * micros * factor)),
                  Map.of()));
        }
      }
    }
    return series;
  }

  /** A run at 30/s, twice as slow as that at 10/s, which takes 10 ms. */
  private static List<LoadGroup> loads() {
    long[] slow = new long[40];
    Arrays.fill(slow, 20);
    long[] quick = new long[40];
    Arrays.fill(quick, 10);
    return LoadGroup.of(
        "head",
        List.of(FakeLoads.of(30, 1, slow).named("a"), FakeLoads.of(10, 2, quick).named("b")));
  }

  private static StageTime stage(LatencyBudget budget, String name) {
    return budget.stages().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void budget_addsUpWhatTheCallerWaitsFor_byHand() {
    LatencyBudget budget = LatencyBudget.of(benchmarks(1), loads(), List.of(), Optional.empty());

    assertThat(budget.of()).contains("head, balanced at 10 requests/s");
    assertThat(budget.response().number()).hasValue(10_000);
    assertThat(stage(budget, "generate").awaited()).isFalse();
    assertThat(stage(budget, "build").micros().number().getAsDouble()).isCloseTo(1, within(1e-9));
    assertThat(stage(budget, "stamp").micros().number().getAsDouble()).isCloseTo(.05, within(1e-9));
    assertThat(stage(budget, "wire").micros().number().getAsDouble()).isCloseTo(743, within(1e-6));
    // Sent 100 us late + .05 + 50 + 7 + 743; what was made ahead has no part.
    assertThat(budget.explained().number().getAsDouble()).isCloseTo(900.05, within(1e-6));
    assertThat(budget.unexplained().number().getAsDouble()).isCloseTo(9099.95, within(1e-6));
    assertThat(stage(budget, "encode").sharePercent().number().getAsDouble())
        .isCloseTo(.5, within(1e-9));
  }

  @Test
  void whatNobodyMeasures_isNotAvailable_andSaysWhy() {
    LatencyBudget budget = LatencyBudget.of(List.of(), loads(), List.of(), Optional.empty());

    assertThat(stage(budget, "serve").micros().text(1))
        .isEqualTo("n/a (the scheduler tells it in no trailer)");
    assertThat(stage(budget, "serve").what()).contains("trailers");
    assertThat(stage(budget, "encode").micros().text(1))
        .isEqualTo("n/a (not measured: RequestSerializationBenchmark.writeBulk)");
    LatencyBudget nothing = LatencyBudget.of(List.of(), List.of(), List.of(), Optional.empty());
    assertThat(nothing.response().text(1)).isEqualTo("n/a (no valid load run)");
    assertThat(nothing.unexplained().text(1)).isEqualTo("n/a (no valid load run)");
  }

  @Test
  void unexplainedRest_isNeverClipped() {
    long[] quick = new long[40];
    Arrays.fill(quick, 1);
    List<LoadGroup> loads = LoadGroup.of("head", List.of(FakeLoads.of(10, 1, quick).named("a")));

    // Encoding takes 1 ms, and with it more than the whole call that is taken for the wire.
    LatencyBudget budget = LatencyBudget.of(benchmarks(20), loads, List.of(), Optional.empty());

    assertThat(stage(budget, "wire").micros().text(1))
        .isEqualTo("n/a (what is taken off is more than the rest: lost in scatter)");
    assertThat(budget.unexplained().number().getAsDouble()).isCloseTo(-107.05, within(1e-6));
    assertThat(((Figure.Known) budget.unexplained()).basis())
        .isEqualTo("the stages sum to more than the response");
  }

  @Test
  void change_isToldAsAShareOfTheRequest_largestFirst() {
    // Encoding got 8 % slower: 4 us of a request of 10 ms, 0.04 %.
    LatencyBudget budget =
        LatencyBudget.of(
            benchmarks(1.08),
            loads(),
            loads(),
            Optional.of(
                Reports.compare(
                    Reports.side("v1", 1, benchmarks(1)),
                    Reports.side("v2", 2, benchmarks(1.08)))));

    Change first = budget.changes().get(0);
    assertThat(first.stage()).isEqualTo("encode");
    assertThat(first.changePercent().number().getAsDouble()).isCloseTo(8, within(1e-6));
    assertThat(first.sharePercent().number().getAsDouble()).isCloseTo(.04, within(1e-6));
    assertThat(((Figure.Known) first.sharePercent()).low()).isPresent();
    assertThat(budget.changes()).hasSize(7);
  }

  @Test
  void otherSettings_haveOtherBenchmarks() {
    List<Stage> stages =
        Stage.of(
            Map.of("encoding", "bytes-twin", "generator", "jdk-random", "transport", "io-uring"));

    assertThat(stages.get(0).terms().get(0).params()).containsEntry("generator", "JDK_RANDOM");
    assertThat(stages.get(4).terms().get(0).benchmark()).endsWith("writeTwin");
    assertThat(stages.get(6).terms().get(0).params()).containsEntry("transport", "IO_URING");
  }
}
