package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two files of JMH's, as any project has them. */
class CompareCommandTest {
  private static final List<Double> STEADY = List.of(100.0, 100.4, 99.8, 100.1, 99.9);

  @TempDir private Path folder = Path.of("");

  /** A file with benchmarks {@code p.Bench.m0}, {@code m1} and so on. */
  private String file(String name, double... factors) throws IOException {
    String results =
        IntStream.range(0, factors.length)
            .mapToObj(
                i ->
                    """
                    {"jmhVersion": "1.37", "benchmark": "p.Bench.mMETHOD", "mode": "avgt", "threads": 1,
                     "forks": 5, "jdkVersion": "17.0.1", "vmName": "VM", "jvmArgs": [],
                     "warmupIterations": 1, "warmupTime": "1 s", "warmupBatchSize": 1,
                     "measurementIterations": 1, "measurementTime": "1 s",
                     "measurementBatchSize": 1, "params": {"size": "8"},
                     "primaryMetric": {"score": 1, "scoreUnit": "us/op", "rawData": [FORKS]},
                     "secondaryMetrics": {}}"""
                        .replace("METHOD", String.valueOf(i))
                        .replace("FORKS", forks(factors[i])))
            .collect(Collectors.joining(",\n", "[", "]"));
    return Files.writeString(folder.resolve(name), results).toString();
  }

  private static String forks(double factor) {
    return STEADY.stream()
        .map(value -> String.format(Locale.ROOT, "[%.4f]", factor * value))
        .collect(Collectors.joining(", "));
  }

  private static Invocation compare(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "compare";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Invocation.of(all);
  }

  @Test
  void regression_isTold_andExits1() throws IOException {
    Invocation invocation = compare(file("base.json", 1, 1), file("head.json", 1.2, 1.001));

    assertThat(invocation.exitCode()).isEqualTo(1);
    assertThat(invocation.out()).contains("1 regressed, 1 same; judged 2 of 2");
    assertThat(invocation.out())
        .anyMatch(
            line -> line.matches("Bench.m0 \\[size=8\\] time +regressed +ns/op .*\\+20.0 %.*"));
    assertThat(invocation.err()).isEmpty();
  }

  @Test
  void sameMeasurement_isTheSame_andExits0() throws IOException {
    String file = file("base.json", 1, 2, 3);

    Invocation invocation = compare(file, file);

    assertThat(invocation.exitCode()).isZero();
    assertThat(invocation.out()).contains("3 same; judged 3 of 3");
  }

  /** A gate that judged nothing has not said yes. */
  @Test
  void nothingToJudge_exits3() throws IOException {
    Path other = Path.of(file("base.json", 1));
    Files.writeString(other, Files.readString(other).replace("p.Bench", "p.Other"));

    Invocation invocation = compare(other.toString(), file("head.json", 1));

    assertThat(invocation.exitCode()).isEqualTo(3);
    assertThat(invocation.out()).contains("1 missing, 1 new; judged 0 of 2");
  }

  @Test
  void missingEntries_fail_whereAsked() throws IOException {
    String base = file("base.json", 1, 1);
    String head = file("head.json", 1.001);

    assertThat(compare(base, head).exitCode()).isZero();
    assertThat(compare(base, head, "--fail-on-missing").exitCode()).isEqualTo(1);
  }

  @Test
  void answer_isWrittenWhole() throws IOException {
    Path json = folder.resolve("answer.json");
    Path markdown = folder.resolve("answer.md");

    compare(
        file("base.json", 1, 1),
        file("head.json", 1.2, 1.001),
        "--json",
        json.toString(),
        "--markdown",
        markdown.toString());

    JsonNode answer = new ObjectMapper().readTree(json.toFile());
    assertThat(answer.at("/coverage/judged").asInt()).isEqualTo(2);
    JsonNode entry = answer.at("/entries/0");
    assertThat(Arrays.asList("name", "params", "metric", "verdict", "ratio", "low", "high"))
        .allMatch(entry::has);
    assertThat(entry.get("name").asText()).isEqualTo("p.Bench.m0");
    assertThat(entry.at("/params/size").asText()).isEqualTo("8");
    assertThat(entry.get("verdict").asText()).isEqualTo("regressed");
    assertThat(entry.get("ratio").asDouble()).isBetween(1.19, 1.21);
    assertThat(entry.get("detectable").asDouble()).isGreaterThan(.03);
    assertThat(entry.get("forksNeeded").asInt()).isGreaterThan(1);
    assertThat(markdown).content().startsWith("### 1 regressed, 1 same; judged 2 of 2\n");
  }

  /** Before anything is measured, which may take hours. */
  @Test
  void answerThatCannotBeWritten_isRefusedFirst() throws IOException {
    String file = file("base.json", 1);
    for (String flag : List.of("--json", "--markdown")) {
      Invocation invocation = compare(file, file, flag, folder.toString());

      assertThat(invocation.exitCode()).isEqualTo(2);
      assertThat(invocation.out()).isEmpty();
      assertThat(invocation.err()).containsExactly("compare: " + flag + ": is a folder: " + folder);
    }
  }

  @Test
  void brokenFile_isNamed_andExits2() throws IOException {
    String broken = Files.writeString(folder.resolve("broken.json"), "[{\"bench").toString();

    Invocation invocation = compare(file("base.json", 1), broken);

    assertThat(invocation.exitCode()).isEqualTo(2);
    assertThat(invocation.err()).hasSize(1);
    assertThat(invocation.err().get(0)).contains("broken.json");
  }
}
