package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String yaml) throws IOException {
    Path file = folder.resolve("w.yaml");
    Files.writeString(file, yaml);
    return file;
  }

  @Test
  void file_definesClassesModelsAndShapes() throws IOException {
    Path file =
        file(
            """
            name: chat
            models:
              small: {shape: [1, 128]}
            classes:
              - {tier: 1, slo: urgent, slo-ms: 50.5, share: 0.25, models: {small: 1.0}}
              - {tier: 2, slo: normal, slo-ms: 400, share: 0.75, models: {small: 0.4, resnet50: 0.6}}
            """);
    Workload workload = Workloads.named(file.toString());
    assertThat(workload.name()).isEqualTo("chat");
    assertThat(workload.models())
        .containsExactly(
            new Model("small", List.of(1, 128)), new Model("resnet50", Model.IMAGE_SHAPE));
    assertThat(workload.classes().get(0).sloNanos()).isEqualTo(50_500_000);
    assertThat(workload.classes())
        .extracting(RequestClass::label)
        .containsExactly("1:urgent", "2:normal");
  }

  @Test
  void classes_mayHaveShapesAndSwitchesOfTheirOwn() throws IOException {
    Path file =
        file(
            """
            name: chat
            models:
              late: {shape: [1, 8]}
            classes:
              - {tier: 1, slo: urgent, slo-ms: 50, share: 0.25, models: {m: 1.0}, arrivals: constant}
              - tier: 2
                slo: relaxed
                slo-ms: 400
                share: 0.75
                models: {m: 1.0}
                arrivals: burst:1,4,5
                switches: [{at-s: 30, models: {late: 1.0}}, {at-s: 40.5, models: {m: 0.5, late: 0.5}}]
            """);
    Workload workload = Workloads.named(file.toString());
    assertThat(workload.classes().get(0).arrivals()).hasToString("Optional[constant]");
    RequestClass second = workload.classes().get(1);
    assertThat(second.arrivals()).hasToString("Optional[burst:1,4,5]");
    assertThat(second.switches())
        .extracting(RequestClass.ModelSwitch::atNanos)
        .containsExactly(30_000_000_000L, 40_500_000_000L);
    assertThat(workload.models()).extracting(Model::name).containsExactly("m", "late");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, arrivals: x} | class 1:a: arrivals x: must be one of",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, arrivals: 'trace:x'} | class 1:a: arrivals trace:x: a trace tells of all classes; it cannot shape one",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, switches: [{at-s: 0, models: {m: 1}}]} | a switch of models must come after the start: 0 ns",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, switches: [{at-s: 2, models: {m: 1}}, {at-s: 1, models: {m: 1}}]} | switches of class 1:a must be in the order of time: 1000000000 ns",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, switches: [{at-s: 2, models: {m: 0.5}}]} | class 1:a must sum to 1: 0.5",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, switches: [{models: {m: 1}}]} | line 3: classes.0.switches.0.at-s: ",
        "{tier: 1, slo: a, slo-ms: 5, share: 0.9, models: {m: 1}} | must sum to 1: 0.9",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 0.5}} | must sum to 1: 0.5",
        "{tier: 1, slo: a, slo-ms: 0, share: 1, models: {m: 1}} | at most 30 days: 0 ns",
        "{tier: one, slo: a, slo-ms: 5, share: 1, models: {m: 1}} | line 3: classes.0.tier: ",
        "{tier: 1, slo: a, slo-ms: 5, models: {m: 1}} | line 3: classes.0.share: ",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, modles: {m: 1}} | line 3: classes.0.models: is missing",
        "{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}, x: 1} | line 3: classes.0.x: "
      })
  void file_thatIsWrongIsNamedWithWhatIsWrong(String requestClass, String says) throws IOException {
    Path file = file("name: w\nclasses:\n  - " + requestClass + "\n");
    assertThatThrownBy(() -> Workloads.named(file.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(says);
  }

  @Test
  void unknownName_listsThoseThereAre() {
    assertThatThrownBy(() -> Workloads.named("blanced"))
        .hasMessage(
            "unknown workload \"blanced\": must be one of balanced, urgent_heavy, batch_heavy, or a"
                + " YAML file");
  }
}
