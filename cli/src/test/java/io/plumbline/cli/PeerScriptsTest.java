package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts that compare our client with others, as processes. What they say is a matter of form
 * here: rates are for a quiet machine.
 */
class PeerScriptsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int MISSING = 77;
  private static final Path SCRIPTS = Path.of("..", "benchmarks", "peers").toAbsolutePath();
  private static final String NUMBERS = "( \\d+\\.\\d\\d){3}";

  @TempDir private Path folder;

  private TestProcess start(String script, String... arguments) throws IOException {
    Path program =
        Files.createFile(
            folder.resolve("plumbline"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -cp '%s' %s \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "PLUMBLINE=" + program,
                "bash",
                SCRIPTS.resolve(script).toString(),
                "--interval-ms",
                "400",
                "--warmup-rounds",
                "1"));
    command.addAll(List.of(arguments));
    return TestProcess.start(folder, command);
  }

  @Test
  void h2load_isComparedThreadForThread_withTheStub_andByAllocation()
      throws IOException, InterruptedException {
    try (TestProcess script = start("h2load.sh", "--setups", "1x2")) {
      int code = script.awaitExit(LIMIT);
      List<String> complaints = script.err().all(LIMIT);
      assumeTrue(code != MISSING, () -> String.join(" ", complaints));
      assertThat(code).as("%s", complaints).isZero();
      List<String> lines = script.out().all(LIMIT);
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0)).matches("ratio 1x2" + NUMBERS);
      assertThat(lines.get(1)).matches("stub-ratio 1x2" + NUMBERS);
      assertThat(lines.get(2)).matches("allocation 1x2 \\d+ \\d+ -?\\d+");
      assertThat(complaints).filteredOn(line -> line.contains(": ours ")).hasSize(5);
    }
  }

  @Test
  void python_isCompared() throws IOException, InterruptedException {
    try (TestProcess script = start("python.sh", "--setups", "1x1")) {
      int code = script.awaitExit(LIMIT);
      List<String> complaints = script.err().all(LIMIT);
      assumeTrue(code != MISSING, () -> String.join(" ", complaints));
      assertThat(code).as("%s", complaints).isZero();
      List<String> lines = script.out().all(LIMIT);
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0)).matches("ratio 1x1" + NUMBERS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds, 4, --rounds must be at least 5: 4",
    "--setups, 8, '--setups holds CONNECTIONSxOUTSTANDING, such as 2x8: 8'",
    "--threads, none, --threads must be a positive number: none",
    "--round, 5, unknown option: --round; see --help"
  })
  void wrongOption_isOneLine(String option, String value, String complaint)
      throws IOException, InterruptedException {
    try (TestProcess script = start("h2load.sh", option, value)) {
      assertThat(script.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(script.err().all(LIMIT)).containsExactly("h2load.sh: " + complaint);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 8", "0 1 100", "1 1 1e3"})
  void peer_takesTurnsOnly(String turn) throws IOException, InterruptedException {
    try (TestProcess peer =
        TestProcess.start(
            folder,
            List.of(
                "sh",
                "-c",
                "echo '%s' | '%s' -cp '%s' %s peer --scheduler-url 127.0.0.1:1"
                    .formatted(
                        turn,
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        Main.class.getName())))) {
      assertThat(peer.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(peer.err().all(LIMIT))
          .containsExactly(
              "peer: a turn must be CONNECTIONS OUTSTANDING MILLISECONDS, such as 1 8 2000: "
                  + turn);
    }
  }
}
