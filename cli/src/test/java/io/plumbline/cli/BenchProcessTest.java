package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} as users run it: a process, its forks, its document, its exit code. */
class BenchProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String FILL = "TensorGenerationBenchmark.fillWire";

  private static TestProcess bench(Path folder, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 1];
    all[0] = "bench";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return TestProcess.plumbline(folder, all);
  }

  @Test
  void bench_measuresInAFork_andWritesTheDocument(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (TestProcess bench =
        bench(folder, "--quick", "--forks", "1", "--param", "generator=COUNTER", FILL)) {
      assertThat(bench.awaitExit(LIMIT)).isZero();
      List<String> out = bench.out().all(LIMIT);
      assertThat(out.get(0)).startsWith("benchmark ").contains("unit", "score", "alloc_B/op");
      assertThat(out.get(1))
          .startsWith(FILL)
          .contains("generator=COUNTER", " measured ", "us/op")
          .as("its floor was not run")
          .endsWith(" n/a");
      assertThat(out).last().isEqualTo("written: ./plumbline-bench.json");
      assertThat(bench.err().all(LIMIT))
          .hasSize(2)
          .allMatch(line -> line.startsWith("plumbline: "))
          .element(1)
          .asString()
          .contains("1 of 1: " + FILL + " [generator=COUNTER], fork 1 of 1", " left");

      JsonNode document = json(folder.resolve("plumbline-bench.json"));
      assertThat(document.at("/kind").asText()).isEqualTo("micro");
      assertThat(document.at("/suite").asText()).isEqualTo("quick");
      assertThat(document.at("/complete").asBoolean()).isTrue();
      JsonNode entry = document.at("/entries/0");
      assertThat(entry.at("/status").asText()).isEqualTo("measured");
      assertThat(entry.at("/score/forks")).hasSize(1);
      assertThat(entry.at("/score/forks/0"))
          .hasSize(entry.at("/jmh/measurementIterations").asInt());
      assertThat(entry.path("secondary").path("gc.alloc.rate.norm").path("unit").asText())
          .isEqualTo("B/op");
    }
  }

  @Test
  void list_namesEveryBenchmark() {
    Invocation list = Invocation.of("bench", "--list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .contains("io.plumbline.loadgen." + FILL)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  /** A Java program that ends at once whenever it is to be a fork. */
  @Test
  void crashedForks_areEntriesThatSayWhy_andTheOthersStillRun(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path jvm =
        Files.createFile(
            folder.resolve("java"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        jvm,
        """
        #!/bin/sh
        case "$*" in *ForkedMain*) echo "about to die" >&2; exit 7;; esac
        exec %s "$@"
        """
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
    try (TestProcess bench =
        bench(
            folder,
            "--jvm",
            jvm.toString(),
            "--forks",
            "3",
            "--param",
            "generator=COUNTER,JDK_RANDOM",
            "--json",
            "out.json",
            FILL)) {
      assertThat(bench.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(bench.err().all(LIMIT))
          .contains(
              "plumbline: note: "
                  + FILL
                  + " [generator=COUNTER] failed: Forked VM failed with exit code 7; it said last:"
                  + " about to die")
          .as("a benchmark that failed is not tried again")
          .filteredOn(line -> line.contains("failed: "))
          .hasSize(2);
      assertThat(bench.out().all(LIMIT)).anyMatch(line -> line.contains("exit code 7"));
      JsonNode document = json(folder.resolve("out.json"));
      assertThat(document.at("/complete").asBoolean()).isTrue();
      assertThat(document.at("/entries")).hasSize(2);
      for (JsonNode entry : document.at("/entries")) {
        assertThat(entry.at("/status").asText()).isEqualTo("failed");
        assertThat(entry.at("/reason").asText()).contains("exit code 7");
      }
    }
  }

  @Test
  void bench_toldToStop_endsItsForkAndWritesWhatThereIs(@TempDir Path folder)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    try (TestProcess bench = bench(folder, "--full", "--json", "out.json", "copyTensor")) {
      bench.err().await("benchmarks, ", LIMIT);
      List<ProcessHandle> forks = awaitChildren(bench);
      bench.signal("INT");
      assertThat(bench.awaitExit(LIMIT)).isEqualTo(3);
      for (ProcessHandle fork : forks) {
        CompletableFuture<ProcessHandle> exit = fork.onExit();
        exit.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
      JsonNode document = json(folder.resolve("out.json"));
      assertThat(document.at("/complete").asBoolean(true)).isFalse();
      assertThat(document.at("/entries").size()).isGreaterThan(1);
      for (JsonNode entry : document.at("/entries")) {
        assertThat(entry.at("/status").asText()).isEqualTo("unfinished");
      }
      assertThat(bench.out().all(LIMIT)).contains("Stopped before its end.");
    }
  }

  private static List<ProcessHandle> awaitChildren(TestProcess process)
      throws InterruptedException {
    long giveUpNanos = System.nanoTime() + LIMIT.toNanos();
    while (process.children().isEmpty() && System.nanoTime() < giveUpNanos) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(process.children()).as("a fork").isNotEmpty();
    return process.children();
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(file.toFile());
  }
}
