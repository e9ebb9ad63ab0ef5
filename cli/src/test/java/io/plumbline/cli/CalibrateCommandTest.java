package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code calibrate} as users run it; what it measures depends on who else is at work. */
class CalibrateCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void calibrate_findsAFloorAndStoresIt(@TempDir Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("null.yaml"), "transport: \"null\"\nrehearsal-ms: 0\n");
    try (TestProcess calibrate =
        TestProcess.plumbline(folder, "calibrate", "--quick", "--config", "null.yaml")) {
      assertThat(calibrate.awaitExit(LIMIT)).isIn(0, 3);
      List<String> out = calibrate.out().all(LIMIT);
      assertThat(out.get(0)).startsWith("payload").contains("slip_p99_ms", "p99_ms");
      assertThat(out.get(1)).matches("tiny +(yes|no) +1000 +\\d+ .*");
      assertThat(out).last().isEqualTo("written: ./plumbline-calibration.json");
    }
    JsonNode stored =
        JsonMapper.builder()
            .build()
            .readTree(folder.resolve("plumbline-calibration.json").toFile());
    assertThat(stored.path("kind").asText()).isEqualTo("calibration");
    assertThat(stored.path("payloads").findValuesAsText("name")).containsExactly("tiny", "image");
    assertThat(stored.at("/settings/transport").asText()).isEqualTo("null");
    assertThat(stored.at("/environment/cores").asInt()).isPositive();
  }

  @Test
  void interruptedCalibration_endsSoon_andWritesNothing(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (TestProcess calibrate = TestProcess.plumbline(folder, "calibrate", "--theory")) {
      calibrate.err().await("queue 1 of 18: M/M/1@0.5", LIMIT);
      calibrate.signal("INT");
      assertThat(calibrate.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(calibrate.err().all(LIMIT))
          .contains("plumbline: note: stopping before it is over; nothing is written");
      assertThat(calibrate.out().all(LIMIT)).isEmpty();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void wrongUsage_isToldInOneLine() {
    assertThat(Invocation.of("calibrate", "--only", "M/M/1").err())
        .containsExactly("calibrate: --only M/M/1 needs --theory");
    assertThat(Invocation.of("calibrate", "--seed", "7").err())
        .containsExactly("calibrate: --seed 7 needs --theory");
    assertThat(Invocation.of("calibrate", "--theory", "--only", "M/M/2").err())
        .singleElement()
        .asString()
        .startsWith("calibrate: --only: no such queue: M/M/2; there are M/M/1@0.5, ");
    Invocation folder = Invocation.of("calibrate", "--output", ".");
    assertThat(folder.exitCode()).isEqualTo(2);
    assertThat(folder.err()).containsExactly("calibrate: --output: is a folder: .");
  }
}
