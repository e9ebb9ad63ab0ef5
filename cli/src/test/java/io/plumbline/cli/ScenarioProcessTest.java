package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios and results as users run them. */
class ScenarioProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String TINY =
      """
      name: tiny
      models: {small: {shape: [1, 8]}}
      classes:
        - {tier: 1, slo: urgent, slo-ms: 1000, share: 1, models: {small: 1.0}}
      """;

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(file.toFile());
  }

  /** Runs it to its end; what it said on stderr. */
  private static List<String> play(Path folder, int exitCode, String... arguments)
      throws IOException, InterruptedException {
    try (TestProcess process = TestProcess.plumbline(folder, arguments)) {
      int found = process.awaitExit(LIMIT);
      List<String> err = process.err().all(LIMIT);
      // A busy machine may make a run invalid; that is none of this test's business.
      assertThat(found).as(String.join("\n", err)).isIn(exitCode, exitCode == 0 ? 3 : exitCode);
      return err;
    }
  }

  private static String[] run(String config, String outputDir, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--config",
                config,
                "--output-dir",
                outputDir,
                "--metrics-csv",
                outputDir + ".csv"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static String hash(JsonNode result) {
    return result.at("/run/plan/scheduleSha256").asText();
  }

  @Test
  void shippedScenario_isPlayed_andItsResultPlayedAgain(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path chat = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    play(
        folder,
        0,
        run(
            "quick",
            "first",
            "--override",
            "duration-ms=300",
            "--override",
            "rehearsal-ms=0",
            "--override",
            "transport=\"null\"",
            "--workload",
            "tiny.yaml",
            "--total-qps",
            "40"));
    JsonNode first = json(folder.resolve("first/result.json"));
    assertThat(first.at("/run/settings/total-qps").asDouble()).isEqualTo(40);
    assertThat(first.at("/run/settings/duration-ms").asLong()).isEqualTo(300);
    assertThat(first.at("/run/settings/workload/classes/0/slo-ms").asDouble()).isEqualTo(1000);

    Files.writeString(chat, TINY.replace("tiny", "other").replace("[1, 8]", "[1, 9]"));
    assertThat(play(folder, 0, run("first/result.json", "second")))
        .contains("plumbline: note: schedule identical to first/result.json's");
    JsonNode second = json(folder.resolve("second/result.json"));
    assertThat(hash(second)).isEqualTo(hash(first));
    assertThat(second.at("/run/settings/workload")).isEqualTo(first.at("/run/settings/workload"));

    assertThat(play(folder, 0, run("first/result.json", "third", "--total-qps", "50")))
        .contains(
            "plumbline: note: schedule differs from first/result.json's, as was asked: --total-qps");
    assertThat(
            play(
                folder,
                2,
                "run",
                "--config",
                "first/result.json",
                "--override",
                "output-dir=elsewhere",
                "--override",
                "metrics-csv=first.csv/x"))
        .singleElement()
        .asString()
        .contains("metrics-csv");
  }

  @Test
  void sweep_isMadeOfAScenarioAndOfItsOwnResult(@TempDir Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("tiny.yaml"), TINY);
    Files.writeString(
        folder.resolve("scenario.yaml"),
        """
        transport: "null"
        rehearsal-ms: 0
        duration-ms: 200
        min-query-count: 1
        sweep:
          rates: [30]
          workloads: [tiny.yaml]
          allow-invalid: true
        capacity: {attainment: 0.9}
        """);
    play(folder, 0, "sweep", "--config", "scenario.yaml", "--output-dir", "first");
    JsonNode first = json(folder.resolve("first/sweep.json"));
    assertThat(first.at("/points/0/name").asText()).isEqualTo("tiny-30-1");
    assertThat(first.at("/settings/sweep/rates/0").asText()).isEqualTo("30");
    Files.delete(folder.resolve("tiny.yaml"));
    play(
        folder,
        0,
        "sweep",
        "--config",
        "first/sweep.json",
        "--repeat",
        "2",
        "--output-dir",
        "second");
    JsonNode second = json(folder.resolve("second/sweep.json"));
    assertThat(second.at("/points")).hasSize(2);
    assertThat(hash(json(folder.resolve("second/tiny-30-2/result.json"))))
        .isEqualTo(hash(json(folder.resolve("first/tiny-30-1/result.json"))));
  }
}
