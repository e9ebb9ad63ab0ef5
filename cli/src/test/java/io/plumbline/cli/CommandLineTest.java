package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.experiments.LoadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the commands print that need nothing but their arguments. */
class CommandLineTest {

  /** Flags whose absence means that nothing of the kind is asked for; their text says so. */
  private static final Set<String> WITHOUT_DEFAULT =
      Set.of(
          "--config",
          "--override",
          "--loadgen-seed",
          "--scheduler-url",
          "--targets",
          "--class",
          "--rate",
          "--first",
          "--rates");

  @Test
  void plan_ofLoadGensStream_isLoadGens() {
    // What LoadGen itself issues for this seed, rate and duration.
    Invocation plan =
        Invocation.of(
            "plan",
            "--rate",
            "16.5",
            "--loadgen-seed",
            "18209322760996052031",
            "--duration-ms",
            "600000");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .startsWith("count=9997", "last_ns=600017755005", "next_ns=600035703410")
        .hasSize(7);
    assertThat(plan.out().get(3)).matches("sha256=[0-9a-f]{64}");
    assertThat(plan.err()).isEmpty();
  }

  @Test
  void plan_withEqualIssue_endsOnAMultipleOfTheSamples() {
    Invocation plan =
        Invocation.of(
            "plan",
            "--rate",
            "15.75",
            "--loadgen-seed",
            "18209322760996052031",
            "--duration-ms",
            "600000",
            "--equal-issue",
            "8313");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .startsWith("count=16626", "last_ns=1055026213943", "next_ns=1055028977942");
  }

  @Test
  void plan_asked_listsTheFirstOffsets() {
    String first = "first_ns=0 15923005 17949490 33076731";
    Invocation stream =
        Invocation.of("plan", "--rate", "100", "--loadgen-seed", "42", "--first", "4");
    assertThat(stream.exitCode()).isZero();
    assertThat(stream.out()).hasSize(8).last().isEqualTo(first);
    // 1:urgent has a share of 0.05.
    Invocation ofClass =
        Invocation.of(
            "plan",
            "--class",
            "1:urgent",
            "--total-qps",
            "2000",
            "--loadgen-seed",
            "42",
            "--first",
            "4");
    assertThat(ofClass.exitCode()).isZero();
    assertThat(ofClass.out()).hasSize(8).last().isEqualTo(first);
    assertThat(ofClass.err()).singleElement().asString().contains("lock-step");
  }

