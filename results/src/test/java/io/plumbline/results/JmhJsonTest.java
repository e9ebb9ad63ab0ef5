package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmhJsonTest {
  @TempDir private Path folder = Path.of("");

  private Path stored(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream stored = getClass().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(stored), file);
    }
    return file;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("jmh.json"), text);
  }

  /** With the least that JMH has ever written. */
  private static String result(String mode, String primary, String more) {
    return """
        {"benchmark": "a.B.c", "mode": "%s", "threads": 1, "forks": 1, "primaryMetric":
          {"score": 1.0, "scoreUnit": "us/op", %s}%s}
        """
        .formatted(mode, primary, more);
  }

  private MicroEntry only(String result) throws IOException {
    List<MicroEntry> entries = JmhJson.read(file("[" + result + "]"));
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  private void assertRefused(String text, String... problem) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> JmhJson.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(problem);
  }

  @Test
  void resultsOfAnOldVersion_areRead() throws IOException {
    MicroEntry entry = JmhJson.read(stored("jmh-1.36.json")).get(0);
    assertThat(entry.name()).isEqualTo("a.b.ParsingBenchmark.read");
    assertThat(entry.mode()).isEqualTo("avgt");
    assertThat(entry.status()).isEqualTo(Status.MEASURED);
    assertThat(entry.params()).isEqualTo(Map.of("floats", "1000", "order", ""));
    Samples score = entry.score().orElseThrow();
    assertThat(score.unit()).isEqualTo("us/op");
    assertThat(score.forks())
        .as("ragged")
        .isEqualTo(List.of(List.of(1.0, 2.0, 3.0), List.of(152.52, 4.0)));
    assertThat(score.percentiles()).as("of iterations, which are no latencies").isEmpty();
    // Without its dot, and without the iteration that was no number.
    assertThat(entry.secondary().keySet()).containsExactly(MicroEntry.ALLOCATION);
    assertThat(entry.secondary().get(MicroEntry.ALLOCATION))
        .isEqualTo(new Samples("B/op", List.of(List.of(16.0), List.of(24.0)), List.of()));
    assertThat(entry.jmh())
        .contains(
            new Jmh(
                "1.36",
                2,
                5,
                OptionalLong.of(10_000_000_000L),
                3,
                OptionalLong.of(500_000_000),
                1,
                4,
                1,
                "/jdk/bin/java",
                List.of("-Xmx1g"),
                "1.8.0_402",
                "a VM",
                "25.402-b06",
                List.of("gc")));
  }

  @Test
  void resultsOfTheCurrentVersion_areRead() throws IOException {
    List<MicroEntry> entries = JmhJson.read(stored("jmh-1.37.json"));
    assertThat(entries)
        .extracting(MicroEntry::mode)
        .containsExactly("thrpt", "avgt", "sample", "ss");
    for (MicroEntry entry : entries) {
      assertThat(entry.simpleName()).isEqualTo("RecordingBenchmark.storeLongsFloor");
      assertThat(entry.status()).isEqualTo(Status.MEASURED);
      assertThat(entry.params()).isEmpty();
      assertThat(entry.secondary().keySet())
          .containsExactly("gc.alloc.rate", MicroEntry.ALLOCATION, "gc.count");
      assertThat(entry.score().orElseThrow().forks()).hasSize(2).allMatch(f -> f.size() == 2);
    }
    // JMH's own score and percentiles of this file.
    assertThat(entries.get(1).score().orElseThrow().mean().orElseThrow())
        .isCloseTo(3.483195074485085, within(1e-12));
    Samples sampled = entries.get(2).score().orElseThrow();
    assertThat(sampled.percentiles()).hasSize(2);
    assertThat(sampled.percentiles()).extracting(p -> p.get(0.0)).containsExactly(20.0, 20.0);
    assertThat(sampled.percentiles()).extracting(p -> p.get(100.0)).containsExactly(1382.0, 1080.0);
    assertThat(entries.get(3).jmh().orElseThrow().measurementNanos()).isEmpty();
  }

  @Test
  void sampledIteration_countsAsItsWeightedMean() throws IOException {
    // Two values of 1 and one of 4: mean 2. Together with 7 the fork has 1 1 4 7.
    MicroEntry entry =
        only(
            result(
                "sample", "\"rawDataHistogram\": [[[[1.0, 2], [4.0, 1]], [[7.0, 1]]], [[]]]", ""));
    Samples score = entry.score().orElseThrow();
    assertThat(score.forks()).isEqualTo(List.of(List.of(2.0, 7.0), List.of()));
    assertThat(score.percentiles()).hasSize(1);
    assertThat(score.percentiles().get(0))
        .containsEntry(0.0, 1.0)
        .containsEntry(50.0, 1.0)
        .containsEntry(90.0, 7.0)
        .containsEntry(100.0, 7.0);
  }

  @Test
  void numberThatIsNotFinite_isLeftOut() throws IOException {
    MicroEntry some =
        only(
            result(
                "avgt",
                "\"rawData\": [[\"NaN\", 1.0], [2.0, \"+INF\", \"-INF\", NaN, 1e999]]",
                ""));
    assertThat(some.score().orElseThrow().forks()).isEqualTo(List.of(List.of(1.0), List.of(2.0)));
    assertThat(some.status()).isEqualTo(Status.MEASURED);
    MicroEntry none = only(result("avgt", "\"rawData\": [[\"NaN\"], [\"NaN\"]]", ""));
    assertThat(none.status()).isEqualTo(Status.FAILED);
    assertThat(none.reason()).contains("no iteration's score was a finite number");
    assertThat(none.score()).isEmpty();
  }

  @Test
  void forkThatIsNotThere_makesTheEntryUnfinished() throws IOException {
    String threeForks =
        result("avgt", "\"rawData\": [[1.0], [2.0]]", "").replace("\"forks\": 1", "\"forks\": 3");
    assertThat(only(threeForks).status()).isEqualTo(Status.UNFINISHED);
    String inProcess =
        result("avgt", "\"rawData\": [[1.0]]", "").replace("\"forks\": 1", "\"forks\": 0");
    assertThat(only(inProcess).status()).isEqualTo(Status.MEASURED);
  }

  @Test
  void whatAnOldVersionDoesNotSay_isUnknown() throws IOException {
    MicroEntry entry = only(result("avgt", "\"rawData\": [[1.0]]", ""));
    Jmh jmh = entry.jmh().orElseThrow();
    assertThat(jmh.version()).isEqualTo("unknown");
    assertThat(jmh.jdkVersion()).isEqualTo("unknown");
    assertThat(jmh.warmupNanos()).isEmpty();
    assertThat(entry.params()).isEmpty();
    assertThat(entry.secondary()).isEmpty();
    String nulls = ", \"params\": null, \"secondaryMetrics\": null, \"jvmArgs\": null";
    assertThat(only(result("avgt", "\"rawData\": [[1.0]]", nulls))).isEqualTo(entry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "US-ASCII"})
  void dotInAName_isKnownInAnyCharacterSet(String charset) throws IOException {
    String text =
        result(
            "sample",
            "\"rawDataHistogram\": [[[[1.0, 2]]]]",
            ", \"secondaryMetrics\": {\"·gc.alloc.rate.norm\": {\"scoreUnit\": \"B/op\", \"rawData\":"
                + " [[8.0]]}, \"c:c·p0.99\": {\"scoreUnit\": \"us/op\", \"rawData\": [[1.0]]}}");
    Path file = folder.resolve("jmh.json");
    Files.write(file, ("[" + text + "]").getBytes(Charset.forName(charset)));
    assertThat(JmhJson.read(file).get(0).secondary().keySet())
        .containsExactly(MicroEntry.ALLOCATION);
  }

  @Test
  void resultWithoutRawData_isRefused() throws IOException {
    for (String none : List.of("\"rawData\": []", "\"rawData\": [[], []]", "\"x\": 1")) {
      assertRefused(
          "[" + result("avgt", none, "") + "]", "a.B.c: no rawData", "-Djmh.json.rawData=false");
    }
  }

  @Test
  void benchmarkThatIsThereTwice_isRefused() throws IOException {
    String once = result("avgt", "\"rawData\": [[1.0]]", "");
    String otherMode = result("thrpt", "\"rawData\": [[1.0]]", "");
    String otherParams = result("avgt", "\"rawData\": [[1.0]]", ", \"params\": {\"n\": \"1\"}");
    String otherThreads = once.replace("\"threads\": 1", "\"threads\": 2");
    String distinct = String.join(",", once, otherMode, otherParams, otherThreads);
    assertThat(JmhJson.read(file("[" + distinct + "]"))).hasSize(4);
    assertRefused(
        "[" + distinct + "," + otherParams + "]",
        "results 2 and 4 are both B.c [n=1] in mode avgt; which of them counts?");
  }

  @Test
  void fileThatIsNoResult_isRefusedByName() throws IOException {
    assertRefused("{}", "not a JMH result: not an array");
    assertRefused("", "not a JMH result: not an array");
    assertRefused("[ ]", "not a JMH result: an empty array");
    assertRefused("[{\"benchmark\": \"a.B.c\",\n \"mode\"", "line 2: ");
    assertRefused("[{\"mode\": \"avgt\"}]", "benchmark must be a class and a method: \"\"");
    assertRefused("[1]", "benchmark must be a class and a method: \"\"");
    assertRefused(
        "[" + result("fast", "\"rawData\": [[1.0]]", "") + "]", "a.B.c: mode must be one of");
    assertRefused(
        "[" + result("avgt", "\"rawData\": [[\"x\"]]", "") + "]",
        "raw data must be numbers: \"x\"");
    assertRefused(
        "[" + result("avgt", "\"rawData\": [[null]]", "") + "]", "raw data must be numbers: null");
    assertRefused(
        "[" + result("sample", "\"rawDataHistogram\": [[[[1.0, 0]]]]", "") + "]",
        "rawDataHistogram must hold [value, count]: [1.0,0]");
  }

  @Test
  void array_isToldFromADocument() throws IOException {
    assertThat(JmhJson.isArray(file(" \r\n\t[]"))).isTrue();
    assertThat(JmhJson.isArray(file("\n{}"))).isFalse();
    assertThat(JmhJson.isArray(file(""))).isFalse();
    assertThat(
            JmhJson.isArray(
                Files.write(folder.resolve("a"), "x[".getBytes(StandardCharsets.UTF_8))))
        .isFalse();
  }
}
