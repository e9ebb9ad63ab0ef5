package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No writer tells NaN, an infinity, a -1 or a 0 that is none, whatever the run was.
 *
 * <p>In these runs every request takes at least a millisecond and is sent a millisecond late, so
 * that a time of 0 can only stand for one that is not known.
 */
class NoFalseNumbersTest {
  private static final EnumSet<Metric.Flag> ALL = EnumSet.allOf(Metric.Flag.class);

  private static final Pattern NO_NUMBER = Pattern.compile("\\b(NaN|nan|Infinity|inf)\\b|∞|null");

  /** Not a hyphen, as in a date or a name. */
  private static final Pattern NEGATIVE = Pattern.compile("(?<![\\w.\\]-])-[0-9.]");

  /** A time of zero, which has three decimals; not the beginning of a smaller one. */
  private static final Pattern ZERO_TIME = Pattern.compile("(?<![\\d.])0\\.000(?!\\d)");

  /** What HdrHistogram says of a single value, and means. */
  private static final String SCATTER = "StdDeviation += +[0-9.]+";

  static Stream<Arguments> runs() {
    FakeRows allFailed = new FakeRows();
    FakeRows notSent = new FakeRows();
    for (int i = 0; i < 30; i++) {
      allFailed.add(i % 2, "UNAVAILABLE", 40L * i + 5, 40L * i + 6, 40L * i + 8);
      notSent.add(i % 2, "INTERRUPTED", 40L * i + 5, -1, -1);
    }
    FakeRows oneRequest = new FakeRows().add(0, "OK", 5, 6, 17);
    return Stream.of(
        Arguments.of("no request", FakeRun.of(new FakeRows(), 0)),
        Arguments.of("no request, but time", FakeRun.of(new FakeRows(), 1000)),
        Arguments.of("an empty class", FakeRun.of(oneRequest, 5)),
        Arguments.of("no time", FakeRun.of(oneRequest, 0)),
        Arguments.of("all failed", FakeRun.of(allFailed, 1165)),
        Arguments.of("nothing sent", FakeRun.of(notSent, 1165)),
        Arguments.of(
            "lost and empty seconds",
            FakeRun.of(
                new FakeRows()
                    .add(0, "UNFINISHED", 5, 6, -1)
                    .add(1, "OK", 3005, 3006, 3100)
                    .inside(3, 4)
                    .model("vit"),
                3005)),
        Arguments.of("fine", FakeRun.of(late(1200), 1200)));
  }

  /** Requests that all met their SLO. */
  private static FakeRows late(int count) {
    FakeRows rows = new FakeRows();
    for (int i = 0; i < count; i++) {
      rows.add(i % 2, "OK", i, i + 1L, i + 2L + i % 50);
    }
    return rows;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void texts_holdNone(String name, LoadDocument run, @TempDir Path folder) throws IOException {
    requireSound(String.join("\n", LoadReport.lines(run, ALL)));
    requireSound(LoadMarkdown.text(run, ALL));
    requireSound(LoadCsv.text(run));
    requireSound(SeriesCsv.text(run));
    // The first second begins at 0.
    requireSound(HistogramFiles.hlog(run).replaceFirst("(?m)^0\\.000,", ""));
    Stream.concat(run.entries().stream(), run.models().stream())
        .forEach(entry -> requireSound(HistogramFiles.hgrm(entry)));
    SweepDocument sweep = sweep(run);
    Documents.write(folder.resolve("a.json"), run);
    requireSound(SweepCsv.text(folder, sweep));
    requireSound(String.join("\n", SweepReport.lines(sweep)));
  }

  private static void requireSound(String text) {
    String figures = text.replaceAll(SCATTER, "");
    assertThat(figures).doesNotContainPattern(NO_NUMBER);
    assertThat(figures).doesNotContainPattern(NEGATIVE);
    assertThat(figures).doesNotContainPattern(ZERO_TIME);
  }

  private static SweepDocument sweep(LoadDocument run) {
    return new SweepDocument(
        Document.SCHEMA_VERSION,
        SweepDocument.KIND,
        Optional.empty(),
        run.environment(),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("sweep"),
        42,
        true,
        List.of(30.0),
        List.of("balanced"),
        1,
        Map.of(),
        List.of(
            SweepPoint.pending("a", "balanced", 30, "poisson", 1).played(run, "a.json"),
            SweepPoint.pending("b", "balanced", 30, "poisson", 2).failed("it said nothing"),
            SweepPoint.pending("c", "balanced", 30, "poisson", 3)),
        List.of(),
        Map.of());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void documents_holdNone(String name, LoadDocument run) throws IOException {
    requireSound("", new ObjectMapper().readTree(Documents.text(run)));
    requireSound("", new ObjectMapper().readTree(Documents.text(sweep(run))));
  }

  private static void requireSound(String place, JsonNode node) {
    assertThat(node.isNull()).as(place).isFalse();
    if (node.isNumber()) {
      assertThat(node.doubleValue()).as(place).isFinite().isNotNegative();
      // The first second begins at 0; of no other time a 0 is true here.
      if (place.matches(".*Nanos(/[0-9.]+)?")
          && !place.matches(
              ".*/(intervals/0/start|entries/\\d+/duration|models/\\d+/duration|plan/last)Nanos")) {
        assertThat(node.doubleValue()).as(place).isPositive();
      }
    } else if (node.isTextual()) {
      assertThat(node.textValue()).as(place).isNotIn("NaN", "Infinity", "-Infinity", "-1", "");
    }
    node.properties().forEach(e -> requireSound(place + '/' + e.getKey(), e.getValue()));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      requireSound(place + '/' + i, node.path(i));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void rates_areUnknownWithoutTime_andSharesWithoutRequests(String name, LoadDocument run) {
    for (LoadEntry entry : run.entries()) {
      assertThat(Metric.GOODPUT.number(entry).isPresent()).isEqualTo(entry.durationNanos() > 0);
      assertThat(Metric.SLO_ATTAINMENT.number(entry).isPresent()).isEqualTo(entry.planned() > 0);
      assertThat(Metric.MAX_CONCURRENCY.number(entry).isPresent()).isEqualTo(entry.sent() > 0);
    }
  }

  @Test
  void rowsOfRequests_holdNone() throws IOException {
    StringWriter rows = new StringWriter();
    MetricsCsv.write(
        new FakeRows().add(0, "INTERRUPTED", 5, -1, -1).add(1, "UNFINISHED", 5, 6, -1), rows);
    // A request is prepared before the run begins: that instant may be negative.
    requireSound(rows.toString().replace(",-5,", ",,"));
  }
}
