package io.plumbline.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The foreign implementations, on Debian's grpcio; what needs them is skipped where it is not. */
final class Python {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MISSING =
      "needs Python with grpc and google.protobuf, and protoc, on the PATH:"
          + " Debian's python3-grpcio, python3-protobuf and protobuf-compiler";

  private final String interpreter;
  private final Path stubs;

  private Python(String interpreter, Path stubs) {
    this.interpreter = interpreter;
    this.stubs = stubs;
  }

  /** Finds an interpreter and makes message classes in {@code folder}, or skips the test. */
  static Python orSkip(Path folder) throws IOException, InterruptedException {
    Optional<String> found = Optional.empty();
    for (String candidate : List.of("/usr/bin/python3", "python3")) {
      if (found.isEmpty()
          && succeeds(folder, List.of(candidate, "-c", "import grpc, google.protobuf"))) {
        found = Optional.of(candidate);
      }
    }
    assumeTrue(found.isPresent(), MISSING);
    assumeTrue(succeeds(folder, List.of("protoc", "--version")), MISSING);
    Path stubs = Files.createDirectories(folder.resolve("stubs"));
    Path protos = Path.of("..", "proto", "src", "main", "protobuf").toAbsolutePath().normalize();
    List<String> protoc =
        List.of(
            "protoc",
            "--python_out=" + stubs,
            "-I",
            protos.toString(),
            "scheduler.proto",
            "scheduler_stats.proto");
    if (!succeeds(folder, protoc)) {
      throw new AssertionError("protoc refuses " + protos);
    }
    return new Python(found.orElseThrow(), stubs);
  }

  /** Runs a script of the test resources, which learns where the message classes are. */
  TestProcess start(Path folder, String script, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(interpreter, resource(script), "--stubs", stubs.toString()));
    command.addAll(List.of(arguments));
    return TestProcess.start(folder, command);
  }

  private static String resource(String script) {
    try {
      return Path.of(
              Objects.requireNonNull(Python.class.getResource("/python/" + script), script).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean succeeds(Path folder, List<String> command) throws InterruptedException {
    try (TestProcess process = TestProcess.start(folder, command)) {
      return process.awaitExit(LIMIT) == 0;
    } catch (IOException e) {
      return false; // There is no such program.
    }
  }
}
