package io.plumbline.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.comparison.ComparisonWords;
import io.plumbline.results.comparison.Trends;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report as one HTML file: styles, scripts, the chart library and the data are in it, so that
 * it opens from a disk and without a network.
 *
 * <p>Data reaches the page as JSON in a block that is not run, and from there as text nodes, never
 * as markup. Equal input gives equal bytes.
 */
public final class HtmlReport {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final Pattern PLACE = Pattern.compile("<!--(title|style|data|scripts)-->");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private HtmlReport() {}

  /** Writes the report in place of whatever the file held. */
  public static void write(Path file, ReportInput input) throws IOException {
    AtomicFiles.writeText(file, out -> out.write(html(input)));
  }

  /**
   * Writes a page of simulations alone in place of whatever the file held.
   *
   * @param baseline the scenario that the others are compared with; the first if it is empty
   * @throws IllegalArgumentException if there is no such scenario
   */
  public static void write(Path file, SimulationDocument document, Optional<String> baseline)
      throws IOException {
    String page =
        html(
            "Plumbline: client-side load balancing, simulated",
            List.of(new SimulationSection(List.of(document), baseline)));
    AtomicFiles.writeText(file, out -> out.write(page));
  }

  /** The whole page. */
  static String html(ReportInput input) {
    return html(title(input), sections(input));
  }

  private static List<Section> sections(ReportInput input) {
    List<Section> sections = new ArrayList<>();
    sections.add(new VerdictSection(input));
    sections.add(new ChangesSection(input.comparison()));
    sections.add(new TrendSection(Trends.of(input.history())));
    sections.add(new BudgetSection(input));
    sections.add(new LoadSection(input));
    input.plots().ifPresent(plots -> sections.add(new PlotSection(input, plots)));
    sections.add(new EntriesSection(input));
    List<SimulationDocument> simulations = simulations(input);
    if (!simulations.isEmpty()) {
      sections.add(new SimulationSection(simulations, Optional.empty()));
    }
    TablesSection.of(input.allOfHead()).ifPresent(sections::add);
    return sections;
  }

  private static List<SimulationDocument> simulations(ReportInput input) {
    return input.allOfHead().stream()
        .filter(SimulationDocument.class::isInstance)
        .map(SimulationDocument.class::cast)
        .toList();
  }

  private static String title(ReportInput input) {
    return "Plumbline: "
        + input.comparison().head().label()
        + " against "
        + input.comparison().base().label()
        + ": "
        + ComparisonWords.verdict(input.comparison());
  }

  /** A page of these sections, in this order. */
  static String html(String title, List<Section> sections) {
    StringBuilder scripts = new StringBuilder();
    for (Section section : sections) {
      scripts.append(script(resource(section.id() + ".js")));
    }
    return PLACE
        .matcher(resource("shell.html"))
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    switch (place.group(1)) {
                      case "title" -> escaped(title);
                      case "style" -> "<style>\n" + resource("shell.css") + "</style>";
                      case "data" ->
                          "<script type=\"application/json\" id=\"data\">"
                              + json(sections)
                              + "</script>";
                      default ->
                          script(resource(ECHARTS))
                              + script(resource("shell.js"))
                              + script(resource("drawing.js"))
                              + scripts;
                    }));
  }

  private record Content(String id, String title, Object data) {}

  /** In JSON a {@code <} occurs in strings alone; written as an escape it ends no script. */
  private static String json(List<Section> sections) {
    try {
      return MAPPER
          .writeValueAsString(
              sections.stream().map(s -> new Content(s.id(), s.title(), s.data())).toList())
          .replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a section's data must have a form in JSON", e);
    }
  }

  private static String script(String code) {
    return "<script>\n" + code + "</script>\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
