package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code simulate} from the command line to its files. */
class SimulateProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** About 1,400 requests a run. */
  private static final List<String> SMALL =
      List.of(
          "--set=servers=10", "--set=clients=10", "--set=subset-size=4", "--set=total-ticks=40");

  /** Of which one has a policy with several settings, whose order no JVM promises. */
  private static final String SCENARIOS = "Random,Hcl,ClientPidControlledUtilization";

  @TempDir private Path folder;

  private static String[] small(String... more) {
    List<String> arguments = new ArrayList<>(List.of("simulate", "--runs=2"));
    arguments.addAll(SMALL);
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private JsonNode document(String name) throws IOException {
    return JsonMapper.builder().build().readTree(Files.readString(folder.resolve(name)));
  }

  private List<String> simulated(String... arguments) throws IOException, InterruptedException {
    try (TestProcess simulate = TestProcess.plumbline(folder, arguments)) {
      assertThat(simulate.awaitExit(LIMIT)).isZero();
      return simulate.out().all(LIMIT);
    }
  }

  @Test
  void study_writesEveryFile_andAnotherProcessKeepsAllOfIt()
      throws IOException, InterruptedException {
    List<String> out =
        simulated(
            small(
                "--scenario=" + SCENARIOS,
                "--json=a.json",
                "--csv=runs.csv",
                "--aggregate-csv=aggregates.csv",
                "--requests-csv=requests.csv",
                "--html=page.html",
                "--baseline=Hcl"));
    assertThat(out.get(0)).isEqualTo("3 scenarios, 6 runs, tick engine, seed 42");
    assertThat(out)
        .anyMatch(line -> line.matches("against Hcl( !)?:"))
        .contains(
            "written: a.json",
            "written: runs.csv",
            "written: aggregates.csv",
            "written: requests.csv",
            "written: page.html");
    assertThat(Files.readAllLines(folder.resolve("runs.csv")))
        .hasSize(7)
        .first()
        .asString()
        .startsWith("algorithm,mean_latency,stdev_latency,p50.0_latency,")
        .doesNotContain("drained", "clean");
    assertThat(Files.readString(folder.resolve("aggregates.csv")))
        .startsWith("algorithm,runs,undrained_runs,mean_latency_mean,");
    assertThat(Files.readString(folder.resolve("page.html")))
        .contains("\"id\":\"simulation\"", "ClientPidControlledUtilization");
    JsonNode before = document("a.json");

    // Another JVM makes its maps in another order; nothing is simulated again all the same.
    try (TestProcess again =
        TestProcess.plumbline(folder, small("--scenario=" + SCENARIOS, "--into=a.json"))) {
      assertThat(again.awaitExit(LIMIT)).isZero();
      assertThat(again.err().all(LIMIT))
          .anyMatch(line -> line.startsWith("plumbline: note: kept: 3 scenarios, as simulated at"))
          .contains("plumbline: 0 runs of 3 scenarios on " + threads());
    }
    assertThat(document("a.json").path("entries")).isEqualTo(before.path("entries"));

    // The same seed gives the same document.
    simulated(small("--scenario=" + SCENARIOS, "--json=b.json", "--threads=1"));
    assertThat(document("b.json").path("entries")).isEqualTo(before.path("entries"));
  }

  private static String threads() {
    int threads = Runtime.getRuntime().availableProcessors();
    return threads + (threads == 1 ? " thread" : " threads");
  }

  @Test
  void events_areTold() throws IOException, InterruptedException {
    List<String> out =
        simulated(
            "simulate",
            "--engine=event",
            "--scenario=classes-fifo",
            "--policy=random",
            "--policy=prequal",
            "--set=horizon-ms=20000",
            "--runs=2",
            "--json=e.json");
    assertThat(out.get(0)).isEqualTo("2 scenarios, 4 runs, event engine, seed 42");
    assertThat(out)
        .anyMatch(
            line ->
                line.matches(
                    "scenario +runs +response_mean_ms +response_p50_ms .*jain_index.*slo_attainment_1:urgent_percent.*"))
        .anyMatch(line -> line.matches("classes-fifo/prequal +response_mean_ms +\\w+ +2 .*"))
        .noneMatch(line -> line.startsWith("* its settings differ"));
    assertThat(document("e.json").at("/entries/0/trace/steps").size()).isGreaterThan(200);

    // Outside a repository and without a history a page can be made of the document alone.
    List<String> report = simulated("report", "--document=e.json", "--output-dir=page");
    assertThat(report).contains("written: " + Path.of("page", "report.html"));
    assertThat(Files.readString(folder.resolve("page").resolve("report.html")))
        .contains("\"id\":\"simulation\"", "classes-fifo/prequal");
  }

  @Test
  void interrupted_keepsWhatThereIs_andExits3() throws IOException, InterruptedException {
    try (TestProcess simulate =
        TestProcess.plumbline(
            folder,
            "simulate",
            "--runs=100000",
            "--scenario=Random,RoundRobin",
            "--set=total-ticks=40",
            "--threads=1",
            "--json=a.json")) {
      simulate.err().await("plumbline: 200000 runs of 2 scenarios on 1 thread", LIMIT);
      awaitFile(folder.resolve("a.json")); // It is rewritten as the study goes on.
      simulate.signal("INT");
      assertThat(simulate.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(simulate.out().all(LIMIT)).contains("written: a.json");
    }
    JsonNode document = document("a.json");
    assertThat(document.path("notes").toString()).contains("stopped before it was over");
    assertThat(document.at("/entries/0/name").asText()).isEqualTo("Random");
    assertThat(document.at("/entries/0/runs").size()).isBetween(1, 99_999);
    assertThat(document.at("/entries/0/runs/0/repetition").asInt()).isEqualTo(1);
  }

  private static void awaitFile(Path file) throws IOException, InterruptedException {
    try (WatchService watch = file.getFileSystem().newWatchService()) {
      file.resolveSibling("").register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      long giveUpNanos = System.nanoTime() + LIMIT.toNanos();
      while (!Files.exists(file)) {
        assertThat(System.nanoTime()).as("%s must appear", file).isLessThan(giveUpNanos);
        WatchKey key = watch.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
  }

  @Test
  void wrongUsage_isOneLine_andExits2() {
    refuses("simulate: --json and --csv name one file: ./x.csv", "--json=x.csv", "--csv=./x.csv");
    refuses("simulate: --requests-csv and --html name one file: x", "--requests-csv=x", "--html=x");
    refuses("simulate: unknown scenario \"Rndm\"; simulate --list names them", "--scenario=Rndm");
    refuses(
        "simulate: --target-utilization must be above 0 and at most 10.0: 70.0",
        "--target-utilization=70");
    refuses(
        "simulate: --theory simulates systems of its own; leave out --csv",
        "--theory",
        "--csv=x.csv");
    refuses("simulate: --real plays each policy once; leave out --runs", "--real", "--runs=3");
    refuses(
        "simulate: --theory runs one system at a time; leave out --threads",
        "--theory",
        "--threads=2");
    refuses(
        "simulate: --runs must be at most 10000 with --theory: 20000", "--theory", "--runs=20000");
    refuses(
        "simulate: --watch follows one run; leave out --runs",
        "--scenario=Random",
        "--watch=server:0",
        "--runs=3");
    refuses(
        "simulate: clients must not have more than 1000000 connections in all; lower clients,"
            + " servers or subset-size: 9000000",
        "--engine=event",
        "--scenario=plain",
        "--set=clients=3000",
        "--set=servers=3000");
    refuses(
        "simulate: --watch writes no file; leave out --html",
        "--scenario=Random",
        "--watch=server:0",
        "--html=x.html");
    refuses(
        "simulate: --traced-server 40: Random has 40 servers, the first is 0",
        "--scenario=Random",
        "--traced-server=40");
  }

  private static void refuses(String line, String... arguments) {
    List<String> all = new ArrayList<>(List.of("simulate"));
    all.addAll(List.of(arguments));
    Invocation simulate = Invocation.of(all.toArray(String[]::new));
    assertThat(simulate.exitCode()).isEqualTo(2);
    assertThat(simulate.err()).containsExactly(line);
    assertThat(simulate.out()).isEmpty();
  }
}