  @Test
  void plan_saysItsShapeAndWhetherItPassesItsAudit() {
    Invocation plan = Invocation.of("plan", "--arrivals", "spike:20,5,4", "--duration-ms", "10000");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out()).contains("label=spike@30.00", "arrivals=spike:20,5,4", "audit=passed");
    Invocation tooShort =
        Invocation.of(
            "plan",
            "--arrivals",
            "spike:20,5,4",
            "--duration-ms",
            "10000",
            "--min-query-count",
            "1");
    assertThat(tooShort.err())
        .singleElement()
        .asString()
        .contains("before all of spike:20,5,4 was played (25.0 s)");
  }

  @Test
  void plan_saysThatAClassIsSkipped() {
    // 1:urgent has a share of 0.05: 0.005 requests per second.
    Invocation plan =
        Invocation.of(
            "plan", "--total-qps", "0.1", "--duration-ms", "1000", "--min-query-count", "1");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out()).hasSize(7).first().asString().startsWith("count=");
    assertThat(plan.err())
        .contains("plan: note: class 1:urgent is skipped: 0.0050 requests per second is below 0.01")
        .noneMatch(line -> line.contains("class 1:normal"));
  }

  @Test
  void flags_overrideTheFile_andTheFileTheDefaults(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.writeString(file, "total-qps: 50\nduration-ms: 3000\nmin-query-count: 1\nseed: 5\n");
    List<String> asInFile =
        Invocation.of(
                "plan",
                "--total-qps",
                "50",
                "--duration-ms",
                "3000",
                "--min-query-count",
                "1",
                "--seed",
                "5")
            .out();
    List<String> otherSeed =
        Invocation.of(
                "plan",
                "--total-qps",
                "50",
                "--duration-ms",
                "3000",
                "--min-query-count",
                "1",
                "--seed",
                "6")
            .out();
    assertThat(Invocation.of("plan", "--config", file.toString()).out()).isEqualTo(asInFile);
    assertThat(Invocation.of("plan", "--config", file.toString(), "--seed", "6").out())
        .isEqualTo(otherSeed)
        .isNotEqualTo(asInFile);
  }

  @Test
  void workloadFile_isPlanned(@TempDir Path folder) throws IOException {
    Invocation plan = planOf(folder, "models: {small: {shape: [1, 128]}}\n");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out()).hasSize(7);
  }

  @Test
  void workloadFile_needNotListItsModels(@TempDir Path folder) throws IOException {
    Invocation plan = planOf(folder, "");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out()).hasSize(7);
  }

  private static Invocation planOf(Path folder, String models) throws IOException {
    Path file = folder.resolve("workload.yaml");
    Files.writeString(
        file,
        "name: chat\n"
            + models
            + "classes:\n"
            + "  - {tier: 1, slo: urgent, slo-ms: 50, share: 0.25, models: {small: 1.0}}\n"
            + "  - {tier: 2, slo: normal, slo-ms: 400, share: 0.75, models: {small: 1.0}}\n");
    return Invocation.of(
        "plan", "--workload", file.toString(), "--duration-ms", "1000", "--min-query-count", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan", "serve", "bench", "sweep", "capacity", "history"})
  void help_showsTheDefaultOfEveryFlag(String command) {
    Invocation help = Invocation.of(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    String text = String.join(" ", help.out()).replaceAll("\\s+", " ");
    assertThat(text).doesNotContain("${", "(default: )", "(default: null)").contains("Exit codes:");
    CommandLine spec = Objects.requireNonNull(Main.commandLine().getSubcommands().get(command));
    for (OptionSpec option : spec.getCommandSpec().options()) {
      assertThat(text).contains(option.longestName());
      if (option.arity().max() > 0 && !WITHOUT_DEFAULT.contains(option.longestName())) {
        assertThat(description(option)).as(option.longestName()).contains("(default: ");
      }
    }
  }

  private static String description(OptionSpec option) {
    return String.join(" ", option.description());
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan"})
  void help_showsTheSettingsOwnDefaults(String command) {
    String text = String.join(" ", Invocation.of(command, "--help").out()).replaceAll("\\s+", " ");
    LoadSettings.defaultTexts()
        .forEach(
            (name, value) -> {
              boolean isSwitch =
                  value.equals("false"); // It takes no value, and is off unless given.
              assertThat(text)
                  .containsPattern(
                      isSwitch
                          ? "--" + name + "[^=]"
                          : "--" + name + "=[^=]*\\(default: " + Pattern.quote(value));
            });
  }

  @Test
  void help_listsCommandsAndExitCodes() {
    Invocation help = Invocation.of("--help");
    assertThat(help.exitCode()).isZero();
    String text = String.join("\n", help.out());
    assertThat(text)
        .contains(
            "run",
            "serve",
            "plan",
            "bench",
            "sweep",
            "capacity",
            "history",
            "generate-completion",
            "Exit codes:");
    assertThat(help.out().stream().map(String::strip).filter(l -> l.matches("[0-3]\\s.*")))
        .hasSize(4);
  }

  @Test
  void generateCompletion_printsAScriptThatKnowsTheFlags() {
    Invocation completion = Invocation.of("generate-completion");
    assertThat(completion.exitCode()).isZero();
    assertThat(completion.err()).isEmpty();
    String script = completion.out().stream().collect(Collectors.joining("\n"));
    assertThat(script)
        .startsWith("#!/usr/bin/env bash")
        .contains("--total-qps", "--policy", "--first", "complete ", "plumbline");
  }

  @Test
  void version_hasTheCommit() {
    Invocation version = Invocation.of("--version");
    assertThat(version.exitCode()).isZero();
    // A source archive has no repository.
    String commit = Files.exists(Path.of("..", ".git")) ? "[0-9a-f]{7,40}" : "unknown";
    assertThat(version.out())
        .singleElement()
        .asString()
        .matches("plumbline \\S+ \\(commit " + commit + "(, modified)?\\)");
  }
}
