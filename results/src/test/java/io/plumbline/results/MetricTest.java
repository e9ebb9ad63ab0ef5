package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void everyMetric_hasAFlag_andSomeMetricEveryFlag() {
    assertThat(Metric.values()).allMatch(metric -> !metric.flags().isEmpty());
    assertThat(Metric.Flag.values()).noneMatch(flag -> Metric.with(flag).isEmpty());
    assertThat(Arrays.stream(Metric.values()).map(Metric::column)).doesNotHaveDuplicates();
  }

  @Test
  void console_showsTheSectionsThatAreAskedFor() {
    LoadDocument fine = FakeRun.of(new FakeRows().add(0, "OK", 0, 1, 50), 50);
    LoadDocument late = FakeRun.of(new FakeRows().add(0, "OK", 0, 1, 150), 50);
    assertThat(headings(fine, Set.of())).containsExactly("goodput_per_s");
    assertThat(headings(late, Set.of())).containsExactly("goodput_per_s", "deadline_miss_%");
    assertThat(headings(late, EnumSet.of(Metric.Flag.HEADLINE))).containsExactly("goodput_per_s");
    assertThat(headings(fine, EnumSet.allOf(Metric.Flag.class)))
        .containsExactly("goodput_per_s", "mean_concurrency", "tier_fairness", "deadline_miss_%");
    assertThat(LoadMarkdown.text(fine, EnumSet.of(Metric.Flag.INTERNAL)))
        .contains("| service\\_p50\\_ms |")
        .doesNotContain("goodput");
  }

  /** One metric of each section, in the order in which they are shown. */
  private static List<String> headings(LoadDocument document, Set<Metric.Flag> show) {
    return LoadReport.lines(document, show).stream()
        .flatMap(line -> Arrays.stream(line.split(" +")))
        .filter(
            Set.of("goodput_per_s", "mean_concurrency", "tier_fairness", "deadline_miss_%")
                ::contains)
        .toList();
  }

  @Test
  void bars_growWithTheLogarithm() {
    // 1 to 1000 ms: the scale begins at 100, the power of ten below the median of 500.
    assertThat(LoadReport.bars(FakeRun.of(FakeRun.rising(1000), 1000)))
        .containsExactly(
            "response time of all classes, ms [95 %]; log scale from 100",
            "p50      500.000 [469,533]  ############################",
            "p90      900.000 [881,920]  ######################################",
            "p95      950.000 [936,965]  #######################################",
            "p99      990.000 [983,998]  ########################################",
            "p99.9    n/a (needs 10000)",
            "p99.99  n/a (needs 100000)");
  }

  @Test
  void smallNumber_isNotToldAsZero() {
    assertThat(Metric.P50.text(.0004)).isEqualTo("0.0004");
    assertThat(Metric.P50.text(.0005)).isEqualTo("0.001");
    assertThat(Metric.P50.text(0)).isEqualTo("0.000");
    assertThat(Metric.SLO_ATTAINMENT.text(1e-7)).isEqualTo("0.0000001");
  }
}
