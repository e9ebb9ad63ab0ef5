package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadPageTest {
  private static final Path HISTORY = Path.of("history");

  @TempDir private Path folder = Path.of("");

  /** The project's own first measurement, against itself. */
  static ReportInput ownHistory() throws IOException {
    List<Document> documents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(HISTORY)) {
      for (Path file :
          files
              .filter(f -> f.toString().contains("94a15f3b") && f.toString().endsWith(".json"))
              .sorted()
              .toList()) {
        documents.add(Documents.read(file));
      }
    }
    Side side = Sides.of("94a15f3", documents);
    return new ReportInput(
        Reports.compare(side, side),
        side,
        side,
        documents,
        documents,
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** Three repetitions a rate, two sides, one invalid run, failures at the highest rate. */
  static ReportInput synthetic() {
    List<Document> base = new ArrayList<>();
    List<Document> head = new ArrayList<>();
    for (double rate : new double[] {50, 100, 200}) {
      for (int repetition = 1; repetition <= 3; repetition++) {
        base.add(FakeLoads.random(rate, repetition, 30, 20 + rate / 20, 0).document());
        head.add(
            FakeLoads.random(rate, 10 + repetition, 30, 24 + rate / 12, rate == 200 ? .02 : 0)
                .document());
      }
    }
    head.add(FakeLoads.random(400, 1, 30, 200, .3).invalid().document());
    Side before = Sides.of("v1", base);
    Side after = Sides.of("v2", head);
    return new ReportInput(
        Reports.compare(before, after),
        before,
        after,
        base,
        head,
        List.of(),
        List.of(),
        Optional.of(
            new Plots(
                new PlotSpec(
                    List.of(
                        LoadChartsTest.spec(
                            PlotSpec.Metric.OFFERED, PlotSpec.Metric.SLO_ATTAINMENT, List.of()))),
                List.of(),
                new TreeMap<>(Map.of()))));
  }

  @Test
  void everyChart_ofTheOwnHistory_isDrawnOrSaysWhyNot() throws IOException {
    List<Chart> charts = SvgFiles.charts(ownHistory());

    assertThat(charts).extracting(Chart::id).doesNotHaveDuplicates().hasSizeGreaterThan(8);
    // Its documents are older than the times from inside the scheduler.
    assertThat(charts)
        .allSatisfy(
            chart -> {
              if (chart.title().contains("in the scheduler")) {
                assertThat(chart.traces()).isEmpty();
                assertThat(chart.notes()).anyMatch(note -> note.contains("in no trailer"));
              } else {
                assertThat(chart.traces()).isNotEmpty();
              }
            });
  }

  @Test
  void svgFiles_areWrittenOneForEachChart() throws IOException {
    List<Path> files = SvgFiles.write(folder.resolve("svg"), synthetic());

    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .contains("latency-budget.svg", "latency-throughput-1.svg", "plot-1.svg");
    assertThat(files).allSatisfy(file -> assertThat(file).isNotEmptyFile());
  }

  @Test
  void sectionsWithoutLoad_sayThatThereIsNone() {
    Side none = Reports.side("v1", 1, List.of());
    ReportInput input =
        new ReportInput(
            Reports.compare(none, none),
            none,
            none,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());

    assertThat(HtmlReport.html(input)).contains("no valid load run");
    assertThat(SvgFiles.charts(input))
        .hasSizeGreaterThan(5)
        .allSatisfy(chart -> assertThat(chart.notes()).isNotEmpty());
  }

  @Test
  void page_isTheSameForTheSameInput() {
    assertThat(HtmlReport.html(synthetic())).isEqualTo(HtmlReport.html(synthetic()));
  }
}
