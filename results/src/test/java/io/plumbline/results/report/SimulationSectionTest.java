package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.TheoryDocument;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationSectionTest {

  private static Document stored(String name) throws IOException {
    try {
      return Documents.read(
          Path.of(Objects.requireNonNull(Documents.class.getResource(name)).toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** What the page gets. */
  private static JsonNode data(String html, String section) throws IOException {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    for (JsonNode content :
        new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)))) {
      if (content.path("id").asText().equals(section)) {
        return content.path("data");
      }
    }
    throw new AssertionError("no section " + section);
  }

  private static JsonNode study(SimulationDocument document) throws IOException {
    String html =
        HtmlReport.html(
            "a title", List.of(new SimulationSection(List.of(document), Optional.empty())));
    return data(html, "simulation").at("/studies/0");
  }

  @Test
  void box_isTheFiveNumbers_interpolated() {
    // 1, 2, 4, 10: quartiles at 3/4 between 1 and 2, the middle of 2 and 4, 1/4 between 4 and 10.
    assertThat(SimulationSection.box("a", new double[] {4, 1, 10, 2}).orElseThrow())
        .isEqualTo(
            new SimulationSection.Box("a", 1, 1.75, 3, 5.5, 10, List.of(4.0, 1.0, 10.0, 2.0)));
    assertThat(SimulationSection.box("a", new double[0])).isEmpty();
  }

  @Test
  void study_hasAChartForEachFigureThatARunHas_sortedByMedian() throws IOException {
    JsonNode study = study(FakeStudy.study(8, 2, "S"));

    assertThat(study.path("boxes")).hasSize(8);
    assertThat(study.at("/boxes/2/id").asText()).isEqualTo("simulated-p99-0-latency");
    assertThat(study.at("/boxes/2/log").asBoolean()).isTrue();
    assertThat(study.at("/boxes/0/log").asBoolean(true)).isFalse();
    assertThat(study.at("/boxes/0/rows"))
        .extracting(row -> row.path("median").asDouble())
        .isSorted()
        .hasSize(8);
    assertThat(study.path("traces")).hasSize(2);
    assertThat(study.at("/pairs/baseline").asText()).isEqualTo("S0");
    assertThat(study.path("notes"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "S3: 2 of 6 runs did not drain: requests were still in flight at the limit", "a note");
    assertThat(study.at("/notesOfTheory/0").asText()).startsWith("order at load 0.90: ");
    assertThat(study.at("/notesOfReal/0").asText()).startsWith("order by p99: ");
    assertThat(study.path("theory"))
        .extracting(row -> row.path("answer").asText())
        .containsExactly("yes", "too wide", "NO");
  }

  @Test
  void ticksInStates_areATableOfTheirOwn_andProbesThatWereNotSentAreUnknown() throws IOException {
    JsonNode study = study((SimulationDocument) stored("simulation-v1.json"));
    assertThat(study.path("ticksInStates")).isEmpty();

    study = study(FakeStudy.study(8, 0, "S"));
    assertThat(study.path("ticksInStates")).hasSize(8);
    assertThat(study.findValuesAsText("because")).contains("no run has it");
    assertThat(study.path("columns"))
        .extracting(column -> column.path("name").asText())
        .doesNotContain("request_queue_ticks")
        .contains("clean_mean_latency_ticks");
  }

  @Test
  void pageOfOneDocument_isWritten_withoutMarkupFromOutside(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("a.html");
    HtmlReport.write(file, FakeStudy.study(3, 1, Reports.NASTY), Optional.empty());

    assertThat(Files.readString(file)).doesNotContain("<img src=x").contains("\\u003cimg src=x");
  }

  /** As many scenarios as the notebook has, six runs each, a few with a trace. */
  @Test
  void wholeStudy_staysSmall() {
    String html =
        HtmlReport.html(
            "a title",
            List.of(new SimulationSection(List.of(FakeStudy.study(46, 4, "S")), Optional.empty())));

    // Of which the chart library is one.
    assertThat(html.length()).isLessThan(3_000_000);
  }

  @Test
  void report_showsDocumentsBesideTheComparison() throws IOException {
    Document capacity = stored("capacity-v1.json");
    Document theory = stored("theory-v1.json");
    ReportInput plain = Reports.input(Reports.micro("quick"));
    ReportInput input =
        new ReportInput(
            plain.comparison(),
            plain.base(),
            plain.head(),
            plain.baseDocuments(),
            plain.headDocuments(),
            plain.history(),
            plain.commands(),
            plain.plots(),
            List.of(capacity, theory, stored("simulation-v1.json")));

    String html = HtmlReport.html(input);

    assertThat(data(html, "simulation").path("studies")).hasSize(1);
    assertThat(data(html, "tables").path("documents"))
        .extracting(told -> told.path("title").asText())
        .containsExactly(
            "Capacity of "
                + ((CapacityDocument) capacity).question().workload()
                + ", "
                + capacity.startedAt(),
            "Against queueing theory, " + ((TheoryDocument) theory).startedAt());
    assertThat(HtmlReport.html(plain)).doesNotContain("\"id\":\"simulation\"");
  }
}
