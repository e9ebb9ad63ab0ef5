package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.Workload;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
  private static final String CHAT =
      """
      name: chat
      models: {small: {shape: [1, 8]}}
      classes:
        - {tier: 1, slo: urgent, slo-ms: 50, share: 0.25, models: {small: 1.0}}
        - {tier: 2, slo: normal, slo-ms: 400, share: 0.75, models: {small: 0.4, resnet50: 0.6}}
      """;

  private static final Map<String, Map<String, Scenario.Key>> KEYS =
      Map.of(
          "sweep",
          Map.of(
              "rates", new Scenario.Key(String[].class, ""),
              "workloads", new Scenario.Key(String[].class, ""),
              "repeat", new Scenario.Key(int.class, "")),
          "capacity",
          Map.of("attainment", new Scenario.Key(double.class, "")));

  @TempDir private Path folder = Path.of("");

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Scenario read(Path file, String... overrides) {
    return Scenario.read(Optional.of(file.toString()), List.of(overrides), KEYS);
  }

  private static LoadSettings settings(Scenario scenario) {
    return scenario.settings(Map.of());
  }

  private Path inline() throws IOException {
    return file("inline.yaml", "total-qps: 7\nworkload:\n" + CHAT.indent(2));
  }

  @Test
  void workload_mayBeDefinedInAScenario_orInAFileOfItsOwn() throws IOException {
    Path chat = file("chat.yaml", CHAT);
    LoadSettings byFile =
        settings(read(file("named.yaml", "total-qps: 7\nworkload: " + chat + "\n")));
    LoadSettings byDefinition = settings(read(inline()));
    assertThat(byDefinition).isEqualTo(byFile);
    assertThat(byDefinition.plan().workload().classes()).hasSize(2);
    // What is kept of it needs the file no more.
    Files.delete(chat);
    Map<String, Object> kept = Yaml.toMap(byFile);
    assertThat(kept.get("workload"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("name", "chat");
    assertThat(LoadSettings.of(Optional.empty(), kept)).isEqualTo(byFile);
    Map<String, Object> flags = new HashMap<>();
    kept.forEach((name, value) -> flags.put(name, Yaml.flagText(value)));
    assertThat(LoadSettings.of(Optional.empty(), flags)).isEqualTo(byFile);
  }

  @Test
  void preset_staysItsName() throws IOException {
    LoadSettings settings = settings(read(file("a.yaml", "workload: batch_heavy\n")));
    assertThat(settings.workload()).isEqualTo("batch_heavy");
    assertThat(Optional.of(settings.plan().workload())).isEqualTo(Workload.preset("batch_heavy"));
  }

  @Test
  void sections_areOfTheirCommand_asTheirOptionsTakeThem() throws IOException {
    Path file =
        file(
            "s.yaml",
            "seed: 5\nsweep:\n  rates: [10, 20..40/10]\n  workloads: [balanced, {name: w, classes:"
                + " [{tier: 1, slo: a, slo-ms: 5, share: 1, models: {m: 1}}]}]\n"
                + "capacity: {attainment: 0.95}\n");
    Scenario scenario = read(file, "sweep.repeat=3");
    assertThat(scenario.section("sweep"))
        .containsEntry("rates", List.of("10", "20..40/10"))
        .containsEntry("repeat", 3);
    assertThat(scenario.section("capacity")).containsEntry("attainment", 0.95);
    assertThat(scenario.section("run")).isEmpty();
    assertThat(settings(scenario).seed()).isEqualTo(5);
    // Kept with a result, the section makes itself again.
    List<?> workloads =
        (List<?>) Objects.requireNonNull(scenario.section("sweep").get("workloads"));
    Map<String, Object> kept =
        scenario
            .with(Map.of(), "sweep", Map.of("workloads", workloads))
            .asWritten(Map.of("seed", 5));
    Scenario again = read(file("again.yaml", Yaml.text(kept)));
    assertThat(again.section("sweep")).containsEntry("workloads", workloads);
    assertThat(Workloads.named(workloads.get(1).toString()).name()).isEqualTo("w");
  }

  @Test
  void oneValue_isAListOfOne() throws IOException {
    assertThat(read(file("s.yaml", "sweep: {rates: auto}\n")).section("sweep"))
        .containsEntry("rates", List.of("auto"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'seed: 1\nsweeep: {}'                 | line 2: unknown setting \"sweeep\"",
        "'seed: 1\nsweep: 5'                   | line 2: sweep: must hold settings of sweep",
        "'sweep:\n  rates: [1]\n  repeet: 2'   | line 3: sweep.repeet: unknown setting; there are rates, repeat, workloads",
        "'sweep:\n  repeat: often'             | line 2: sweep.repeat: must be a whole number: often",
        "'sweep:\n  repeat:\n'                 | line 2: sweep.repeat: must have a value",
        "'capacity:\n  attainment: [1]'        | line 2: capacity.attainment: must be a number",
        "'sweep:\n  workloads: [balanced,\n    nosuch]' | line 3: sweep.workloads.1: unknown workload",
        "'seed: 1\narrivals: spike:1,2'        | line 2: --arrivals spike:1,2: must be spike:AT,LENGTH,FACTOR",
        "'seed: 1\nworkload: nosuch'           | line 2: workload: unknown workload \"nosuch\"",
        "'seed: 1\nworkload:\n  name: w'       | line 2: workload.classes: is missing",
        "'workload:\n  name: w\n  classes:\n  - {tier: 1, slo: a, slo-ms: 5, share: x, models: {m: 1}}' | line 4: workload.classes.0.share: must be a number: x",
        "'workload:\n  name: w\n  classes:\n  - {tier: 1, slo: a, slo-ms: 5, share: 0.5, models: {m: 1}}' | line 1: workload: shares of workload w must sum to 1: 0.5"
      })
  void node_thatIsWrongIsToldWithFileLineFieldAndReason(String yaml, String says)
      throws IOException {
    Path file = file("wrong.yaml", yaml + "\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ": " + says)
        .hasMessageNotContainingAny("\n", "com.fasterxml");
  }

  @Test
  void override_goesBeforeTheFile_andAFlagBeforeBoth() throws IOException {
    Path file = file("a.yaml", "total-qps: 7\nseed: 5\n");
    Scenario scenario = read(file, "total-qps=8", "seed=6", "seed=9", "warmup=5s");
    assertThat(settings(scenario).totalQps()).isEqualTo(8);
    assertThat(settings(scenario).seed()).isEqualTo(9);
    assertThat(settings(scenario).warmup()).contains("5s");
    assertThat(settings(scenario.with(Map.of("seed", 1L), "run", Map.of())).seed()).isEqualTo(1);
    // Without a file it changes what is said by default.
    assertThat(settings(Scenario.read(Optional.empty(), List.of("seed=3"), KEYS)).seed())
        .isEqualTo(3);
  }

  @Test
  void override_reachesIntoAWorkload() throws IOException {
    Scenario scenario =
        read(inline(), "workload.classes.0.share=0.5", "workload.classes.1.share=0.5");
    assertThat(settings(scenario).plan().workload().classes().get(0).share()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "total-qps=abc                 | --override total-qps=abc: must be a number",
        "duration-ms=0                 | --override duration-ms=0: must be at least 1",
        "duration-ms=0.5               | --override duration-ms=0.5: must be a whole number",
        "qps=3                         | --override qps=3: unknown setting \"qps\"",
        "over-cap=delay                | --override over-cap=delay: --over-cap delay needs --max-outstanding",
        "warmup=                       | --override must be KEY=VALUE, such as --override total-qps=50: warmup=",
        "seed                          | --override must be KEY=VALUE, such as --override total-qps=50: seed",
        "workload.classes.0.share=half | --override workload.classes.0.share=half: must be a number",
        "workload.classes.0.share=0.5  | '--override workload.classes.0.share=0.5: shares of workload chat must sum to 1: 1.25'",
        "workload.classes.2.share=0.5  | --override workload.classes.2.share=0.5: there is nothing called share",
        "total-qps.x=1                 | --override total-qps.x=1: there is nothing called x",
        "workload=nosuch               | --override workload=nosuch: unknown workload",
        "sweep.repeat=x                | --override sweep.repeat=x: must be a whole number"
      })
  void override_thatIsWrongIsToldAsItWasGiven(String override, String says) throws IOException {
    Path file = inline();
    assertThatThrownBy(() -> read(file, override))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(says)
        .hasMessageNotContainingAny("\n", "com.fasterxml");
  }

  @Test
  void unknownName_isToldWithThoseThereAre() {
    assertThatThrownBy(() -> Scenario.read(Optional.of("quik"), List.of(), KEYS))
        .hasMessage(
            "cannot read quik: there is no such file, nor is it one of the scenarios quick,"
                + " balanced, surge, soak");
  }

  @Test
  void trace_isKnownByItsHash() throws IOException {
    Path trace = file("trace.csv", "offset_ms,tier,slo\n0,1,urgent\n");
    Map<String, Object> flags = Map.of("arrivals", "trace:" + trace + ",scale=2");
    Map<String, Object> kept = Yaml.toMap(LoadSettings.of(Optional.empty(), flags));
    // sha256sum says so.
    assertThat(kept)
        .containsEntry(
            "trace-sha256", "a78abde4507856fedaaa60ff92ab4d0988fb3070973b6778208b08fe03646827");
    assertThat(LoadSettings.of(Optional.empty(), kept)).isNotNull();
    file("trace.csv", "offset_ms,tier,slo\n1,1,urgent\n");
    assertThatThrownBy(() -> LoadSettings.of(Optional.empty(), kept))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(trace + " is not the trace that is meant: its SHA-256 is ");
    // Another shape has no use for it, and another trace another.
    Path keptFile = file("kept.yaml", Yaml.text(kept));
    assertThat(settings(read(keptFile, "arrivals=poisson")).traceSha256()).isEmpty();
    assertThat(read(keptFile).settings(Map.of("arrivals", "poisson")).traceSha256()).isEmpty();
    assertThatThrownBy(() -> LoadSettings.of(Optional.empty(), Map.of("trace-sha256", "ab")))
        .hasMessage("--trace-sha256 ab needs --arrivals trace:FILE");
  }

  private List<String> play(Scenario scenario, String name)
      throws IOException, InterruptedException {
    Map<String, Object> places = new HashMap<>();
    places.put("output-dir", folder.resolve(name).toString());
    places.put("metrics-csv", folder.resolve(name + ".csv").toString());
    LoadSettings settings = scenario.settings(places);
    scenario.requireOtherPlaces(settings);
    Messages observer = new Messages();
    LoadRun run = new LoadRun(settings, List.of("run"), "plumbline test", observer);
    List<String> told = new ArrayList<>();
    scenario.compared(run.scheduleSha256()).ifPresent(told::add);
    run.run();
    return told;
  }

  @Test
  void result_isOfferedAgain_withTheSameSchedule_whateverBecameOfItsFiles()
      throws IOException, InterruptedException {
    Path chat = file("chat.yaml", CHAT);
    Path config =
        file(
            "c.yaml",
            "workload: "
                + chat
                + "\ntotal-qps: 50\nduration-ms: 300\nmin-query-count: 1\nrehearsal-ms: 0\n"
                + "transport: \"null\"\nmax-requests: 5\n");
    assertThat(play(read(config), "first")).isEmpty();
    Path result = folder.resolve("first/result.json");
    file("chat.yaml", "name: another\n");
    assertThat(play(read(result), "second"))
        .containsExactly("schedule identical to " + result + "'s");
    assertThat(play(read(result, "total-qps=60"), "third"))
        .containsExactly("schedule differs from " + result + "'s, as was asked: --total-qps");
    assertThat(play(read(result).with(Map.of("seed", 1), "run", Map.of()), "fourth"))
        .containsExactly("schedule differs from " + result + "'s, as was asked: --seed");
    // What is not of the schedule may change, and be said as a result's own result.
    assertThat(play(read(folder.resolve("second/result.json"), "rpc-timeout-ms=900"), "fifth"))
        .singleElement()
        .asString()
        .startsWith("schedule identical to ");
    assertThatThrownBy(() -> read(result).compared(Optional.of("0f")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(result + ": the same settings make another schedule, 0f and not ")
        .hasMessageEndingWith(": it was played by plumbline test");
  }

  @Test
  void runThatALimitEndedOnItsWay_isOfferedAgainToo() throws IOException, InterruptedException {
    Path config =
        file(
            "c.yaml",
            """
            total-qps: 2000
            duration-ms: 2000
            min-query-count: 1
            rehearsal-ms: 0
            transport: "null"
            stop-when-narrow: p50:0.9
            """);
    play(read(config), "first");
    Path result = folder.resolve("first/result.json");
    LoadDocument first = Documents.readLoad(result);
    assertThat(first.run().course().orElseThrow().endedOnTheWay()).isTrue();
    assertThat(first.run().plan().plannedSha256())
        .contains(Plans.offered(settings(read(config))).sha256())
        .isNotEqualTo(Optional.of(first.run().plan().scheduleSha256()));
    assertThat(play(read(result), "second"))
        .containsExactly("schedule identical to " + result + "'s");
    // As it was written when what had been planned was not kept.
    Path old = file("old.json", Files.readString(result).replaceAll("\"plannedSha256\"", "\"x\""));
    assertThat(read(old).compared(Optional.of("0f")))
        .contains(
            "schedule cannot be compared with "
                + old
                + "'s: a limit ended that run, and its result does not say what else was planned");
  }

  @Test
  void result_isNotOverwrittenByItsOwnRepetition() throws IOException, InterruptedException {
    Path config =
        file(
            "c.yaml",
            "duration-ms: 300\nmin-query-count: 1\nrehearsal-ms: 0\ntransport: \"null\"\n");
    play(read(config), "first");
    Path result = folder.resolve("first/result.json");
    assertThat(settings(read(result)).outputDir()).isEqualTo(LoadSettings.defaults().outputDir());
    assertThatThrownBy(() -> play(read(result), "first"))
        .hasMessage(
            "--metrics-csv "
                + folder.resolve("first.csv")
                + " is where the run of "
                + result
                + " left its own: name another");
    Scenario asked =
        read(result)
            .with(
                Map.of(
                    "output-dir",
                    folder.resolve("first").toString(),
                    "metrics-csv",
                    folder.resolve("first.csv").toString()),
                "run",
                Map.of());
    asked.requireOtherPlaces(settings(asked));
  }
}
