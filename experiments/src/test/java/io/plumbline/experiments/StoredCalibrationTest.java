package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredCalibrationTest {

  private static Environment environment(String processor, String jdk, String... flags) {
    return new Environment(
        "plumbline test",
        Optional.of(processor),
        2,
        OptionalLong.empty(),
        "Linux 1",
        jdk,
        List.of(flags),
        1,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private static final Environment HERE = environment("a processor", "Vendor 17.0.1");

  private static CalibrationDocument calibration(LoadSettings settings) {
    return new CalibrationDocument(
        Document.SCHEMA_VERSION,
        CalibrationDocument.KIND,
        Optional.empty(),
        HERE,
        Instant.EPOCH,
        List.of("calibrate"),
        42,
        StoredCalibration.comparable(settings),
        List.of(),
        Map.of());
  }

  private static LoadSettings settings(Map<String, Object> flags) {
    return LoadSettings.of(Optional.empty(), flags);
  }

  private static List<String> differences(Environment here, Map<String, Object> flags) {
    return StoredCalibration.differences(
        calibration(LoadSettings.defaults()), StoredCalibration.comparable(settings(flags)), here);
  }

  @Test
  void sameMachine_isRecognised_whateverItsTerminal() {
    assertThat(differences(HERE, Map.of())).isEmpty();
    assertThat(
            differences(
                environment("a processor", "Vendor 17.0.1", "-Dplumbline.stderr.terminal=true"),
                Map.of("total-qps", 5.0, "workload", "urgent_heavy")))
        .isEmpty();
  }

  @Test
  void otherMachineOrJdkOrSettings_isToldWithBothValues() {
    assertThat(differences(environment("another", "Vendor 21", "-Xmx1g"), Map.of("issuers", 2)))
        .containsExactly(
            "processor was a processor, is another",
            "JDK was Vendor 17.0.1, is Vendor 21",
            "JVM flags was [], is [-Xmx1g]",
            "--issuers was 1, is 2");
  }

  @Test
  void namedFile_isReadAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("calibration.json");
    CalibrationDocument document = calibration(LoadSettings.defaults());
    Documents.write(file, document);
    LoadSettings settings = settings(Map.of("calibration", file.toString()));
    List<String> notes = new ArrayList<>();
    assertThat(StoredCalibration.find(settings, HERE, notes)).contains(document);
    assertThat(notes).isEmpty();
    assertThat(StoredCalibration.find(settings, environment("another", "Vendor 17.0.1"), notes))
        .isEmpty();
    assertThat(notes)
        .containsExactly(
            "the calibration " + file + " is not used: processor was a processor, is another");
  }

  @Test
  void namedFileThatCannotBeRead_isRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("calibration.json");
    LoadSettings settings = settings(Map.of("calibration", file.toString()));
    assertThatThrownBy(() -> StoredCalibration.find(settings, HERE, new ArrayList<>()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--calibration: cannot read " + file);
    Files.writeString(file, "{\"kind\": \"tea\", \"schemaVersion\": 1}");
    assertThatThrownBy(() -> StoredCalibration.find(settings, HERE, new ArrayList<>()))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("not a calibration document: kind is \"tea\"");
  }
}
