package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that something goes wrong with, for real: the verdict or an incident names what it was, and
 * not one of the others.
 *
 * <p>What a busy machine adds of its own (waits for a processor, stolen time) is left aside, but
 * where it is what the test provokes.
 */
@EnabledOnOs(OS.LINUX)
class TroubledRunProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> OF_THE_MACHINE =
      List.of("steal", "process_wait", "issuer_wait");

  @TempDir private Path folder = Path.of("");

  private TestProcess run(List<String> before, List<String> jvm, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--min-query-count", "1", "--rehearsal-ms", "0"));
    command.addAll(List.of("--output-dir", "logs", "--metrics-csv", "metrics.csv"));
    command.addAll(List.of(flags));
    return TestProcess.start(folder, command);
  }

  private static TestProcess serve(Path folder, String port) throws IOException {
    return TestProcess.plumbline(folder, "serve", "--port", port);
  }

  private static String port(TestProcess server) throws InterruptedException {
    String line = server.out().await("listening on ", LIMIT);
    return line.substring(line.lastIndexOf(':') + 1);
  }

  private JsonNode outcome(TestProcess run) throws IOException, InterruptedException {
    run.awaitExit(LIMIT);
    return JsonMapper.builder()
        .build()
        .readTree(folder.resolve("logs").resolve("result.json").toFile())
        .path("run");
  }

  /** The failed checks, first cause first, but those of a busy machine. */
  private static List<JsonNode> failures(JsonNode run) {
    return StreamSupport.stream(run.at("/verdict/checks").spliterator(), false)
        .filter(check -> !check.path("passed").asBoolean())
        .filter(check -> !OF_THE_MACHINE.contains(check.path("name").asText()))
        .toList();
  }

  private static List<String> incidents(JsonNode run) {
    return StreamSupport.stream(run.path("incidents").spliterator(), false)
        .map(incident -> incident.path("name").asText() + ": " + incident.path("text").asText())
        .toList();
  }

  private static void awaitSending(TestProcess run) throws InterruptedException {
    run.err().await("plumbline: sending", LIMIT);
    TimeUnit.SECONDS.sleep(1);
  }

  @Test
  void suspendedGenerator_isToldAsOne() throws IOException, InterruptedException {
    try (TestProcess run = run(List.of(), List.of(), "--duration-ms", "4000")) {
      awaitSending(run);
      run.signal("STOP");
      TimeUnit.MILLISECONDS.sleep(1500);
      run.signal("CONT");
      JsonNode outcome = outcome(run);
      assertThat(failures(outcome).get(0).path("name").asText()).isEqualTo("hiccup_max");
      assertThat(failures(outcome).get(0).path("reason").asText())
          .matches("the generator stood still for [12]\\.\\d s at [01]\\.\\d s .*");
      assertThat(incidents(outcome)).noneMatch(incident -> incident.startsWith("silent"));
      assertThat(run.out().all(LIMIT)).contains("Result is: INVALID");
    }
  }

  @Test
  void starvedGenerator_isToldAsOne() throws IOException, InterruptedException {
    List<String> pinned = List.of("taskset", "-c", "0");
    try (TestProcess allowed = TestProcess.start(folder, List.of("taskset", "-c", "0", "true"))) {
      assumeTrue(allowed.awaitExit(LIMIT) == 0, "processor 0 may not be had");
    } catch (IOException e) {
      assumeTrue(false, "no taskset: " + e.getMessage());
    }
    List<TestProcess> busy = new ArrayList<>();
    try (TestProcess run =
        run(pinned, List.of(), "--duration-ms", "4000", "--transport", "in-process")) {
      run.err().await("plumbline: sending", LIMIT);
      List<String> loop = new ArrayList<>(pinned);
      loop.addAll(List.of("timeout", "30", "sh", "-c", "while :; do :; done"));
      for (int i = 0; i < 6; i++) {
        busy.add(TestProcess.start(folder, loop));
      }
      List<String> failed =
          StreamSupport.stream(outcome(run).at("/verdict/checks").spliterator(), false)
              .filter(check -> !check.path("passed").asBoolean())
              .map(check -> check.path("name").asText())
              .filter(name -> !name.equals("steal"))
              .toList();
      assertThat(failed).first().isEqualTo("process_wait");
    } finally {
      busy.forEach(TestProcess::close);
    }
  }

  @Test
  void exhaustedHeap_isToldAsOne() throws IOException, InterruptedException {
    // 200 tensors of 0.6 MB, made ready ahead, in 40 MB.
    try (TestProcess run =
        run(
            List.of(),
            List.of("-Xmx40m"),
            "--duration-ms",
            "10000",
            "--transport",
            "null",
            "--prepared-ahead",
            "200",
            "--payload-budget-mb",
            "1000")) {
      JsonNode outcome = outcome(run);
      assertThat(failures(outcome).get(0).path("name").asText()).isEqualTo("completed");
      assertThat(failures(outcome).get(0).path("reason").asText())
          .startsWith("the generator ran out of memory (")
          .contains("give it more heap (-Xmx)");
    }
  }

  @Test
  void stoppedTarget_isAnIncidentOfTheTarget() throws IOException, InterruptedException {
    try (TestProcess server = serve(folder, "0");
        TestProcess run =
            run(
                List.of(),
                List.of(),
                "--duration-ms",
                "4000",
                "--scheduler-url",
                "127.0.0.1:" + port(server))) {
      awaitSending(run);
      server.signal("STOP");
      TimeUnit.MILLISECONDS.sleep(1500);
      server.signal("CONT");
      JsonNode outcome = outcome(run);
      assertThat(incidents(outcome))
          .anyMatch(text -> text.matches("silent: no answer for [12]\\.\\d s from .*stood still"))
          .noneMatch(text -> text.startsWith("unreachable"));
      assertThat(failures(outcome))
          .as("the generator stood still for nothing like that long, and lost no count")
          .noneMatch(check -> check.path("reason").asText().matches(".*stood still for [1-9]\\..*"))
          .noneMatch(check -> check.path("name").asText().equals("littles_law"));
      assertThat(run.out().all(LIMIT)).anyMatch(line -> line.startsWith("silent: no answer for "));
    }
  }

  @Test
  void killedTarget_isAnIncidentWithItsReturn() throws IOException, InterruptedException {
    try (TestProcess server = serve(folder, "0")) {
      String port = port(server);
      try (TestProcess run =
          run(
              List.of(),
              List.of(),
              "--duration-ms",
              "6000",
              "--scheduler-url",
              "127.0.0.1:" + port)) {
        awaitSending(run);
        server.signal("KILL");
        server.awaitExit(LIMIT);
        try (TestProcess again = serve(folder, port)) {
          assertThat(port(again)).isEqualTo(port);
          assertThat(incidents(outcome(run)))
              .anyMatch(
                  text ->
                      text.matches(
                          "unreachable: connections broke or were refused from .*UNAVAILABLE\\),"
                              + " then the target answered again"))
              .noneMatch(text -> text.startsWith("silent"));
        }
      }
    }
  }

  /** A network of the run's own, whose loopback drops what exceeds its rate. */
  @Test
  void lostPackets_areAnIncident() throws IOException, InterruptedException {
    String lossy =
        "ip link set lo up && tc qdisc add dev lo root tbf rate 400mbit burst 128k limit 128k";
    List<String> namespace = List.of("unshare", "-n", "sh", "-c");
    List<String> attempt = new ArrayList<>(namespace);
    attempt.add(lossy);
    try (TestProcess allowed = TestProcess.start(folder, attempt)) {
      assumeTrue(allowed.awaitExit(LIMIT) == 0, "no private network may be made here");
    } catch (IOException e) {
      assumeTrue(false, "no unshare: " + e.getMessage());
    }
    List<String> before = new ArrayList<>(namespace);
    before.addAll(List.of(lossy + " && exec \"$@\"", "sh"));
    try (TestProcess run = run(before, List.of(), "--duration-ms", "3000")) {
      assertThat(incidents(outcome(run)))
          .anyMatch(text -> text.matches("packets_lost: \\d+ of the \\d+ TCP segments .*"))
          .noneMatch(text -> text.startsWith("unreachable"));
    }
  }
}
