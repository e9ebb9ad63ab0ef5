package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.LoadPlan;
import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import io.plumbline.results.LoadDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
        List.of(
            new CalibrationDocument.Payload(
                "image",
                150_528,
                OptionalDouble.of(40),
                List.of(
                    new CalibrationDocument.Step(
                        40,
                        100,
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("process_cpu", .25))))),
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
    StoredCalibration found = StoredCalibration.find(settings, settings.plan(), HERE);
    // 30 requests per second, of the 40 that hold.
    assertThat(found.use())
        .contains(new LoadDocument.Calibration(Instant.EPOCH, 150_528, 40, .75, false));
    assertThat(found.baseline()).isEqualTo(Map.of("process_cpu", .25));
    assertThat(found.notes())
        .containsExactly(
            "at its busiest the plan asks for 30 requests/s, 75 % of what this generator was calibrated"
                + " for with tensors of 150528 values: beyond 70 % its own limits may show in the"
                + " figures");
    StoredCalibration elsewhere =
        StoredCalibration.find(settings, settings.plan(), environment("another", "Vendor 17.0.1"));
    assertThat(elsewhere.use()).isEmpty();
    assertThat(elsewhere.notes())
        .containsExactly(
            "the calibration " + file + " is not used: processor was a processor, is another");
  }

  @Test
  void runBeyondWhatWasTried_hasNoBaseline() {
    StoredCalibration found =
        StoredCalibration.of(
            calibration(LoadSettings.defaults()), settings(Map.of("total-qps", 41.0)).plan(), true);
    assertThat(found.use().orElseThrow().trusted()).isFalse();
    assertThat(found.baseline()).isEmpty();
  }

  @Test
  void surge_countsAtItsHighest_ifItIsPlayed() {
    CalibrationDocument document = calibration(LoadSettings.defaults());
    // 10 requests per second, and for five seconds 30, of the 40 that hold.
    Map<String, Object> flags = Map.of("total-qps", 10.0, "arrivals", "spike:10,5,3");
    assertThat(
            StoredCalibration.of(document, settings(flags).plan(), true)
                .use()
                .orElseThrow()
                .usedRatio())
        .isEqualTo(.75);
    Map<String, Object> tooShort =
        Map.of(
            "total-qps",
            10.0,
            "arrivals",
            "spike:10,5,3",
            "duration-ms",
            9_000,
            "min-query-count",
            1);
    assertThat(
            StoredCalibration.of(document, settings(tooShort).plan(), true)
                .use()
                .orElseThrow()
                .usedRatio())
        .isEqualTo(.25);
  }

  @Test
  void oneChannelPerClass_isAsManyAsTheWorkloadHasClasses() {
    String one =
        "{name: one, classes: [{tier: 1, slo: a, slo-ms: 5, share: 1, models: {resnet50: 1}}]}";
    assertThat(differences(HERE, Map.of("workload", one)))
        .containsExactly("--channels was 9, is 1");
    assertThat(differences(HERE, Map.of("workload", one, "channels", 9))).isEmpty();
  }

  @Test
  void runThatAsksForLittle_isTrusted_andAClosedLoopAsksForNoRate() {
    CalibrationDocument document = calibration(LoadSettings.defaults());
    LoadPlan plan = settings(Map.of("total-qps", 28.0)).plan();
    assertThat(StoredCalibration.of(document, plan, true).notes()).isEmpty();
    assertThat(StoredCalibration.of(document, plan, true).use().orElseThrow().trusted()).isTrue();
    assertThat(StoredCalibration.of(document, plan, false).use()).isEmpty();
  }

  @Test
  void namedFileThatCannotBeRead_isRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("calibration.json");
    LoadSettings settings = settings(Map.of("calibration", file.toString()));
    assertThatThrownBy(() -> StoredCalibration.find(settings, settings.plan(), HERE))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--calibration: cannot read " + file);
    Files.writeString(file, "{\"kind\": \"tea\", \"schemaVersion\": 1}");
    assertThatThrownBy(() -> StoredCalibration.find(settings, settings.plan(), HERE))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("not a calibration document: kind is \"tea\"");
  }
}
