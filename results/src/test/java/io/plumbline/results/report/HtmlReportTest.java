package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.MicroDocument;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static ReportInput everyVerdict() {
    List<Side> sides = Reports.everyVerdict();
    return Reports.input(sides.get(0), sides.get(1), List.of());
  }

  @Test
  void fixture_holdsEveryVerdict() {
    Arrays.stream(Verdict.values())
        .forEach(verdict -> assertThat(everyVerdict().comparison().with(verdict)).isNotEmpty());
  }

  @Test
  void report_hasTheSameBytesForTheSameInput() {
    assertThat(HtmlReport.html(everyVerdict())).isEqualTo(HtmlReport.html(everyVerdict()));
  }

  @Test
  void report_letsNoTextFromOutsideBecomeMarkup() {
    String html = HtmlReport.html(everyVerdict());

    assertThat(html).doesNotContain("<img src=x").contains("\\u003cimg src=x");
  }

  /** The suite decides how long it is measured, and other times are not comparable. */
  @Test
  void commandThatMeasuresAgain_asksForTheSuiteThatMeasured() {
    MicroDocument quick = Reports.micro("quick");
    MicroDocument annotated = Reports.micro("as annotated");

    assertThat(HtmlReport.html(Reports.input(quick)))
        .contains("./plumbline bench --quick '^p\\\\.A\\\\.run$' --forks 2");
    assertThat(HtmlReport.html(Reports.input(annotated)))
        .contains("./plumbline bench '^p\\\\.A\\\\.run$' --forks 2");
  }

  @Test
  void report_asksForNothingOutsideItself() {
    assertThat(HtmlReport.html(everyVerdict()))
        .doesNotContainPattern("<(script|iframe)\\b[^>]* src=")
        .doesNotContainPattern("<link\\b[^>]* href=\"(?!data:)")
        .contains("default-src 'none'");
  }
}
