package io.plumbline.experiments;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.report.PlotSpec;
import io.plumbline.results.report.PlotSpec.AxisScale;
import io.plumbline.results.report.PlotSpec.AxisSpec;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import io.plumbline.results.report.PlotSpec.Downsampling;
import io.plumbline.results.report.PlotSpec.Group;
import io.plumbline.results.report.PlotSpec.Method;
import io.plumbline.results.report.PlotSpec.Metric;
import io.plumbline.results.report.Plots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The {@code plot:} section of a YAML file, which chooses charts of load runs:
 *
 * <pre>
 * plot:                                  # or the path of another file with such a section
 *   - title: Tail over offered load      # all else may be left out
 *     x: {metric: offered, scale: linear, label: offered load (requests/s)}
 *     y: {metric: response, scale: log}
 *     statistics: [p50, p99]
 *     groups: [workload]                 # a chart for each
 *     baselines: [base]                  # globs: base, head, files below the folder of results
 *     treatments: [head, "*&#47;load-2026*.json"]
 *     labels: {"4897c5b*&#47;*": before}
 *     downsampling: {method: min-max, points: 400}
 * </pre>
 *
 * @param plot in the order of the page
 */
record PlotFile(@JsonProperty(required = true) List<ChartLine> plot) {
  private static final String SECTION = "plot";

  /** A chart as it is written. */
  record ChartLine(
      @JsonProperty(required = true) String title,
      Optional<AxisLine> x,
      Optional<AxisLine> y,
      Optional<List<String>> statistics,
      Optional<List<Group>> groups,
      Optional<List<String>> baselines,
      Optional<List<String>> treatments,
      Optional<Map<String, String>> labels,
      Optional<DownsamplingLine> downsampling) {

    /** Refuses here, where the line is still known. */
    ChartLine {
      chart(title, x, y, statistics, groups, baselines, treatments, labels, downsampling);
    }

    ChartSpec chart() {
      return chart(title, x, y, statistics, groups, baselines, treatments, labels, downsampling);
    }

    private static ChartSpec chart(
        String title,
        Optional<AxisLine> x,
        Optional<AxisLine> y,
        Optional<List<String>> statistics,
        Optional<List<Group>> groups,
        Optional<List<String>> baselines,
        Optional<List<String>> treatments,
        Optional<Map<String, String>> labels,
        Optional<DownsamplingLine> downsampling) {
      AxisSpec across = x.map(AxisLine::axis).orElse(AxisSpec.of(Metric.OFFERED));
      AxisSpec up = y.map(AxisLine::axis).orElse(AxisSpec.of(Metric.RESPONSE));
      return new ChartSpec(
          title,
          across,
          up,
          statistics.orElse(usual(across.metric(), up.metric())),
          groups.orElse(List.of(Group.WORKLOAD)),
          baselines.orElse(List.of(Plots.BASE)),
          treatments.orElse(List.of(Plots.HEAD)),
          labels.orElse(Map.of()),
          downsampling.map(DownsamplingLine::downsampling).orElse(Downsampling.DEFAULT));
    }

    private static List<String> usual(Metric x, Metric y) {
      return switch (y) {
        case RESPONSE, SERVICE, SLIP ->
            x == Metric.QUANTILE
                ? List.of()
                : x == Metric.TIME ? List.of("p50", "max") : List.of("p50", "p95", "p99");
        default -> List.of();
      };
    }
  }

  /** An axis as it is written. */
  record AxisLine(
      @JsonProperty(required = true) Metric metric,
      Optional<AxisScale> scale,
      Optional<String> label) {
    AxisSpec axis() {
      return new AxisSpec(metric, scale.orElse(metric.scale()), label.orElse(metric.label()));
    }
  }

  /** How lines are thinned out, as it is written. */
  record DownsamplingLine(Optional<Method> method, OptionalInt points) {
    Downsampling downsampling() {
      return new Downsampling(
          method.orElse(Downsampling.DEFAULT.method()),
          points.orElse(Downsampling.DEFAULT.points()));
    }
  }

  /**
   * Reads what a file asks for, there or in the file that it names.
   *
   * @throws UsageException with file, line and field
   */
  static PlotSpec read(Path file) {
    Path holder = file;
    ObjectNode said = Yaml.read(file, ObjectNode.class);
    if (said.path(SECTION).isTextual()) {
      holder = file.resolveSibling(said.path(SECTION).asText());
      if (!Files.isRegularFile(holder)) {
        throw new UsageException(file + ": plot: there is no file " + holder);
      }
    }
    return new PlotSpec(
        Yaml.read(holder, PlotFile.class).plot().stream().map(ChartLine::chart).toList());
  }

  /** Writes what was asked for with every default filled in; it can be read as it is. */
  static void write(Path file, PlotSpec spec) throws IOException {
    String text = Yaml.text(Map.of(SECTION, spec.charts()));
    AtomicFiles.writeText(file, out -> out.write(text));
  }
}
