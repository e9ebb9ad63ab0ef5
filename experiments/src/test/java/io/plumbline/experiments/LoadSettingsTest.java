package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.LoadPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadSettingsTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String yaml) throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, yaml);
    return file;
  }

  @Test
  void flags_overrideTheFileAndTheFileTheDefaults() throws IOException {
    Path file = file("total-qps: 7\nseed: 5\ntransport: in-process\n");
    LoadSettings settings = LoadSettings.of(Optional.of(file), Map.of("seed", 6L));
    assertThat(settings.totalQps()).isEqualTo(7);
    assertThat(settings.seed()).isEqualTo(6);
    assertThat(settings.transport()).isEqualTo(LoadSettings.Transport.IN_PROCESS);
    assertThat(settings.durationMs()).isEqualTo(60_000);
    assertThat(settings.jsonFile()).isEqualTo(Path.of("./loadgen_logs/result.json"));
  }

  @Test
  void settings_areKeptAsAFileWouldSayThem() {
    Map<String, Object> map = Yaml.toMap(LoadSettings.defaults());
    assertThat(map).containsEntry("total-qps", 30.0).doesNotContainKey("scheduler-url");
    assertThat(LoadSettings.names()).containsAll(map.keySet()).contains("scheduler-url", "json");
    assertThat(LoadSettings.of(Optional.empty(), map)).isEqualTo(LoadSettings.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "total-qps: fast     | line 1: total-qps: ",
        "'\nduration-ms: 0'  | line 2: --duration-ms must be at least 1: 0",
        "'seed: 1\nqps: 3'   | line 2: unknown setting \"qps\"",
        "'seed: 1\nseed: 2'  | line 2: ",
        "'a: [1'             | line ",
        "min-query-count: 1.5| line 1: min-query-count: ",
        "total-qps: .nan     | line 1: Malformed numeric value",
        "transport: smoke    | line 1: transport: "
      })
  void file_thatIsWrongIsNamedWithLineAndField(String yaml, String says) throws IOException {
    Path file = file(yaml + "\n");
    assertThatThrownBy(() -> LoadSettings.of(Optional.of(file), Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(says)
        .hasMessageNotContainingAny("\n", "com.fasterxml");
  }

  @Test
  void file_thatIsNotThereIsNamed() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> LoadSettings.of(Optional.of(file), Map.of()))
        .hasMessageStartingWith("cannot read " + file);
  }

  @Test
  void flags_thatContradictAreRefused() {
    assertThatThrownBy(() -> LoadSettings.of(Optional.empty(), Map.of("equal-issue", 5)))
        .hasMessage("--equal-issue 5 is LoadGen's rule for ending a class: add --loadgen-seed");
    assertThatThrownBy(
            () ->
                LoadSettings.of(
                    Optional.empty(), Map.of("transport", "null", "scheduler-url", "a:1")))
        .hasMessage("--transport null brings its own target: leave out --scheduler-url a:1");
    assertThatThrownBy(() -> LoadSettings.of(Optional.empty(), Map.of("loadgen-seed", "-1")))
        .hasMessage("--loadgen-seed must be an unsigned 64-bit number: \"-1\"");
  }

  @Test
  void arrivals_becomeThePlansShape() {
    LoadPlan plan =
        LoadSettings.of(Optional.empty(), Map.of("arrivals", "burst:1,4,5", "total-qps", 20))
            .plan();
    assertThat(plan.arrivals()).hasToString("burst:1,4,5");
    assertThat(plan.label()).isEqualTo("burst@20.00");
    assertThat(LoadSettings.defaults().plan().label()).isEqualTo("poisson@30.00");
    assertThatThrownBy(() -> LoadSettings.of(Optional.empty(), Map.of("arrivals", "gamma")))
        .isInstanceOf(UsageException.class)
        .hasMessage("--arrivals gamma: must be gamma:CV, such as gamma:2.5");
    LoadSettings loadGen =
        LoadSettings.of(Optional.empty(), Map.of("arrivals", "constant", "loadgen-seed", "7"));
    assertThatThrownBy(loadGen::plan)
        .hasMessage(
            "LoadGen's streams are poisson: leave out either LoadGen's seed or arrivals constant");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "concurrent:8   | over-saturation | stop | --over-saturation stop needs an open loop: what concurrent:8 asks, the target decides",
        "concurrent:8   | max-outstanding | 4    | --max-outstanding 4 needs an open loop: concurrent:8 says itself how many are outstanding",
        "synchronous    | loadgen-seed    | 7    | --loadgen-seed 7 needs an open loop: LoadGen's streams say when requests come",
        "multi-stream:8 | max-requests    | 5    | --max-requests must be at least 8: 5"
      })
  void closedLoops_refuseWhatTheyWouldIgnore(
      String arrivals, String flag, String value, String says) {
    Object typed = flag.startsWith("max-") ? Integer.valueOf(value) : value;
    assertThatThrownBy(
            () -> LoadSettings.of(Optional.empty(), Map.of("arrivals", arrivals, flag, typed)))
        .isInstanceOf(UsageException.class)
        .hasMessage(says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arrivals: constant                         | arrivals",
        "'switches: [{at-s: 30, models: {m: 1.0}}]' | model switches"
      })
  void closedLoops_refuseWorkloadsWithATimeOfTheirOwn(String own, String what) throws IOException {
    Path workload = folder.resolve("workload.yaml");
    Files.writeString(
        workload,
        """
        name: mine
        models: {m: {shape: [4]}}
        classes:
          - {tier: 1, slo: urgent, slo-ms: 50, share: 1, models: {m: 1.0}, %s}
        """
            .formatted(own));
    LoadSettings closed =
        LoadSettings.of(
            Optional.empty(), Map.of("workload", workload.toString(), "arrivals", "concurrent:8"));
    assertThatThrownBy(closed::plan)
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "class 1:urgent of workload mine needs an open loop for its "
                + what
                + ": in concurrent:8 the answers say when it comes");
    assertThat(
            LoadSettings.of(Optional.empty(), Map.of("workload", workload.toString()))
                .plan()
                .workload()
                .name())
        .isEqualTo("mine");
  }
}
