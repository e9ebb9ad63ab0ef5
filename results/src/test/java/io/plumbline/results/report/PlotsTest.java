package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Documents;
import io.plumbline.results.report.Chart.Trace;
import io.plumbline.results.report.PlotSpec.AxisSpec;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import io.plumbline.results.report.PlotSpec.Downsampling;
import io.plumbline.results.report.PlotSpec.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void keepRuns() throws IOException {
    Documents.write(
        folder.resolve("old/load-1.json"), FakeLoads.random(30, 1, 20, 10, 0).document());
    Documents.write(
        folder.resolve("old/load-2.json"), FakeLoads.random(60, 2, 20, 10, 0).document());
    Documents.write(
        folder.resolve("new/load-3.json"), FakeLoads.random(30, 3, 20, 20, 0).document());
  }

  private static ChartSpec spec(
      List<String> baselines, List<String> treatments, Map<String, String> labels) {
    return new ChartSpec(
        "Tail",
        AxisSpec.of(Metric.OFFERED),
        AxisSpec.of(Metric.RESPONSE),
        List.of("p50"),
        List.of(),
        baselines,
        treatments,
        labels,
        Downsampling.DEFAULT);
  }

  private List<Chart> charts(ChartSpec spec) throws IOException {
    return Plots.read(new PlotSpec(List.of(spec)), folder).charts(List.of(), List.of());
  }

  @Test
  void globs_chooseBaselinesAndTreatments_andLabelsNameThem() throws IOException {
    Chart chart =
        charts(
                spec(
                    List.of("old/*"),
                    List.of("load-3.json"),
                    Map.of("old/*", "before", "new/*", "after")))
            .get(0);

    assertThat(chart.traces()).extracting(Trace::label).containsExactly("before p50", "after p50");
    assertThat(chart.traces()).extracting(Trace::dashed).containsExactly(true, false);
    assertThat(chart.traces().get(0).points())
        .extracting(Chart.Point::x)
        .containsExactly(30.0, 60.0);
    assertThat(chart.notes()).isEmpty();
  }

  @Test
  void fileThatCannotBeRead_isNamedAndTheRestIsDrawn() throws IOException {
    Files.writeString(folder.resolve("old/load-broken.json"), "{\"kind\":");

    Chart chart = charts(spec(List.of(), List.of("old/*.json"), Map.of())).get(0);

    assertThat(chart.traces().get(0).points()).hasSize(2);
    assertThat(chart.notes())
        .singleElement()
        .asString()
        .startsWith("old/load-broken.json is left out: ");
  }

  @Test
  void globThatNamesNothing_isSaidUnderTheChart() throws IOException {
    Chart chart = charts(spec(List.of("older/*"), List.of("head"), Map.of())).get(0);

    assertThat(chart.traces()).isEmpty();
    assertThat(chart.notes())
        .contains(
            "older/*: n/a (it names no load run that could be read)",
            "head: n/a (it names no load run that could be read)");
  }

  @Test
  void sides_areCalledBaseAndHead() {
    LoadRun run = FakeLoads.random(30, 1, 20, 10, 0).named("a.json");
    Plots plots =
        new Plots(
            new PlotSpec(List.of(spec(List.of("base"), List.of("head"), Map.of()))),
            List.of(),
            new TreeMap<>());

    assertThat(plots.charts(List.of(run), List.of(run)).get(0).traces())
        .extracting(Trace::label)
        .containsExactly("base p50", "head p50");
  }

  @Test
  void spec_refusesWhatItCannotDraw() {
    assertThatThrownBy(() -> spec(List.of("../*"), List.of(), Map.of()))
        .hasMessage("a glob must name something below the folder: \"../*\"");
    assertThatThrownBy(() -> spec(List.of("[a"), List.of(), Map.of()))
        .hasMessageStartingWith("not a glob: [a: ");
    assertThatThrownBy(() -> LoadChartsTest.spec(Metric.OFFERED, Metric.RESPONSE, List.of()))
        .hasMessage("statistics must name at least one with x offered and y response: []");
    assertThatThrownBy(() -> LoadChartsTest.spec(Metric.OFFERED, Metric.GOODPUT, List.of("p50")))
        .hasMessage("statistics must be left out with x offered and y goodput: [p50]");
    assertThatThrownBy(() -> LoadChartsTest.spec(Metric.OFFERED, Metric.SLIP, List.of("p100")))
        .hasMessage("a statistic must be max or a percentile above p0 and below p100: p100");
    assertThatThrownBy(() -> LoadChartsTest.spec(Metric.OFFERED, Metric.SLIP, List.of("max")))
        .hasMessageContaining("x must be time: offered");
    assertThatThrownBy(() -> LoadChartsTest.spec(Metric.RESPONSE, Metric.SLIP, List.of("p50")))
        .hasMessage("x must be one of offered, throughput, time, quantile: response");
    assertThatThrownBy(() -> LoadChartsTest.spec(Metric.TIME, Metric.SLIP, List.of("p50")))
        .hasMessage("with x time, y must be one of response: slip");
    assertThat(ChartSpec.quantile("p99.9")).isEqualTo(.999);
  }
}
