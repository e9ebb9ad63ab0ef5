package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
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

  /** What a writer tells of a run, or of what was made of it. */
  private interface Telling {
    String of(LoadDocument run, Path folder) throws IOException;
  }

  /** Every writer of figures here. */
  private static final Map<Class<?>, Telling> WRITERS =
      Map.ofEntries(
          Map.entry(LoadReport.class, (run, folder) -> joined(LoadReport.lines(run, ALL))),
          Map.entry(LoadMarkdown.class, (run, folder) -> LoadMarkdown.text(run, ALL)),
          Map.entry(LoadCsv.class, (run, folder) -> LoadCsv.text(run)),
          Map.entry(SeriesCsv.class, (run, folder) -> SeriesCsv.text(run)),
          Map.entry(SweepReport.class, (run, folder) -> joined(SweepReport.lines(sweep(run)))),
          Map.entry(SweepCsv.class, (run, folder) -> SweepCsv.text(folder, sweep(run))),
          Map.entry(
              CapacityReport.class, (run, folder) -> joined(CapacityReport.lines(capacity(run)))),
          Map.entry(
              CalibrationReport.class,
              (run, folder) -> joined(CalibrationReport.lines(calibration()))),
          Map.entry(
              TheoryReport.class,
              (run, folder) ->
                  joined(TheoryReport.lines(TheoryReportTest.fast()))
                      + joined(TheoryReport.markdown(TheoryReportTest.fast()))
                      + joined(
                          TheoryReport.lines(
                              (TheoryDocument) StoredSamples.read("theory-v1.json")))),
          Map.entry(MicroReport.class, (run, folder) -> joined(MicroReport.lines(micro()))),
          Map.entry(
              HistoryReport.class,
              (run, folder) -> joined(HistoryReport.lines(History.open(folder)))),
          Map.entry(
              MetricsCsv.class,
              (run, folder) -> {
                StringWriter rows = new StringWriter();
                MetricsCsv.write(
                    new FakeRows().add(0, "INTERRUPTED", 5, -1, -1).add(1, "UNFINISHED", 5, 6, -1),
                    rows);
                // A request is prepared before the run begins: that instant may be negative.
                return rows.toString().replace(",-5,", ",,");
              }));

  /** It writes what it is given, and makes no figure. */
  private static final Set<Class<?>> HELPERS = Set.of(Markdown.class);

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  /** Whoever adds a writer adds it above. */
  @Test
  void everyWriterIsHeld() throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes =
        Path.of(LoadReport.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("io/plumbline/results");
    Set<Class<?>> writers = new HashSet<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (String name :
          files.map(file -> file.getFileName().toString().replace(".class", "")).toList()) {
        if (name.matches("\\w+(Report|Csv|Markdown)|Markdown")) {
          writers.add(Class.forName(LoadReport.class.getPackageName() + '.' + name));
        }
      }
    }
    Set<Class<?>> known = new HashSet<>(WRITERS.keySet());
    known.addAll(HELPERS);
    assertThat(known).isEqualTo(writers);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void texts_holdNone(String name, LoadDocument run, @TempDir Path folder) throws IOException {
    Documents.write(folder.resolve("a.json"), run);
    for (Map.Entry<Class<?>, Telling> writer : WRITERS.entrySet()) {
      String text = writer.getValue().of(run, folder);
      assertThat(text).as(writer.getKey().getSimpleName()).isNotBlank();
      requireSound(text);
    }
    // The first second begins at 0.
    requireSound(HistogramFiles.hlog(run).replaceFirst("(?m)^0\\.000,", ""));
    Stream.concat(run.entries().stream(), run.models().stream())
        .forEach(entry -> requireSound(HistogramFiles.hgrm(entry)));
  }

  /** A probe that says nothing, and one of which nearly every request missed. */
  private static CapacityDocument capacity(LoadDocument run) {
    SweepPoint played = SweepPoint.pending("a", "balanced", 30, "poisson", 1).played(run, "a.json");
    CapacityDocument one = CapacityDocumentTest.document(played);
    return new CapacityDocument(
        one.schemaVersion(),
        one.kind(),
        one.commit(),
        one.environment(),
        one.startedAt(),
        one.command(),
        one.seed(),
        one.complete(),
        one.question(),
        one.settings(),
        one.answer(),
        List.of(
            one.probes().get(0),
            one.probes().get(1),
            new CapacityDocument.Probe(
                played,
                42,
                CapacityDocument.Step.CONFIRM,
                CapacityDocument.Outcome.FAILS,
                List.of(new Attainment("total", 2_000_000, 3, 1)))),
        one.notes(),
        one.unknownFields());
  }

  /** Slips of less than half a microsecond, and none. */
  private static CalibrationDocument calibration() throws IOException {
    CalibrationDocument stored =
        Documents.readCalibration(StoredSamples.file("calibration-v1.json"));
    CalibrationDocument.Times times = new CalibrationDocument.Times(400, 499, 501);
    return new CalibrationDocument(
        stored.schemaVersion(),
        stored.kind(),
        stored.commit(),
        stored.environment(),
        stored.startedAt(),
        stored.command(),
        stored.seed(),
        stored.settings(),
        List.of(
            new CalibrationDocument.Payload(
                "tiny",
                1,
                OptionalDouble.empty(),
                List.of(
                    new CalibrationDocument.Step(
                        .4,
                        100,
                        true,
                        Optional.empty(),
                        Optional.of(times),
                        Optional.empty(),
                        Map.of())))),
        stored.unknownFields());
  }

  /** A benchmark of less than a picosecond, of one fork. */
  private static MicroDocument micro() {
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.empty(),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("bench"),
        "quick",
        true,
        List.of(
            new MicroEntry(
                "a.b.C.d",
                new TreeMap<>(),
                "avgt",
                MicroEntry.Status.MEASURED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new MicroEntry.Samples("s/op", List.of(List.of(4e-7)), List.of())),
                new TreeMap<>(),
                Map.of())),
        List.of(),
        Map.of());
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
}
