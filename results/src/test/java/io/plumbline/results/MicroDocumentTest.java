package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicroDocumentTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  static Environment environment(String jdk) {
    return new Environment(
        "plumbline test",
        Optional.of("a processor"),
        2,
        OptionalLong.of(16L << 30),
        "Linux 1",
        jdk,
        List.of(),
        1L << 30,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private static Samples samples(String unit, List<List<Double>> forks) {
    return new Samples(unit, forks, List.of());
  }

  private static Jmh jmh(int forks, long warmupNanos) {
    return new Jmh(
        "1.37",
        forks,
        5,
        OptionalLong.of(warmupNanos),
        2,
        OptionalLong.of(1_000_000_000),
        1,
        1,
        1,
        "/jdk/bin/java",
        List.of("-Xmx1g"),
        "17.0.15",
        "a VM",
        "17.0.15+6",
        List.of("gc"));
  }

  private static MicroEntry entry(
      String method,
      String mode,
      Status status,
      Optional<String> reason,
      Optional<Samples> score,
      SortedMap<String, Samples> secondary) {
    return new MicroEntry(
        "a.b.ParsingBenchmark." + method,
        new TreeMap<>(Map.of("floats", "1000")),
        mode,
        status,
        reason,
        Optional.of(jmh(2, 1_000_000_000)),
        score,
        secondary,
        Map.of());
  }

  private static MicroEntry measured(String method, String mode, List<List<Double>> forks) {
    return entry(
        method,
        mode,
        Status.MEASURED,
        Optional.empty(),
        Optional.of(samples("us/op", forks)),
        new TreeMap<>(
            Map.of(MicroEntry.ALLOCATION, samples("B/op", List.of(List.of(16.0), List.of(24.0))))));
  }

  private static MicroDocument document() {
    SortedMap<Double, Double> percentiles = new TreeMap<>(Map.of(50.0, 1.5, 99.9, 7.0));
    MicroEntry sampled =
        entry(
            "readSampled",
            "sample",
            Status.MEASURED,
            Optional.empty(),
            Optional.of(new Samples("us/op", List.of(List.of(1.5)), List.of(percentiles))),
            new TreeMap<>());
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(new Commit("abc", Optional.of("main"), Instant.ofEpochSecond(7), false)),
        environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("bench"),
        "quick",
        false,
        List.of(
            // Forks of 2 and 4: mean 3.
            measured("copyFloatsFloor", "avgt", List.of(List.of(1.0, 3.0), List.of(4.0, 4.0))),
            // 11 and 13: mean 12, four times the floor's.
            measured("read", "avgt", List.of(List.of(10.0, 12.0), List.of(13.0))),
            sampled,
            entry(
                "crash",
                "avgt",
                Status.FAILED,
                Optional.of("exit code 134"),
                Optional.of(samples("us/op", List.of(List.of(2.5)))),
                new TreeMap<>()),
            entry(
                "ring",
                "avgt",
                Status.SKIPPED,
                Optional.of("no io_uring here"),
                Optional.empty(),
                new TreeMap<>()),
            entry(
                "later",
                "avgt",
                Status.UNFINISHED,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>())),
        List.of("a note"),
        Map.of());
  }

  @Test
  void document_isReadBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("a/micro.json");
    Documents.write(file, document());
    assertThat(Documents.readMicro(file)).usingRecursiveComparison().isEqualTo(document());
    assertThat(Files.readString(file)).doesNotContain("null").doesNotContain("NaN");
  }

  @Test
  void fieldsOfALaterVersion_surviveReadingAndWriting() throws IOException {
    Path file = folder.resolve("a.json");
    Documents.write(file, document());
    ObjectNode tree = (ObjectNode) PLAIN.readTree(file.toFile());
    tree.put("new", 1);
    ((ObjectNode) tree.path("entries").path(0)).put("newest", true);
    Files.writeString(file, tree.toString());
    Path copy = folder.resolve("copy.json");
    Documents.write(copy, Documents.readMicro(file));
    JsonNode written = PLAIN.readTree(copy.toFile());
    assertThat(written.path("new").asInt()).isEqualTo(1);
    assertThat(written.path("entries").path(0).path("newest").asBoolean()).isTrue();
  }

  @Test
  void documentOfSchemaVersion1_isRead() throws IOException {
    Path file = folder.resolve("micro-v1.json");
    try (InputStream stored = getClass().getResourceAsStream("micro-v1.json")) {
      Files.copy(Objects.requireNonNull(stored), file);
    }
    assertThat(Documents.readMicro(file)).usingRecursiveComparison().isEqualTo(document());
  }

  @Test
  void reader_refusesWhatIsNotItsKind() throws IOException {
    Path file = folder.resolve("a.json");
    Documents.write(file, document());
    assertThatThrownBy(() -> Documents.readLoad(file))
        .hasMessage(file + ": not a load document: kind is \"micro\"");
    Files.writeString(file, "{\"kind\": \"micro\", \"schemaVersion\": 99}");
    assertThatThrownBy(() -> Documents.readMicro(file))
        .hasMessage(file + ": schemaVersion must be 1 to 1: 99");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteNumbers_neverGetIntoADocument(double value) {
    assertThatThrownBy(() -> samples("us/op", List.of(List.of(1.0), List.of(2.0, value))))
        .hasMessage("us/op must be finite: " + value);
    assertThatThrownBy(
            () -> new Samples("us/op", List.of(), List.of(new TreeMap<>(Map.of(99.0, value)))))
        .hasMessage("99.0 % must be finite: " + value);
  }

  @Test
  void negativeCounts_areRefused() {
    assertThatThrownBy(() -> jmh(-1, 1_000_000_000)).hasMessage("forks must not be negative: -1");
    assertThatThrownBy(() -> jmh(2, -7)).hasMessage("warmupNanos must not be negative: -7");
  }

  @Test
  void failureWithoutAReason_isNoEntry() {
    assertThatThrownBy(
            () ->
                entry(
                    "x",
                    "avgt",
                    Status.FAILED,
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>()))
        .hasMessageContaining("must have a reason");
    assertThatThrownBy(
            () ->
                entry(
                    "x",
                    "avgt",
                    Status.MEASURED,
                    Optional.empty(),
                    Optional.empty(),
                    new TreeMap<>()))
        .hasMessageContaining("without a score");
  }

  @Test
  void report_tellsScoresAllocationAndDistanceToTheFloor() {
    List<String> lines = MicroReport.lines(document());
    assertThat(lines.get(0).split(" +"))
        .containsExactly(
            "benchmark",
            "params",
            "status",
            "mode",
            "unit",
            "score",
            "±95%",
            "forks",
            "alloc_B/op",
            "x_floor");
    assertThat(lines.get(1).split(" +"))
        .containsExactly(
            "ParsingBenchmark.copyFloatsFloor",
            "floats=1000",
            "measured",
            "avgt",
            "us/op",
            "3.000",
            "12.706",
            "2",
            "20.000",
            "1.00");
    assertThat(lines.get(2).split(" +"))
        .containsExactly(
            "ParsingBenchmark.read",
            "floats=1000",
            "measured",
            "avgt",
            "us/op",
            "12.000",
            "12.706",
            "2",
            "20.000",
            "4.00");
    assertThat(lines)
        .contains(
            "ParsingBenchmark.crash [floats=1000]: failed: exit code 134",
            "ParsingBenchmark.ring [floats=1000]: skipped: no io_uring here",
            "ParsingBenchmark.later [floats=1000]: unfinished",
            "Stopped before its end.");
    // One fork says nothing of the next.
    assertThat(lines.get(3)).matches("ParsingBenchmark.readSampled .* 1.500 +n/a +1 .*");
  }

  @Test
  void halfWidth_isStudentsOverForkMeans() {
    // 1, 2, 3: standard error 1/sqrt(3), and t(.975, 2) = 4.302653.
    assertThat(MicroReport.halfWidth(new double[] {1, 2, 3}))
        .hasValueCloseTo(4.302653 / Math.sqrt(3), within(1e-5));
    assertThat(MicroReport.halfWidth(new double[] {5})).isEmpty();
  }

  private static List<String> report(MicroEntry... entries) {
    MicroDocument before = document();
    return MicroReport.lines(
        new MicroDocument(
            before.schemaVersion(),
            before.kind(),
            before.commit(),
            before.environment(),
            before.startedAt(),
            before.command(),
            before.suite(),
            true,
            List.of(entries),
            List.of(),
            Map.of()));
  }

  private static MicroEntry entry(
      String method,
      Map<String, String> params,
      String mode,
      Status status,
      String unit,
      double score) {
    return new MicroEntry(
        "a.b.ParsingBenchmark." + method,
        new TreeMap<>(params),
        mode,
        status,
        status == Status.FAILED ? Optional.of("exit code 134") : Optional.empty(),
        Optional.empty(),
        Optional.of(samples(unit, List.of(List.of(score)))),
        new TreeMap<>(),
        Map.of());
  }

  private static MicroEntry entry(String method, String mode, String unit, double score) {
    return entry(method, Map.of(), mode, Status.MEASURED, unit, score);
  }

  @Test
  void throughput_isComparedTheOtherWayRound() {
    // The floor does 8 in the time in which the other does 2.
    assertThat(
            report(entry("callFloor", "thrpt", "ops/s", 8), entry("call", "thrpt", "ops/s", 2))
                .get(2))
        .endsWith(" 4.00");
  }

  @Test
  void ratioToFloor_isOfTimes_whateverTheUnits() {
    // 2 us; 6,700 ns; 100,000 per second are 10 us each; 5 in a us are 200 ns each.
    List<String> lines =
        report(
            entry("readFloor", "avgt", "us/op", 2),
            entry("read", "avgt", "ns/op", 6_700),
            entry("readMany", "thrpt", "ops/s", 100_000),
            entry("readFew", "thrpt", "ops/us", 5),
            entry("readOnce", "sample", "ms/op", 1),
            entry("readCold", "ss", "us/op", 2),
            entry("readBytes", "avgt", "B/op", 2));
    assertThat(lines.subList(1, lines.size()).stream().map(line -> line.replaceFirst(".* ", "")))
        .containsExactly("1.00", "3.35", "5.00", "0.100", "500.00", "n/a", "n/a");
  }

  @Test
  void floor_mayLackParameters_butHasNoOtherValueOfOne() {
    Map<String, String> small = Map.of("floats", "1");
    Map<String, String> large = Map.of("floats", "1000");
    List<String> lines =
        report(
            entry("copyFloor", small, "avgt", Status.MEASURED, "us/op", 1),
            entry("copyFloor", large, "avgt", Status.MEASURED, "us/op", 100),
            entry(
                "write",
                Map.of("floats", "1000", "to", "HEAP"),
                "avgt",
                Status.MEASURED,
                "us/op",
                300),
            entry("write", Map.of("floats", "7"), "avgt", Status.MEASURED, "us/op", 300));
    assertThat(lines.get(3)).endsWith(" 3.00");
    assertThat(lines.get(4)).endsWith(" n/a");
  }

  @Test
  void floorThatFailedOrWasNotFinished_dividesNothing() {
    for (Status status : List.of(Status.FAILED, Status.UNFINISHED)) {
      assertThat(
              report(
                  entry("readFloor", Map.of(), "avgt", status, "us/op", 1),
                  entry("read", "avgt", "us/op", 3)))
          .filteredOn(line -> line.startsWith("ParsingBenchmark.read "))
          .singleElement()
          .asString()
          .endsWith(" n/a");
    }
  }

  @Test
  void scoresOfFailures_areNotInTheTable_thoseOfTheUnfinishedAreMarked() {
    List<String> lines =
        report(
            entry("readFloor", "avgt", "us/op", 1),
            entry("crash", Map.of(), "avgt", Status.FAILED, "us/op", 7.125),
            entry("later", Map.of(), "avgt", Status.UNFINISHED, "us/op", 8.125));
    assertThat(lines).noneMatch(line -> line.contains("7.125"));
    assertThat(lines).anyMatch(line -> line.matches("\\S+later +unfinished .* 8\\.125 .* n/a"));
    assertThat(lines).contains("ParsingBenchmark.crash: failed: exit code 134");
  }
}
