package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.comparison.Calibration;
import io.plumbline.results.comparison.Series;
import io.plumbline.results.comparison.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Looks at reports in Chromium; the pictures are kept in {@code target/report}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HtmlReportBrowserTest {
  private static final Path PICTURES = Path.of("target", "report");
  private static final int WIDE = 1280;
  private static final int PHONE = 375;

  private final Path folder;
  private final Browser browser;
  private final Path full;

  HtmlReportBrowserTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    browser = Browser.open(folder.resolve("profile"));
    List<Side> sides = Reports.everyVerdict();
    full = folder.resolve("full.html");
    HtmlReport.write(full, Reports.input(sides.get(0), sides.get(1), history(40)));
  }

  @AfterAll
  void close() {
    browser.close();
  }

  /** Commits of which the later ones are slower, and one figure that only three of them have. */
  private static List<Side> history(int commits) {
    List<Side> history = new ArrayList<>();
    for (int i = 0; i < commits; i++) {
      List<Series> series = new ArrayList<>();
      double mean = i < 15 ? 1000 : i < 28 ? 1150 : 930;
      series.add(Reports.series(Reports.key("Encode.stepped", Map.of()), mean, .02, 5, i));
      series.add(Reports.series(Reports.key("Encode.level", Map.of()), 50, .02, 5, 99 + i));
      if (i % 15 == 0) {
        series.add(Reports.series(Reports.key("Encode.seldom", Map.of()), 50, .02, 5, i));
      }
      history.add(Reports.side("c" + i, i, series));
    }
    return history;
  }

  private void show(Path page, int width, boolean dark) {
    browser.preferDark(dark);
    browser.show(page, width);
  }

  private void assertQuiet() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).hasSize(1).allMatch(address -> address.startsWith("file:"));
  }

  private long marks(String section) {
    return (long)
        browser.run(
            "return document.querySelectorAll('#' + arguments[0] + ' .chart svg path').length",
            section);
  }

  @Test
  void load_isDrawnWithEveryChartsMarks() throws IOException {
    Path page = folder.resolve("load.html");
    HtmlReport.write(page, LoadPageTest.synthetic());

    show(page, WIDE, false);

    List<WebElement> charts = browser.all("#budget .chart, #load .chart, #plots .chart");
    assertThat(charts).hasSizeGreaterThan(9);
    for (WebElement chart : charts) {
      long drawn =
          (long)
              browser.run(
                  "return arguments[0].querySelectorAll('svg path[stroke-width], svg circle,"
                      + " svg path[fill]').length",
                  chart);
      assertThat(drawn).as(chart.getDomAttribute("aria-label")).isGreaterThan(4);
    }
    assertThat(browser.find("#load").getText())
        .contains(
            "n/a (94 failed in run 1 of 3)",
            "has no part in any figure: INVALID",
            "balanced, head 400/s: n/a");
    assertThat(browser.find("#load").getText()).doesNotContain("[object", "NaN", "undefined");
    assertThat(browser.find("#budget").getText()).contains("n/a (not measured: ");
    assertQuiet();
    browser.picture(PICTURES, "load-wide", WIDE);
  }

  @Test
  void load_isNoWiderThanAPhone() throws IOException {
    Path page = folder.resolve("own.html");
    HtmlReport.write(page, LoadPageTest.ownHistory());

    show(page, PHONE, true);

    assertThat((long) browser.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE);
    assertQuiet();
    browser.picture(PICTURES, "load-phone-dark", PHONE);
  }

  private List<String> names() {
    return browser.texts("#changes tbody .link");
  }

  @Test
  void report_opensFromDiskWithoutComplaintsOrRequests() throws IOException {
    show(full, WIDE, false);

    assertThat(browser.find("h1").getText()).contains("3 regressed").endsWith("judged 18 of 24");
    assertThat(browser.find("#verdict").getText()).contains(Calibration.SOURCE, "0.024", "63 %");
    assertThat(browser.texts("h2"))
        .containsExactly("Changes", "Trend", "Latency budget", "Load", "Entries");
    assertThat(browser.run("return document.querySelectorAll('.chart').length")).isEqualTo(4L);
    for (String section : List.of("changes", "trend", "entries")) {
      assertThat(marks(section)).as(section).isGreaterThan(10);
    }
    assertThat(browser.run("return document.querySelectorAll('img').length")).isEqualTo(0L);
    assertQuiet();
    browser.picture(PICTURES, "wide-light", WIDE);
  }

  @Test
  void charts_haveARoleAndALabel() {
    show(full, WIDE, false);

    assertThat(browser.all(".chart"))
        .isNotEmpty()
        .allSatisfy(
            chart -> {
              assertThat(chart.getDomAttribute("role")).isEqualTo("img");
              assertThat(chart.getDomAttribute("aria-label")).isNotBlank();
            });
  }

  @Test
  void table_sortsByKeyboard() {
    show(full, WIDE, false);
    WebElement header = browser.find("#changes thead th:nth-child(1)");
    List<String> before = names();

    browser.run("arguments[0].focus()", header.findElement(By.tagName("button")));
    browser.type(Keys.ENTER);

    assertThat(header.getDomAttribute("aria-sort")).isEqualTo("ascending");
    assertThat(names()).isNotEqualTo(before).isSorted().hasSameElementsAs(before);
    browser.type(Keys.SPACE);
    assertThat(header.getDomAttribute("aria-sort")).isEqualTo("descending");
  }

  @Test
  void table_filtersByKeyboard() {
    show(full, WIDE, false);
    browser.run("document.querySelector('#changes input[type=search]').focus()");

    browser.type("encode.REGR");

    assertThat(names()).hasSize(2).allMatch(name -> name.startsWith("SomeEncode.regressed"));
  }

  @Test
  void whatIsTheSame_isShownOnRequest() {
    show(full, WIDE, false);
    assertThat(names()).noneMatch(name -> name.contains("Parse.same"));

    browser.run("document.querySelector('[data-verdict=same]').focus()");
    browser.type(Keys.SPACE);

    assertThat(names()).anyMatch(name -> name.contains("Parse.same"));
  }

  @Test
  void name_opensItsEntry() {
    show(full, WIDE, false);
    WebElement second = browser.all("#changes tbody .link").get(1);
    String name = second.getText();

    browser.run("arguments[0].focus()", second);
    browser.type(Keys.ENTER);

    assertThat(browser.find("#entries article h3").getText()).isEqualTo(name);
    assertThat(browser.run("return document.activeElement.textContent")).isEqualTo(name);
  }

  @Test
  void trend_tellsStepsAndWhatItNeeds() {
    show(full, WIDE, false);

    assertThat(browser.find("#trend h3").getText()).startsWith("SomeEncode.stepped");
    assertThat(browser.find("#trend h3 + p").getText()).contains("worse at").contains("better at");
    assertThat(browser.find("#trend table").getText()).contains("n/a (needs 10 commits: 3)");
  }

  @Test
  void report_isDarkWhereTheSystemIs_andOnRequest() throws IOException {
    show(full, WIDE, true);
    String dark = background();

    browser.find("#theme").sendKeys(Keys.ENTER);

    assertThat(dark).isEqualTo("rgb(20, 23, 27)");
    assertThat(background()).isEqualTo("rgb(252, 252, 250)");
    browser.find("#theme").sendKeys(Keys.ENTER);
    assertThat(background()).isEqualTo(dark);
    browser.picture(PICTURES, "wide-dark", WIDE);
  }

  private String background() {
    return (String) browser.run("return getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void report_isNoWiderThanAPhone() throws IOException {
    show(full, PHONE, false);

    assertThat(
            browser.run(
                """
                return [...document.body.querySelectorAll('*')]
                  .filter(node => !node.parentElement.closest('.scroll, pre, nav, svg, details'))
                  .filter(node => node.getBoundingClientRect().right > document.documentElement.clientWidth)
                  .map(node => node.outerHTML.slice(0, 100))"""))
        .isEqualTo(List.of());
    assertThat((long) browser.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE);
    assertQuiet();
    browser.picture(PICTURES, "phone-light", PHONE);
  }

  @Test
  void nothingMeasured_saysSoEverywhere() throws IOException {
    Path page = folder.resolve("empty.html");
    HtmlReport.write(
        page,
        Reports.input(
            Reports.side("v1", 1, List.of()), Reports.side("HEAD", 2, List.of()), List.of()));

    show(page, WIDE, false);

    for (String section : List.of("verdict", "changes", "trend", "budget", "load", "entries")) {
      assertThat(browser.find("#" + section).getText()).as(section).contains("n/a");
    }
    assertQuiet();
  }

  @Test
  void threeHundredEntries_stayPaged() throws IOException {
    List<Series> base = new ArrayList<>();
    List<Series> head = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Reports.both(base, head, Reports.key("Large.m" + i, Map.of()), i % 9 == 0 ? 1.2 : 1, .05, 5);
    }
    Path page = folder.resolve("large.html");
    HtmlReport.write(
        page, Reports.input(Reports.side("v1", 1, base), Reports.side("HEAD", 2, head), List.of()));

    show(page, WIDE, false);

    assertThat(names()).hasSize(25);
    assertThat(browser.find("#changes [role=status]").getText()).contains("of 300");
    assertQuiet();
    browser.picture(PICTURES, "large", WIDE);
  }

  @Test
  void oneSideAlone_saysWhatIsMissing() throws IOException {
    List<Series> head = List.of(Reports.series(Reports.key("Only.head", Map.of()), 10, .02, 1, 1));
    Path page = folder.resolve("new.html");
    HtmlReport.write(
        page,
        Reports.input(
            Reports.side("nothing", 1, List.of()),
            Reports.side("HEAD", 2, head),
            List.of(Reports.side("HEAD", 2, head))));

    show(page, PHONE, true);

    assertThat(browser.find("#changes").getText()).contains("without a ratio to draw");
    assertThat(browser.find("#entries").getText()).contains("The baseline has no forks: n/a");
    assertThat(browser.find("#trend").getText()).contains("needs 2 commits");
    assertQuiet();
    browser.picture(PICTURES, "phone-dark-new", PHONE);
  }
}
