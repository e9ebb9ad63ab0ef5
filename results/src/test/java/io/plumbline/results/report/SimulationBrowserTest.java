package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.SimulationDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Looks at pages of simulations in Chromium; the pictures are kept in {@code target/report}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationBrowserTest {
  private static final Path PICTURES = Path.of("target", "report");
  private static final int WIDE = 1280;
  private static final int PHONE = 375;
  private static final int SCENARIOS = 46;

  private final Path folder;
  private final Browser browser;
  private final Path full;

  SimulationBrowserTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    browser = Browser.open(folder.resolve("profile"));
    full = folder.resolve("full.html");
    HtmlReport.write(
        full,
        FakeStudy.study(SCENARIOS, 3, "ProbingWeightedServerExpectedLatency"),
        Optional.empty());
  }

  @AfterAll
  void close() {
    browser.close();
  }

  private void show(Path page, int width, boolean dark) {
    browser.preferDark(dark);
    browser.show(page, width);
  }

  private void assertQuiet() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).hasSize(1).allMatch(address -> address.startsWith("file:"));
  }

  private List<WebElement> tableOf(String caption) {
    return browser.all("#simulation [aria-label='" + caption + "'] tbody tr");
  }

  @Test
  void wholeStudy_isDrawn_withEveryFigureAsATable() throws IOException {
    show(full, WIDE, false);

    List<WebElement> charts = browser.all("#simulation .chart");
    assertThat(charts).hasSize(16);
    for (WebElement chart : charts) {
      String label = chart.getDomAttribute("aria-label");
      assertThat(chart.getDomAttribute("role")).isEqualTo("img");
      assertThat(
              (long) browser.run("return arguments[0].querySelectorAll('svg path').length", chart))
          .as(label)
          .isGreaterThan(6);
      assertThat(
              (long)
                  browser.run(
                      "return arguments[0].closest('figure')"
                          + ".querySelectorAll('details tbody tr').length",
                      chart))
          .as(label)
          .isGreaterThan(2);
    }
    assertThat(tableOf("Scores")).hasSize(SCENARIOS);
    assertThat(tableOf("Figures as the notebook counts them")).hasSize(SCENARIOS);
    assertThat(tableOf("Figures of every request and every tick")).hasSize(SCENARIOS);
    assertThat(tableOf("Mean ticks in each state, probes beside requests")).hasSize(SCENARIOS);
    assertThat(tableOf("Paired differences")).hasSize(50);
    assertThat(tableOf("Simulated against theory"))
        .extracting(row -> row.findElement(By.cssSelector("td:last-child")).getText())
        .containsExactly("yes", "too wide", "\u00d7 no");
    assertThat(tableOf("Real against simulated")).hasSize(1);
    assertThat(browser.find("h1").getText()).isEqualTo("Load balancing, simulated");
    assertThat(browser.find("#simulation").getText())
        .contains("2 of 6 runs did not drain")
        .doesNotContain("[object", "NaN", "undefined");
    assertQuiet();
    browser.picture(PICTURES, "simulation-wide", WIDE);
  }

  /** What {@code report --document} makes of a file into which all three were written. */
  @Test
  void studyTheoryAndReality_areOnOnePage_eachWithWhatWasFoundBeside() throws IOException {
    ReportInput plain = Reports.input(Reports.micro("quick"));
    Path page = folder.resolve("report.html");
    HtmlReport.write(
        page,
        new ReportInput(
            plain.comparison(),
            plain.base(),
            plain.head(),
            plain.baseDocuments(),
            plain.headDocuments(),
            plain.history(),
            plain.commands(),
            plain.plots(),
            List.of(FakeStudy.study(5, 1, "S"))));

    show(page, WIDE, false);

    assertThat(tableOf("Scores")).hasSize(5);
    assertThat(tableOf("Simulated against theory")).hasSize(3);
    assertThat(tableOf("Real against simulated")).hasSize(1);
    assertThat(browser.texts("#simulation .warning"))
        .containsExactly(
            "S3: 2 of 6 runs did not drain: requests were still in flight at the limit",
            "a note",
            "order by p99: prequal before random: DOES NOT AGREE");
    assertThat(browser.texts("#simulation .note"))
        .contains(
            "order at load 0.90: best of 2 3.1, random 10.1, paired difference 7 within 0.2: holds");
    assertThat(
            (boolean)
                browser.run(
                    "const all = [...document.querySelectorAll('#simulation > *')];"
                        + "const at = start => all.findIndex(e => e.textContent.startsWith(start));"
                        + "return at('Against theory') < at('order at load')"
                        + " && at('order at load') < at('Real against simulated')"
                        + " && at('Real against simulated') < at('order by p99')"))
        .isTrue();
    assertQuiet();
    browser.picture(PICTURES, "simulation-all-three", WIDE);
  }

  @Test
  void runInContinuousTime_isDrawnInMilliseconds() throws IOException {
    Path page = folder.resolve("events.html");
    HtmlReport.write(page, FakeStudy.events(), Optional.empty());

    show(page, WIDE, false);

    assertThat(browser.texts("#simulation h4"))
        .containsExactly(
            "Utilization (%)",
            "Queue length",
            "Latency by stage (ms)",
            "Total latency (ms)",
            "Sent per second",
            "Wait in a server\u2019s queue (ms)",
            "Utilization by stage");
    browser.run("document.querySelectorAll('details').forEach(details => details.open = true)");
    // 440 to 489 requests and 80 to 99 probes in steps of 550 ms.
    List<String> second =
        browser.texts("#simulation [aria-label^='Sent per second'] tr:nth-child(2) td");
    assertThat(second.get(0)).isEqualTo("550.0");
    assertThat(number(second.get(1))).isBetween(800.0, 890.0);
    assertThat(number(second.get(2))).isBetween(145.0, 181.0);
    assertThat(browser.find("#simulation").getText())
        .contains("Repetition 1 of plain/random, in steps of 550 ms", "answered well")
        .doesNotContain("tick", "[object", "NaN", "undefined");
    assertQuiet();
    browser.picture(PICTURES, "simulation-events", WIDE);
  }

  @Test
  void p99_isOnALogarithmicAxis_markedAtPowers() {
    show(full, WIDE, false);

    List<String> marks =
        browser.texts("#chart-simulated-p99-0-latency svg text").stream()
            .filter(text -> text.matches("[0-9.,]+"))
            .toList();
    assertThat(marks).hasSizeGreaterThan(2);
    for (int i = 1; i < marks.size(); i++) {
      assertThat(number(marks.get(i)) / number(marks.get(i - 1))).isIn(2.0, 10.0);
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", ""));
  }

  @Test
  void boxes_areSortedByTheirMedian() {
    show(full, WIDE, false);
    browser.run("document.querySelectorAll('details').forEach(details => details.open = true)");

    List<Double> medians =
        browser.texts("#chart-simulated-mean-latency tbody td:nth-child(4)").stream()
            .map(Double::valueOf)
            .toList();
    assertThat(medians).hasSize(SCENARIOS).isSorted();
  }

  @Test
  void trace_isChosenByKeyboard() {
    show(full, WIDE, false);
    assertThat(browser.find("#simulation select + *, #simulation .note").isDisplayed()).isTrue();

    browser.run("document.querySelector('#simulation select').focus()");
    browser.type(Keys.ARROW_DOWN);

    assertThat((String) browser.run("return document.querySelector('#simulation select').value"))
        .endsWith("Latency1");
    assertThat(browser.texts("#simulation h4"))
        .containsExactly(
            "Utilization (%)",
            "Queue length",
            "Latency by stage (ticks)",
            "Total latency (ticks)",
            "Sent per tick",
            "Wait in a server\u2019s queue (ticks)",
            "PID weight of Server 0",
            "Utilization by stage");
    assertThat(browser.all("#simulation .chart")).hasSize(16);
    assertQuiet();
  }

  @Test
  void scores_sortByKeyboard_andFilter() {
    show(full, WIDE, false);
    WebElement header = browser.find("#simulation [aria-label='Scores'] thead th:last-child");

    browser.run("arguments[0].focus()", header.findElement(By.tagName("button")));
    browser.type(Keys.ENTER, Keys.ENTER);

    assertThat(header.getDomAttribute("aria-sort")).isEqualTo("ascending");
    browser.run("document.querySelector('#simulation input[type=search]').focus()");
    browser.type("latency45");
    assertThat(tableOf("Scores")).hasSize(1);
  }

  @Test
  void page_isNoWiderThanAPhone_andDark() throws IOException {
    show(full, PHONE, true);

    assertThat((long) browser.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE);
    assertQuiet();
    browser.picture(PICTURES, "simulation-phone-dark", PHONE);
  }

  @Test
  void nothingSimulated_saysSo() throws IOException {
    Path page = folder.resolve("empty.html");
    SimulationDocument none = FakeStudy.document(List.of(), List.of());
    HtmlReport.write(page, none, Optional.empty());

    show(page, WIDE, false);

    assertThat(browser.find("#simulation").getText()).contains("n/a: no scenario was simulated");
    assertQuiet();
  }
}
