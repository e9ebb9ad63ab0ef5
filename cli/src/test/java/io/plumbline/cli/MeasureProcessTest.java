package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code compare --measure} as users run it, but for the build: the jar of the one commit of a tiny
 * repository is there already, and names the classes under test.
 */
class MeasureProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BENCHMARKS = "META-INF/BenchmarkList";
  private static final String WORK = "target/plumbline-measure";

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    try (TestProcess process = TestProcess.start(folder, List.of(command))) {
      assertThat(process.awaitExit(LIMIT)).as(String.join(" ", command)).isZero();
    }
  }

  private static void makeRepository(Path folder) throws IOException, InterruptedException {
    run(folder, "git", "init", "-q", "-b", "main");
    String[] commit = {
      "git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"
    };
    run(folder, commit);
    Path jar = folder.resolve(WORK).resolve(commitId(folder) + ".jar");
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream list =
            Objects.requireNonNull(
                MeasureProcessTest.class.getClassLoader().getResourceAsStream(BENCHMARKS))) {
      out.putNextEntry(new JarEntry(BENCHMARKS));
      list.transferTo(out);
      out.closeEntry();
    }
  }

  private static String commitId(Path folder) throws IOException, InterruptedException {
    try (TestProcess process = TestProcess.start(folder, List.of("git", "rev-parse", "HEAD"))) {
      return process.out().all(LIMIT).get(0);
    }
  }

  @Test
  void measure_toldToStop_endsItsForkAndTellsWhatItMeasured(@TempDir Path folder)
      throws IOException, InterruptedException {
    makeRepository(folder);
    try (TestProcess compare =
        TestProcess.plumbline(
            folder,
            "compare",
            "--measure",
            "HEAD",
            "HEAD",
            "--quick",
            "--bench",
            "TensorGenerationBenchmark.fillWire",
            "--param",
            "generator=COUNTER",
            "--head-jvm-args=-Dplumbline.inject=1.10",
            "--seed",
            "2", // By which it comes before the rulers.
            "--json",
            "answer.json")) {
      compare.err().await("screening 5 benchmarks with 2 forks a side", LIMIT);
      compare.err().await("fillWire [generator=COUNTER], pair 1: ", LIMIT);
      compare.signal("INT");
      assertThat(compare.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(compare.children()).isEmpty();
      assertThat(compare.out().all(LIMIT))
          .anyMatch(line -> line.contains("it was stopped before its end"))
          .contains("written: answer.json");
      JsonNode fill =
          entry(JsonMapper.builder().build().readTree(folder.resolve("answer.json").toFile()));
      assertThat(fill.at("/verdict").asText()).isEqualTo("inconclusive");
      assertThat(fill.at("/baseForks")).hasSize(1);
      assertThat(fill.at("/headForks")).hasSize(1);
      assertThat(fill.at("/reason").asText()).contains("1 of the baseline, 1 of the candidate");

      JsonNode base = document(folder, "base-");
      JsonNode head = document(folder, "head-");
      assertThat(base.at("/commit/id").asText()).isEqualTo(commitId(folder));
      assertThat(base.at("/complete").asBoolean(true)).isFalse();
      assertThat(entry(base).at("/score/forks")).hasSize(1);
      assertThat(entry(base).at("/forksStartedAt")).hasSize(1);
      assertThat(entry(base).at("/jmh/jvmArgs").toString()).doesNotContain("inject");
      assertThat(entry(head).at("/jmh/jvmArgs").toString()).contains("-Dplumbline.inject=1.10");
    }
  }

  private static JsonNode document(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(WORK))) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith(prefix))
              .findFirst()
              .orElseThrow();
      return JsonMapper.builder().build().readTree(file.toFile());
    }
  }

  private static JsonNode entry(JsonNode document) {
    for (JsonNode entry : document.at("/entries")) {
      if (entry.at("/name").asText().endsWith("fillWire")
          && !entry.at("/metric").asText().contains("allocation")) {
        return entry;
      }
    }
    throw new AssertionError("no fillWire in " + document);
  }
}
