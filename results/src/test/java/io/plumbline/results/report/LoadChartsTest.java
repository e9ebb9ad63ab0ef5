package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.report.Chart.Mark;
import io.plumbline.results.report.Chart.Point;
import io.plumbline.results.report.Chart.Trace;
import io.plumbline.results.report.PlotSpec.AxisSpec;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import io.plumbline.results.report.PlotSpec.Downsampling;
import io.plumbline.results.report.PlotSpec.Group;
import io.plumbline.results.report.PlotSpec.Metric;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LoadChartsTest {
  static ChartSpec spec(Metric x, Metric y, List<String> statistics, Group... groups) {
    return new ChartSpec(
        "Chart",
        AxisSpec.of(x),
        AxisSpec.of(y),
        statistics,
        List.of(groups),
        List.of("base"),
        List.of("head"),
        Map.of(),
        Downsampling.DEFAULT);
  }

  private static Chart chart(ChartSpec spec, LoadRun... head) {
    List<Chart> charts = LoadCharts.of("id", spec, List.of(), LoadGroup.of("head", List.of(head)));
    assertThat(charts).hasSize(1);
    return charts.get(0);
  }

  private static long[] upTo(long millis) {
    return LongStream.rangeClosed(1, millis).toArray();
  }

  @Test
  void percentileCurve_endsWhereFewerThanTenAreBeyond_byHand() {
    // 1 to 100 ms: the last point is ten times rarer, p90, whose rank is 90.
    Chart chart =
        chart(
            spec(Metric.QUANTILE, Metric.RESPONSE, List.of()),
            FakeLoads.of(10, 1, upTo(100)).named("a"));

    List<Point> points = chart.traces().get(0).points();
    assertThat(points.get(points.size() - 1).x()).isCloseTo(10, within(1e-9));
    assertThat(points.get(points.size() - 1).y()).isCloseTo(90, within(.1));
    assertThat(chart.traces()).hasSize(1);
  }

  @Test
  void percentileCurve_endsBelowTheFailed() {
    long[] millis = upTo(100);
    for (int i = 0; i < 50; i++) {
      millis[i] = -1;
    }
    Chart chart =
        chart(
            spec(Metric.QUANTILE, Metric.RESPONSE, List.of()),
            FakeLoads.of(10, 1, millis).named("a"));

    assertThat(chart.traces().get(0).points())
        .allSatisfy(point -> assertThat(point.x()).isLessThanOrEqualTo(2.0));
  }

  @Test
  void repetitions_areThinLinesBehindTheirSum() {
    Chart chart =
        chart(
            spec(Metric.QUANTILE, Metric.RESPONSE, List.of()),
            FakeLoads.random(30, 1, 20, 10, 0).named("a"),
            FakeLoads.random(30, 2, 20, 10, 0).named("b"));

    assertThat(chart.traces())
        .extracting(Trace::mark)
        .containsExactly(Mark.THIN, Mark.THIN, Mark.LINE);
  }

  /** Which is usual at a low load, and has no logarithm. */
  @Test
  void requestsThatDidNotQueue_areDrawnWithTheirUncertainty() {
    Chart chart =
        chart(
            spec(Metric.THROUGHPUT, Metric.QUEUED, List.of("p50")),
            FakeLoads.of(10, 1, upTo(100)).queued(0).named("a"),
            FakeLoads.of(10, 2, upTo(110)).queued(0).named("b"));

    assertThat(chart.traces().get(0).points().get(0).y()).isCloseTo(0, within(1e-5));
  }

  @Test
  void whatCannotBeTold_isNotedAndNeverDrawnAsZero() {
    Chart chart =
        chart(
            spec(Metric.OFFERED, Metric.RESPONSE, List.of("p50", "p99")),
            FakeLoads.of(10, 1, upTo(100)).named("a"),
            FakeLoads.of(20, 2, upTo(100)).invalid().named("b"));

    assertThat(chart.traces()).extracting(Trace::label).containsExactly("head p50");
    assertThat(chart.traces().get(0).points()).hasSize(1);
    assertThat(chart.notes())
        .contains("head 10/s p99: n/a (needs 1000)", "head 20/s: n/a (its run is invalid)")
        .anySatisfy(note -> assertThat(note).startsWith("b is left out: INVALID: slip_p99"));
    assertThat(
            chart(
                    spec(Metric.OFFERED, Metric.GOODPUT, List.of()),
                    FakeLoads.of(1, 1, 5).invalid().named("a"))
                .traces())
        .isEmpty();
    assertThat(
            LoadCharts.of(
                    "id", spec(Metric.OFFERED, Metric.GOODPUT, List.of()), List.of(), List.of())
                .get(0)
                .notes())
        .containsExactly("n/a: there are no load runs to draw");
  }

  @Test
  void secondsWithoutAnswers_areGaps() {
    // Ten a second; all of the second second failed.
    long[] millis = new long[40];
    for (int i = 0; i < 40; i++) {
      millis[i] = i >= 9 && i < 19 ? -5 : 5;
    }
    Chart chart =
        chart(
            spec(Metric.TIME, Metric.RESPONSE, List.of("p50")),
            FakeLoads.of(10, 1, millis).named("a"));

    assertThat(chart.traces()).hasSize(2);
    assertThat(chart.traces().get(0).points()).extracting(Point::x).containsExactly(0.0);
    assertThat(chart.traces().get(1).points()).extracting(Point::x).containsExactly(2.0, 3.0, 4.0);
    assertThat(chart.notes()).containsExactly("a: 10 failed, between second 1 and second 1");
  }

  @Test
  void groups_makeAChartEach() {
    List<LoadGroup> head =
        LoadGroup.of(
            "head",
            List.of(
                FakeLoads.random(10, 1, 20, 10, 0).named("a"),
                FakeLoads.random(20, 1, 20, 10, 0).named("b")));

    assertThat(
            LoadCharts.of(
                "t",
                spec(Metric.TIME, Metric.RESPONSE, List.of("p50"), Group.RATE),
                List.of(),
                head))
        .extracting(Chart::title)
        .containsExactly("Chart: 10 requests/s", "Chart: 20 requests/s");
  }

  @Test
  void baseline_isDashedAndInTheColourOfItsCounterpart() {
    List<LoadGroup> runs =
        LoadGroup.of("head", List.of(FakeLoads.random(30, 1, 20, 10, 0).named("a")));
    List<LoadGroup> before =
        LoadGroup.of("base", List.of(FakeLoads.random(30, 2, 20, 10, 0).named("b")));
    List<Trace> traces =
        LoadCharts.of(
                "id", spec(Metric.OFFERED, Metric.RESPONSE, List.of("p50", "p95")), before, runs)
            .get(0)
            .traces();

    assertThat(traces)
        .extracting(Trace::label)
        .containsExactly("base p50", "base p95", "head p50", "head p95");
    assertThat(traces).extracting(Trace::dashed).containsExactly(true, true, false, false);
    assertThat(traces).extracting(Trace::color).containsExactly(0, 1, 0, 1);
  }

  @Test
  void uncertainty_hasARegionFromThreeRunsOn() {
    Chart chart =
        chart(
            spec(Metric.THROUGHPUT, Metric.RESPONSE, List.of("p50")),
            FakeLoads.random(30, 1, 20, 10, 0).named("a"),
            FakeLoads.random(30, 2, 20, 10, 0).named("b"),
            FakeLoads.random(30, 3, 20, 10, 0).named("c"));

    assertThat(chart.traces()).extracting(Trace::mark).containsExactly(Mark.POINTS, Mark.REGION);
    assertThat(chart.traces().get(0).points().get(0).yRange()).isPresent();
    assertThat(chart.notes()).containsExactly("head p50, 3 runs: ellipse of the mean");
  }

  @Test
  void thinning_keepsOrderEndsAndExtremes() {
    Random random = new Random(5);
    for (int i = 0; i < 30; i++) {
      List<Point> points = new ArrayList<>();
      for (int x = 0; x < 1000 + random.nextInt(5000); x++) {
        points.add(Point.of(x, random.nextGaussian()));
      }
      int most = 4 + random.nextInt(500);
      List<Point> thin = MinMax.thin(points, most);
      assertThat(thin).hasSizeLessThanOrEqualTo(most).isSubsetOf(points);
      assertThat(thin).extracting(Point::x).isSorted();
      assertThat(thin).contains(points.get(0), points.get(points.size() - 1));
      assertThat(thin.stream().mapToDouble(Point::y).max())
          .isEqualTo(points.stream().mapToDouble(Point::y).max());
      assertThat(thin.stream().mapToDouble(Point::y).min())
          .isEqualTo(points.stream().mapToDouble(Point::y).min());
    }
    List<Point> few = List.of(Point.of(1, 1), Point.of(2, 5));
    assertThat(MinMax.thin(few, 4)).isSameAs(few);
  }

  @Test
  void chart_refusesWhatHasNoPlaceOnItsScale() {
    assertThatThrownBy(
            () ->
                new Chart(
                    "a",
                    "",
                    "",
                    Chart.Axis.of("x", Chart.Scale.LINEAR),
                    Chart.Axis.of("ms", Chart.Scale.LOG),
                    List.of(new Trace("t", Mark.LINE, 0, false, List.of(Point.of(1, 0)))),
                    List.of()))
        .hasMessage("t: not on a logarithmic scale of ms: 0.0");
  }

  @Test
  void ticks_areRoundAndSpreadOut() {
    assertThat(labels(Chart.Scale.LINEAR, 10.0, 60.0)).containsExactly("0", "20", "40", "60");
    assertThat(labels(Chart.Scale.LINEAR, 100.0, 101.0))
        .containsExactly("100", "100.2", "100.4", "100.6", "100.8", "101");
    assertThat(labels(Chart.Scale.LOG, 9.0, 27.0)).containsExactly("10", "20");
    assertThat(labels(Chart.Scale.LOG, .01, 10_000.0))
        .containsExactly("0.01", "0.1", "1", "10", "100", "1000", "10000");
    assertThat(labels(Chart.Scale.QUANTILE, 1.2, 10_000.0))
        .containsExactly("p50", "p90", "p99", "p99.9", "p99.99");
  }

  private static List<String> labels(Chart.Scale scale, Double... values) {
    return Ticks.of(Chart.Axis.of("", scale), List.of(values)).ticks().stream()
        .map(Ticks.Tick::label)
        .toList();
  }

  @Test
  void svg_isWellFormedNamedAndTheSameEachTime() throws Exception {
    Chart chart =
        chart(
            spec(Metric.THROUGHPUT, Metric.RESPONSE, List.of("p50")),
            FakeLoads.random(30, 1, 20, 10, 0).named("a"),
            FakeLoads.random(30, 2, 20, 10, 0).named("b"),
            FakeLoads.random(30, 3, 20, 10, 0).invalid().named("<&\">\u0001.json"));

    String svg = SvgChart.svg(chart);

    assertThat(svg).isEqualTo(SvgChart.svg(chart)).doesNotContain("NaN");
    Document document = parsed(svg);
    assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Chart");
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .contains("Crosses are 95 %", "<&\"> .json is left out");
    assertThat(svg).contains("class=\"region\"", "class=\"interval\"", "class=\"point\"");
    Chart empty =
        chart(
            spec(Metric.OFFERED, Metric.GOODPUT, List.of()),
            FakeLoads.of(1, 1, 5).invalid().named("a"));
    assertThat(SvgChart.svg(empty)).contains("n/a: nothing to draw").doesNotContain("<circle");
  }

  private static Document parsed(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }
}
