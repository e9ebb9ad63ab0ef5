package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  private static LoadGenVerdict loadGen() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(1, 1_000_000_000);
    queries.answered(0, 5, 10);
    return new LoadGenRun(
            "sut",
            5,
            .99,
            0,
            1,
            new LoadGenRun.Seeds(1, 2, 3),
            new LoadGenRun.SampleLibrary(1000, 500, false),
            Optional.empty(),
            queries.build())
        .verdict();
  }

  private static LoadDocument document() {
    FakeRows rows = new FakeRows().add(0, "OK", 10, 12, 112).add(1, "UNAVAILABLE", 20, 20, 30);
    Environment environment =
        new Environment(
            "plumbline test",
            Optional.of("a processor"),
            2,
            OptionalLong.empty(),
            "Linux 1",
            "a JDK",
            List.of("-Xmx1g"),
            1L << 30,
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.of(.5),
            OptionalDouble.empty());
    LoadDocument.Run run =
        new LoadDocument.Run(
            "127.0.0.1:1",
            new LoadDocument.Plan(
                "w", 5, 1, 1, Optional.empty(), 2, 20_000_000, "abc", Optional.empty()),
            Map.of("total-qps", 5.0),
            2,
            0,
            2,
            30_000_000,
            false,
            Optional.empty(),
            new LoadDocument.Verdict(
                false,
                List.of(
                    new LoadDocument.CheckResult("slip_p99", false, 2e6, "<=", 1e6, "ns", "late"))),
            List.of(new LoadDocument.ErrorSummary("UNAVAILABLE", "gone", 1, 30, 30)),
            Interval.of(rows),
            List.of("a note"),
            Optional.of(
                new LoadDocument.Health(
                    31_000_000,
                    List.of(new LoadDocument.Reading("gc_time", .25, "1")),
                    List.of(new LoadDocument.Pause(5, 20_000_000)),
                    List.of(new LoadDocument.Pause(6, 19_000_000)))),
            Optional.of(
                new LoadDocument.InFlight(
                    30,
                    OptionalLong.of(29),
                    .5,
                    2,
                    List.of(new LoadDocument.InFlightSecond(-7, .5, 2)))),
            Optional.of(new LoadDocument.Calibration(Instant.EPOCH, 1, 1000, .005, true)),
            List.of(new LoadDocument.Incident("silent", 12, 112, "no answer for 0.1 s")),
            Optional.empty(),
            Map.of());
    return new LoadDocument(
        Document.SCHEMA_VERSION,
        LoadDocument.KIND,
        Optional.of(new Commit("abc", Optional.of("main"), Instant.ofEpochSecond(7), true)),
        environment,
        Instant.parse("2026-01-02T03:04:05.000000006Z"),
        List.of("run"),
        42,
        run,
        LoadEntries.of(rows, 20_000_000, c -> Optional.of(loadGen())),
        LoadEntries.models(rows, 20_000_000),
        Map.of());
  }

  @Test
  void document_isReadBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("a/b.json");
    Documents.write(file, document());
    assertThat(Documents.readLoad(file)).usingRecursiveComparison().isEqualTo(document());
  }

  @Test
  void figuresMadeFromOthers_areWrittenForReaders_andNotTakenForUnknownFields() throws IOException {
    LoadDocument run = FakeRun.of(FakeRun.rising(1000), 1000);
    Path file = folder.resolve("a.json");
    Documents.write(file, run);
    assertThat(Documents.text(run)).isEqualTo(Files.readString(file));
    JsonNode urgent = PLAIN.readTree(file.toFile()).path("entries").path(0);
    assertThat(urgent.at("/sloOutcome/deadlineMisses").asInt()).isEqualTo(900);
    assertThat(urgent.at("/sloOutcome/attainment/share").asDouble()).isEqualTo(.1);
    assertThat(urgent.at("/sloOutcome/attainment/low").asDouble()).isBetween(.08, .1);
    assertThat(urgent.at("/sloOutcome/goodputPerSecond").asDouble()).isEqualTo(100);
    JsonNode response = urgent.at("/responseTime");
    assertThat(response.at("/quantileConfidence/0.95/lowNanos").asDouble() / 1e6)
        .isBetween(935.0, 937.0);
    assertThat(response.at("/quantileConfidence/0.999").has("lowNanos")).isFalse();
    assertThat(response.at("/quantileConfidence/0.999/requestsNeeded").asLong()).isEqualTo(10_000);
    LoadDocument read = Documents.readLoad(file);
    assertThat(read).usingRecursiveComparison().isEqualTo(run);
    assertThat(read.entries()).allMatch(entry -> entry.unknownFields().isEmpty());
  }

  @Test
  void unknownValues_areAbsentAndNotNull() throws IOException {
    Path file = folder.resolve("a.json");
    Documents.write(file, document());
    String text = Files.readString(file);
    assertThat(text).doesNotContain("null").doesNotContain("NaN").doesNotContain("governor");
    JsonNode total = PLAIN.readTree(text).path("entries").path(2);
    assertThat(total.path("name").asText()).isEqualTo("total");
    assertThat(total.has("tier")).isFalse();
    // One good query of the 459 that early stopping asks for.
    assertThat(total.path("loadGen").path("valid").asBoolean(true)).isFalse();
    assertThat(total.path("loadGen").path("queriesMissing").asInt()).isEqualTo(458);
  }

  @Test
  void fieldsOfALaterVersion_surviveReadingAndWriting() throws IOException {
    Path file = folder.resolve("a.json");
    Documents.write(file, document());
    ObjectNode tree = (ObjectNode) PLAIN.readTree(file.toFile());
    tree.put("new", 1);
    ((ObjectNode) tree.path("run")).putObject("newer").put("a", "b");
    ((ObjectNode) tree.path("entries").path(0)).put("newest", true);
    Files.writeString(file, tree.toString());
    Path copy = folder.resolve("copy.json");
    Documents.write(copy, Documents.readLoad(file));
    JsonNode written = PLAIN.readTree(copy.toFile());
    assertThat(written.path("new").asInt()).isEqualTo(1);
    assertThat(written.path("run").path("newer").path("a").asText()).isEqualTo("b");
    assertThat(written.path("entries").path(0).path("newest").asBoolean()).isTrue();
  }

  @Test
  void reader_saysWhatIsWrongWithAFile() throws IOException {
    Path file = folder.resolve("a.json");
    Files.writeString(file, "{\"kind\": \"micro\"}");
    assertThatThrownBy(() -> Documents.readLoad(file))
        .hasMessage(file + ": not a load document: kind is \"micro\"");
    Files.writeString(file, "{\"kind\": \"load\", \"schemaVersion\": 99}");
    assertThatThrownBy(() -> Documents.readLoad(file))
        .hasMessage(file + ": schemaVersion must be 1 to 1: 99");
    Files.writeString(file, "{\"kind\": ");
    assertThatThrownBy(() -> Documents.readLoad(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteNumbers_neverGetIntoADocument(double value) {
    assertThatThrownBy(
            () -> new LoadDocument.CheckResult("x", true, value, "<=", 1, "1", "because"))
        .hasMessage("value must be finite: " + value);
    assertThatThrownBy(() -> new RequestRows.ClassOfRequests(1, "a", 1, value, 1))
        .hasMessage("ratePerSecond must be finite: " + value);
  }

  @Test
  void report_tellsWhyARunIsInvalid() {
    assertThat(LoadReport.lines(document(), Set.of()))
        .contains(
            "w, 5 requests/s against 127.0.0.1:1: 2 requests planned over 0.02 s, seed 42",
            "1 x UNAVAILABLE: gone (first at 0.00000003 s, last at 0.00000003 s)",
            "silent: no answer for 0.1 s",
            "Result is: INVALID",
            "  slip_p99: 2000000 ns, must be <= 1000000 ns: late");
  }
}
