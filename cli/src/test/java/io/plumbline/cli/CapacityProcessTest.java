package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code capacity} as users run it: a process, a child per probe, a document, exit codes. */
class CapacityProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(100);
  private static final Map<String, Integer> EXIT_CODES =
      Map.of("found", 0, "at-least", 0, "none", 1, "unknown", 3);

  private static TestProcess capacity(Path folder, int durationMillis, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "capacity",
                "--from",
                "500",
                "--max-rate",
                "600",
                "--duration-ms",
                Integer.toString(durationMillis),
                "--min-query-count",
                "1",
                "--transport",
                "null",
                "--rehearsal-ms",
                "0",
                "--output-dir",
                "out"));
    arguments.addAll(List.of(more));
    return TestProcess.plumbline(folder, arguments.toArray(String[]::new));
  }

  private static JsonNode document(Path folder) throws IOException {
    return JsonMapper.builder().build().readTree(folder.resolve("out/capacity.json").toFile());
  }

  /** Whether runs are valid is the machine's to say; the rest is not. */
  @Test
  void search_tellsEveryProbeAndItsAnswer_andKeepsThemWhenStartedAgain(@TempDir Path folder)
      throws IOException, InterruptedException {
    int exitCode;
    String statement;
    try (TestProcess capacity = capacity(folder, 1_200)) {
      exitCode = capacity.awaitExit(LIMIT);
      List<String> out = capacity.out().all(LIMIT);
      assertThat(out.get(0)).startsWith("step").contains("at_least_%", "design_effect");
      assertThat(out.get(1)).matches("bracket +\\w+ +(total|n/a) +poisson@500.00 +42 .*");
      assertThat(out).last().isEqualTo("written: out/capacity.json");
      statement = out.get(out.size() - 2);
      assertThat(capacity.err().all(LIMIT))
          .anyMatch(
              line ->
                  line.startsWith(
                      "plumbline: probe 1 (bracket): balanced poisson@500.00, run 1, "));
    }
    JsonNode document = document(folder);
    assertThat(document.at("/kind").asText()).isEqualTo("capacity");
    assertThat(document.at("/complete").asBoolean()).isTrue();
    assertThat(document.at("/answer/statement").asText()).isEqualTo(statement);
    assertThat(EXIT_CODES).containsEntry(document.at("/answer/kind").asText(), exitCode);
    for (JsonNode probe : document.at("/probes")) {
      Path run = folder.resolve("out").resolve(probe.at("/point/document").asText());
      JsonNode result = JsonMapper.builder().build().readTree(run.toFile());
      assertThat(result.at("/seed").asLong()).isEqualTo(probe.at("/seed").asLong());
      assertThat(result.at("/run/plan/ratePerSecond").asDouble())
          .isEqualTo(probe.at("/point/ratePerSecond").asDouble());
      assertThat(probe.at("/outcome").asText().equals("invalid"))
          .isEqualTo(!result.at("/run/verdict/valid").asBoolean());
    }

    Path first = folder.resolve("out/balanced-500-seed42/result.json");
    FileTime before = Files.getLastModifiedTime(first);
    try (TestProcess again = capacity(folder, 1_200)) {
      assertThat(again.awaitExit(LIMIT)).isEqualTo(exitCode);
      assertThat(again.err().all(LIMIT))
          .contains("plumbline: note: balanced-500-seed42 was played before, and is kept")
          .noneMatch(line -> line.contains("plumbline: probe "));
      assertThat(again.out().all(LIMIT)).contains(statement);
    }
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(before);
    assertThat(document(folder).at("/probes")).isEqualTo(document.at("/probes"));
  }

  @Test
  void findPeak_looksAsLoadGenDoes(@TempDir Path folder) throws IOException, InterruptedException {
    try (TestProcess capacity =
        capacity(folder, 1_200, "--find-peak", "--boundary-step", "0.1", "--decimals", "0")) {
      int exitCode = capacity.awaitExit(LIMIT);
      JsonNode document = document(folder);
      assertThat(document.at("/question/procedure").asText()).isEqualTo("find-peak");
      assertThat(EXIT_CODES).containsEntry(document.at("/answer/kind").asText(), exitCode);
      assertThat(document.at("/probes"))
          .allMatch(probe -> probe.at("/seed").asLong() == 42)
          .first()
          .matches(probe -> probe.at("/point/ratePerSecond").asDouble() == 500);
    }
  }

  @Test
  void search_toldToStop_saysSo(@TempDir Path folder) throws IOException, InterruptedException {
    try (TestProcess capacity = capacity(folder, 60_000)) {
      capacity.err().await("plumbline: probe 1", LIMIT);
      capacity.signal("TERM");
      assertThat(capacity.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(document(folder).at("/complete").asBoolean(true)).isFalse();
      assertThat(document(folder).at("/answer").isMissingNode()).isTrue();
      assertThat(capacity.children()).isEmpty();
    }
  }
}
