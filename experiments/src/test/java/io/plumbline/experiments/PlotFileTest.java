package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.report.PlotSpec;
import io.plumbline.results.report.PlotSpec.AxisScale;
import io.plumbline.results.report.PlotSpec.AxisSpec;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import io.plumbline.results.report.PlotSpec.Downsampling;
import io.plumbline.results.report.PlotSpec.Group;
import io.plumbline.results.report.PlotSpec.Method;
import io.plumbline.results.report.PlotSpec.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotFileTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String yaml) throws IOException {
    Path file = folder.resolve("report.yaml");
    Files.writeString(file, yaml);
    return file;
  }

  @Test
  void everything_canBeSaid() throws IOException {
    Path file =
        file(
            """
            plot:
              - title: Tail
                x: {metric: throughput, scale: log, label: answered}
                y: {metric: slip}
                statistics: [p99.9]
                groups: [workload, rate]
                baselines: ["old/*.json"]
                treatments: [head, "new/*.json"]
                labels: {"old/*": before}
                downsampling: {method: none, points: 50}
            """);

    assertThat(PlotFile.read(file).charts())
        .containsExactly(
            new ChartSpec(
                "Tail",
                new AxisSpec(Metric.THROUGHPUT, AxisScale.LOG, "answered"),
                AxisSpec.of(Metric.SLIP),
                List.of("p99.9"),
                List.of(Group.WORKLOAD, Group.RATE),
                List.of("old/*.json"),
                List.of("head", "new/*.json"),
                Map.of("old/*", "before"),
                new Downsampling(Method.NONE, 50)));
  }

  @Test
  void title_isEnough_andTheResolvedCopyHoldsTheRest() throws IOException {
    PlotSpec spec =
        PlotFile.read(file("plot:\n  - title: Tail\n  - {title: T, x: {metric: time}}\n"));
    Path copy = folder.resolve("plot.yaml");

    PlotFile.write(copy, spec);

    assertThat(PlotFile.read(copy)).isEqualTo(spec);
    assertThat(copy)
        .content()
        .contains("metric: \"offered\"", "- \"p99\"", "- \"max\"", "method: \"min-max\"");
  }

  @Test
  void section_mayNameAnotherFile() throws IOException {
    Files.createDirectories(folder.resolve("plots"));
    Files.writeString(folder.resolve("plots/tail.yaml"), "plot: [{title: Tail}]\n");

    assertThat(PlotFile.read(file("plot: plots/tail.yaml\n")).charts())
        .extracting(ChartSpec::title)
        .containsExactly("Tail");
    assertThatThrownBy(() -> PlotFile.read(file("plot: none.yaml\n")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            folder.resolve("report.yaml")
                + ": plot: there is no file "
                + folder.resolve("none.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {title: T, x: {metric: load}}             | line 2: plot.0.x.metric: must be one of offered, throughput, goodput, slo-attainment, response, service, slip, queued, served, time, quantile: load
          {title: T, x: {metric: slip}}             | plot.0: x must be one of offered, throughput, time, quantile: slip
          {title: T, titel: T}                      | line 2: plot.0.titel: unknown field
          {x: {metric: time}}                       | line 2: plot.0.title: is missing
          {title: T, statistics: [p100]}            | plot.0: a statistic must be max or a percentile above p0 and below p100: p100
          {title: T, statistics: p99}               | line 2: plot.0.statistics: must be
          {title: T, baselines: [../*]}             | plot.0: a glob must name something below the folder: "../*"
          {title: T, groups: [side]}                | line 2: plot.0.groups.0: must be one of workload, rate, setup: side
          {title: T, downsampling: {points: 1}}     | plot.0: downsampling points must be at least 4: 1
          {title: T, y: {metric: slip, scale: x}}   | line 2: plot.0.y.scale: must be one of linear, log: x
          """)
  void mistake_isNamedWithFileLineAndField(String chart, String says) throws IOException {
    Path file = file("plot:\n  - " + chart + "\n");

    assertThatThrownBy(() -> PlotFile.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ": line 2: ")
        .hasMessageContaining(says);
  }
}
