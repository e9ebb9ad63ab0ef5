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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sweep} as users run it: a process, a child per point, documents, exit codes. */
class SweepProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static TestProcess sweep(Path folder, String rates, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sweep",
                "--rates",
                rates,
                "--transport",
                "null",
                "--rehearsal-ms",
                "0",
                "--min-query-count",
                "1",
                "--output-dir",
                "out"));
    arguments.addAll(List.of(more));
    return TestProcess.plumbline(folder, arguments.toArray(String[]::new));
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(file.toFile());
  }

  @Test
  void sweep_playsEveryPoint_andKeepsWhatIsPlayedWhenStartedAgain(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (TestProcess sweep = sweep(folder, "20,40", "--duration-ms", "300", "--allow-invalid")) {
      assertThat(sweep.awaitExit(LIMIT)).isZero();
      List<String> out = sweep.out().all(LIMIT);
      assertThat(out.get(0)).startsWith("workload").contains("p99_ms", "slip_p99_ms");
      assertThat(out.get(1)).matches("balanced +(valid|invalid) +poisson@20.00 +1 .*");
      assertThat(out.get(2)).matches("balanced +(valid|invalid) +poisson@40.00 +1 .*");
      assertThat(out).last().isEqualTo("written: out/sweep.json");
      assertThat(sweep.err().all(LIMIT))
          .hasSize(2)
          .element(1)
          .asString()
          .matches("plumbline: point 2 of 2: balanced poisson@\\d+.00, run 1, .* left");
    }
    assertThat(Files.readAllLines(folder.resolve("out/sweep.csv")))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("balanced-20-1,poisson@20.00,balanced,20,1,"))
        .anyMatch(line -> line.startsWith("balanced-40-1,poisson@40.00,balanced,40,1,"));
    JsonNode document = json(folder.resolve("out/sweep.json"));
    assertThat(document.at("/kind").asText()).isEqualTo("sweep");
    assertThat(document.at("/complete").asBoolean()).isTrue();
    for (JsonNode point : document.at("/points")) {
      JsonNode run = json(folder.resolve("out").resolve(point.at("/document").asText()));
      assertThat(run.at("/run/plan/ratePerSecond").asDouble())
          .isEqualTo(point.at("/ratePerSecond").asDouble());
      assertThat(point.at("/metrics/count").asInt()).isEqualTo(run.at("/run/plan/count").asInt());
    }

    Path kept = folder.resolve("out/balanced-20-1/result.json");
    Path other = folder.resolve("out/balanced-40-1/result.json");
    FileTime before = Files.getLastModifiedTime(kept);
    Files.delete(other);
    try (TestProcess again = sweep(folder, "20,40", "--duration-ms", "300", "--allow-invalid")) {
      assertThat(again.awaitExit(LIMIT)).isZero();
      assertThat(again.err().all(LIMIT))
          .anyMatch(line -> line.contains("1 of 2 points were played before"))
          .filteredOn(line -> line.contains("plumbline: point "))
          .singleElement()
          .asString()
          .contains("balanced poisson@40.00");
      assertThat(Files.getLastModifiedTime(kept)).isEqualTo(before);
      assertThat(other).exists();
    }

    try (TestProcess longer = sweep(folder, "20", "--duration-ms", "301", "--allow-invalid")) {
      assertThat(longer.awaitExit(LIMIT)).isZero();
      assertThat(longer.err().all(LIMIT))
          .anyMatch(
              line ->
                  line.endsWith(
                      "balanced-20-1 is played again: it was made with other settings:"
                          + " {duration-ms=300}"));
    }
  }

  @Test
  void failingPoint_doesNotStopTheOthers(@TempDir Path folder)
      throws IOException, InterruptedException {
    // A folder lies where one point would write a file.
    Files.createDirectories(folder.resolve("out/balanced-20-1"));
    Files.createDirectory(folder.resolve("out/balanced-20-1/metrics.csv"));
    try (TestProcess sweep = sweep(folder, "20,40", "--duration-ms", "300", "--allow-invalid")) {
      assertThat(sweep.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(sweep.out().all(LIMIT))
          .anyMatch(line -> line.matches("balanced +failed +poisson@20.00 +1 .*"))
          .anyMatch(line -> line.matches("balanced +(valid|invalid) +poisson@40.00 +1 .*"))
          .anyMatch(line -> line.startsWith("balanced-20-1: exit code 2: run: --metrics-csv: "));
    }
  }

  @Test
  void sweep_toldToStop_letsTheRunThatPlaysWrite(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (TestProcess sweep = sweep(folder, "20,40", "--duration-ms", "60000")) {
      sweep.err().await("plumbline: point 1 of 2", LIMIT);
      Path said = awaitSending(folder.resolve("out"));
      sweep.signal("TERM");
      assertThat(sweep.awaitExit(LIMIT)).isEqualTo(3);
      JsonNode run = json(said.resolveSibling("result.json"));
      assertThat(run.at("/run/interrupted").asBoolean()).isTrue();
      JsonNode document = json(folder.resolve("out/sweep.json"));
      assertThat(document.at("/complete").asBoolean(true)).isFalse();
      assertThat(document.at("/points"))
          .hasSize(2)
          .allMatch(point -> point.at("/status").asText().equals("pending"));
      assertThat(sweep.children()).isEmpty();
    }
  }

  /** SIGKILL gives it no chance to tell its child. */
  @Test
  void killedSweep_leavesNoRunPlaying(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (TestProcess sweep = sweep(folder, "20,40", "--duration-ms", "60000")) {
      sweep.err().await("plumbline: point 1 of 2", LIMIT);
      awaitSending(folder.resolve("out"));
      List<ProcessHandle> children = sweep.children();
      assertThat(children).isNotEmpty();
      sweep.signal("KILL");
      for (ProcessHandle child : children) {
        assertThat(child.onExit()).succeedsWithin(LIMIT);
      }
    }
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      assertThat(files.filter(file -> file.endsWith("result.json"))).isEmpty();
    }
  }

  @Test
  void knee_isLookedForUpToTheHighestRate(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (TestProcess sweep =
        sweep(
            folder,
            "auto",
            "--from",
            "200",
            "--max-rate",
            "300",
            "--max-rates",
            "4",
            "--duration-ms",
            "300",
            "--allow-invalid")) {
      assertThat(sweep.awaitExit(LIMIT)).isZero();
      assertThat(sweep.out().all(LIMIT))
          .anyMatch(line -> line.startsWith("note: balanced: the knee is "));
      assertThat(sweep.err().all(LIMIT))
          .anyMatch(line -> line.contains("point 1 of 1 so far: balanced poisson@200.00, run 1"));
    }
    JsonNode document = json(folder.resolve("out/sweep.json"));
    assertThat(document.at("/complete").asBoolean()).isTrue();
    assertThat(document.at("/points").size()).isBetween(2, 4);
    assertThat(document.at("/points/0/label").asText()).isEqualTo("poisson@200.00");
    assertThat(document.at("/ratesPerSecond/0").asDouble()).isEqualTo(200);
  }

  /** Waits until the run of some point says that it sends; what it says is in a file. */
  private static Path awaitSending(Path outputDir) throws IOException, InterruptedException {
    long giveUpNanos = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < giveUpNanos) {
      for (String point : List.of("balanced-20-1", "balanced-40-1")) {
        Path said = outputDir.resolve(point).resolve("stderr.txt");
        if (Files.exists(said) && Files.readString(said).contains("sending")) {
          return said;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no point was played");
  }
}
