package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.results.Documents;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationTrace;
import io.plumbline.results.simulation.SimulationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationStudyTest {
  /** Small enough for a test: about 1,400 requests a run. */
  private static final List<String> SMALL =
      List.of("servers=10", "clients=10", "subset-size=4", "total-ticks=40");

  @TempDir private Path folder;
  private Path result = Path.of("");

  @BeforeEach
  void prepare() {
    result = folder.resolve("simulation.json");
  }

  private static final class Asked {
    private Optional<Engine> engine = Optional.empty();
    private List<String> scenarios = List.of("Random", "RoundRobin");
    private List<String> policies = List.of();
    private List<String> changes = SMALL;
    private OptionalDouble target = OptionalDouble.empty();
    private int runs = 2;
    private int threads = 2;
    private List<String> traced = List.of();
    private boolean into;
    private Optional<Path> requestsCsv = Optional.empty();
  }

  private SimulationStudy study(Asked asked) {
    return new SimulationStudy(
        new SimulationSettings(
            asked.engine,
            asked.scenarios,
            asked.policies,
            asked.changes,
            List.of(),
            asked.target,
            asked.runs,
            42,
            asked.threads,
            asked.traced,
            0,
            result,
            asked.into,
            asked.requestsCsv),
        Optional.empty(),
        List.of("simulate"),
        "test",
        new SilentObserver());
  }

  private static final class SilentObserver implements RunObserver {
    @Override
    public void step(String text) {}

    @Override
    public void note(String text) {}

    @Override
    public void progress(String text) {}
  }

  @Test
  void document_isTheSameForAnyNumberOfThreads() throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.threads = 1;
    List<SimulationEntry> one = study(asked).run().document().entries();
    asked.threads = 4;
    SimulationOutcome outcome = study(asked).run();
    assertThat(outcome.document().entries()).isEqualTo(one);
    assertThat(outcome.complete()).isTrue();
    assertThat(one).extracting(SimulationEntry::name).containsExactly("Random", "RoundRobin");
    assertThat(one.get(0).runs().get(0).figures())
        .isNotEqualTo(one.get(0).runs().get(1).figures())
        .containsKeys("mean_latency", "p99.0_latency", "clean_mean_latency_ticks", "jain_index");
    assertThat(one.get(0).runs().get(0).repetition()).isEqualTo(1);
    assertThat(one.get(0).policy()).isEqualTo("\"random\"");
    assertThat(((SimulationDocument) Documents.read(result)).entries()).isEqualTo(one);
  }

  @Test
  void into_simulatesOnlyWhatIsNewOrChanged() throws IOException, InterruptedException {
    Asked asked = new Asked();
    List<SimulationEntry> before = study(asked).run().document().entries();

    asked.into = true;
    asked.scenarios = List.of("Random", "LeastClientRequestsInFlight");
    SimulationOutcome second = study(asked).run();
    assertThat(second.kept()).isEqualTo(1);
    assertThat(second.document().entries())
        .extracting(SimulationEntry::name)
        .containsExactly("Random", "RoundRobin", "LeastClientRequestsInFlight");
    assertThat(second.document().entries().subList(0, 2)).isEqualTo(before);
    assertThat(second.document().notes().toString()).contains("kept: 1 scenario, as simulated at ");

    List<String> changed = new ArrayList<>(SMALL);
    changed.add("mean-threads=50");
    asked.changes = changed;
    asked.scenarios = List.of("Random");
    SimulationOutcome third = study(asked).run();
    assertThat(third.kept()).isZero();
    assertThat(third.document().entries().get(0)).isNotEqualTo(before.get(0));

    // More repetitions: those that are there stay as they are.
    asked.runs = 3;
    SimulationOutcome fourth = study(asked).run();
    assertThat(fourth.document().entries().get(0).runs().subList(0, 2))
        .isEqualTo(third.document().entries().get(0).runs());
    assertThat(fourth.document().entries().get(0).runs()).hasSize(3);

    // Fewer: nothing is lost.
    asked.runs = 1;
    SimulationOutcome fifth = study(asked).run();
    assertThat(fifth.kept()).isEqualTo(1);
    assertThat(fifth.document().entries()).isEqualTo(fourth.document().entries());
  }

  @Test
  void into_keepsCommitsNotesAndWhatItDoesNotKnow() throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.scenarios = List.of("Random");
    asked.runs = 1;
    study(asked).run();
    JsonMapper json = JsonMapper.builder().build();
    ObjectNode tree = (ObjectNode) json.readTree(Files.readString(result));
    tree.put("later", "version");
    tree.withArray("notes").add("order at load 0.90: holds").add("stopped before it was over");
    ObjectNode entry = (ObjectNode) tree.at("/entries/0");
    entry.put("later", 1);
    entry.putArray("commits").add("0123abcd");
    Files.writeString(result, tree.toString());

    asked.into = true;
    asked.scenarios = List.of("Random", "RoundRobin");
    SimulationDocument document = study(asked).run().document();
    assertThat(document.unknownFields()).containsKey("later");
    assertThat(document.notes())
        .contains("order at load 0.90: holds", "kept: 1 scenario, as simulated at 0123abcd")
        .doesNotContain("stopped before it was over");
    assertThat(document.entries().get(0).unknownFields()).containsKey("later");
    assertThat(document.entries().get(0).commits()).containsExactly("0123abcd");
    assertThat(document.entries().get(1).commits()).doesNotContain("0123abcd");

    // A repetition that comes later is of another commit, and both are told.
    asked.runs = 2;
    SimulationDocument more = study(asked).run().document();
    assertThat(more.entries().get(0).commits()).startsWith("0123abcd");
  }

  @Test
  void requestsCsv_keepsRowsOfScenariosThatAreNotRun() throws IOException, InterruptedException {
    Asked asked = new Asked();
    Path csv = folder.resolve("requests.csv");
    asked.requestsCsv = Optional.of(csv);
    study(asked).run();
    List<String> before = Files.readAllLines(csv);

    asked.into = true;
    asked.scenarios = List.of("Random");
    asked.runs = 1;
    SimulationDocument document = study(asked).run().document();
    assertThat(Files.readAllLines(csv)).containsExactlyInAnyOrderElementsOf(before);
    assertThat(document.entries().get(0).runs()).hasSize(2);

    asked.into = false;
    study(asked).run();
    assertThat(Files.readAllLines(csv)).hasSizeLessThan(before.size());
  }

  @Test
  void overload_isMarked_andItsClean99thPercentileIsUnknown()
      throws IOException, InterruptedException {
    Asked asked = new Asked();
    List<String> overloaded = new ArrayList<>(SMALL);
    overloaded.addAll(List.of("target-utilization=3", "max-cooldown=20"));
    asked.changes = overloaded;
    SimulationDocument document = study(asked).run().document();
    assertThat(document.entries().get(0).runs())
        .noneMatch(run -> run.drained())
        .allMatch(run -> run.figures().containsKey("p99.0_latency"))
        .noneMatch(run -> run.figures().containsKey("clean_p99.0_latency_ticks"));
    assertThat(SimulationReport.lines(document, Optional.empty()))
        .contains("against Random !:")
        .anyMatch(line -> line.startsWith("Random ! "))
        .anyMatch(line -> line.startsWith("! a run did not drain"))
        .noneMatch(line -> line.startsWith("Random  "))
        .contains(
            "note: Random: 2 of 2 runs did not drain: requests were still in flight at the limit");
  }

  @Test
  void into_refusesAnotherSeedsResults() throws IOException, InterruptedException {
    Asked asked = new Asked();
    study(asked).run();
    asked.into = true;
    asked.engine = Optional.of(Engine.EVENT);
    asked.scenarios = List.of("plain");
    asked.changes = List.of();
    assertThatThrownBy(() -> study(asked))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--into: %s is of the tick engine with seed 42; results of another engine or seed go into another file"
                .formatted(result));
  }

  @Test
  void traceAndRequests_areThereWhenAsked() throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.traced = List.of("Random");
    asked.requestsCsv = Optional.of(folder.resolve("requests.csv"));
    SimulationOutcome outcome = study(asked).run();
    assertThat(outcome.document().entries().get(0).trace().orElseThrow().servers()).hasSize(10);
    assertThat(outcome.document().entries().get(1).trace()).isEmpty();
    List<String> rows = Files.readAllLines(folder.resolve("requests.csv"));
    assertThat(rows.get(0)).startsWith("algorithm,repetition,stage,client,server,is_probe,");
    assertThat(rows.subList(1, rows.size()))
        .hasSizeGreaterThan(10)
        .allMatch(row -> row.matches("(Random|RoundRobin),[12],.*"));
    assertThat(outcome.written()).containsExactly(result, folder.resolve("requests.csv"));
  }

  @Test
  void traceOfEvents_isInMilliseconds() throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.engine = Optional.of(Engine.EVENT);
    asked.scenarios = List.of("plain");
    asked.policies = List.of("random", "prequal");
    asked.changes = List.of("warm-up-ms=500", "horizon-ms=2000", "network=0.5");
    List<SimulationEntry> entries = study(asked).run().document().entries();
    SimulationTrace trace = entries.get(1).trace().orElseThrow();
    assertThat(trace.ticksPerStep()).isEqualTo(10);
    assertThat(trace.warmUntilTick()).isEqualTo(499);
    assertThat(trace.arrivalsUntilTick()).isEqualTo(2000);
    assertThat(trace.servers()).hasSize(10).extracting("name").contains("Server 0", "Server 9");
    assertThat(trace.pid()).isEmpty();
    assertThat(trace.steps().get(100).probesSent()).isPositive();
    SimulationTrace.Latency latency = trace.steps().get(100).latency().orElseThrow();
    assertThat(latency.sendingTicks()).isEqualTo(latency.receivingTicks()).isEqualTo(0.5);
    // Services are of 10 ms; means over the steps are a request's, not a step's.
    double completed = 0;
    double processing = 0;
    for (SimulationTrace.Step step : trace.steps()) {
      if (step.latency().isPresent()) {
        completed += step.latency().get().completed();
        processing += step.latency().get().completed() * step.latency().get().processingTicks();
      }
    }
    assertThat(processing / completed).isBetween(9.0, 11.0);

    // Nobody draws two hundred lines unasked.
    asked.changes = List.of("warm-up-ms=0", "horizon-ms=10", "servers=201");
    asked.runs = 1;
    assertThat(study(asked).run().document().entries())
        .noneMatch(entry -> entry.trace().isPresent());
    asked.traced = List.of("plain/random");
    assertThat(study(asked).run().document().entries().get(0).trace()).isPresent();
  }

  @Test
  void pidWeight_isOfTheServerThatIsAskedFor_whereThereIsOne()
      throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.scenarios = List.of("Random", "ClientPidControlledUtilization");
    asked.runs = 1;
    List<SimulationEntry> entries = study(asked).run().document().entries();
    assertThat(entries.get(0).trace().orElseThrow().pid()).isEmpty();
    assertThat(entries.get(1).trace().orElseThrow().pid().orElseThrow().server())
        .isEqualTo("Server 0");
  }

  @Test
  void policies_takeTurnsInEachScenario() throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.scenarios = List.of("Random");
    asked.policies = List.of("round-robin", "{least-cost: {choices: 2}}");
    assertThat(study(asked).run().document().entries())
        .extracting(SimulationEntry::name)
        .containsExactly("Random/round-robin", "Random/{\"least-cost\":{\"choices\":2}}");
  }

  @Test
  void targetUtilization_scalesTheStudysRates() throws IOException, InterruptedException {
    Asked asked = new Asked();
    asked.scenarios = List.of("Random");
    asked.target = OptionalDouble.of(0.35);
    asked.runs = 1;
    // The study aims at .7 with 11.67 requests per server and tick; half of it is 5.83.
    assertThat(study(asked).run().document().entries().get(0).settings())
        .hasEntrySatisfying(
            "mean-requests-per-server-per-tick",
            rate -> assertThat((Double) rate).isBetween(5.83, 5.84));
  }

  @Test
  void stoppedAtOnce_writesNothing() {
    SimulationStudy study = study(new Asked());
    study.stop();
    assertThatThrownBy(study::run)
        .isInstanceOf(CancellationException.class)
        .hasMessage("stopped before anything was simulated; nothing was written");
    assertThat(result).doesNotExist();
  }

  @Test
  void files_areReadStrictly() throws IOException {
    refuses(
        "scenarios:\n  - {name: a, policy: rnd}\n",
        "line 2: scenarios.0: unknown policy \"rnd\"; known: ");
    refuses(
        "scenarios:\n  - {name: a, policy: random}\n  - {name: b, policy: {subset: {size: 0, policy: random}}}\n",
        "line 3: scenarios.1: policy subset: size must be from 1 to ");
    refuses(
        "scenarios:\n  - {name: a, base: Rndm}\n",
        "line 2: scenarios.0: unknown scenario \"Rndm\"; simulate --list names them");
    refuses(
        "scenarios:\n  - {name: a, policy: random, settings: {srvers: 3}}\n",
        "line 2: scenarios.0: unknown setting \"srvers\"; known: ");
    refuses("scenarios:\n  - {name: a}\n", "scenario a has neither a policy nor a base");
    refuses("scenario: []\n", "scenarios: is missing");
    refuses("scenarios: []\n", "line 1: scenarios: there are none");
    refuses(
        "scenarios:\n  - {name: a, policy: {subset: {size: 41, policy: random}}}\n",
        "line 2: scenarios.0: policy subset: size must be at most the number of servers, 40: 41");
    refuses(
        "engine: event\nscenarios:\n  - {name: a, settings: {load: -1}}\n", "load must be from ");
  }

  private void refuses(String yaml, String message) throws IOException {
    Path file = folder.resolve("s.yaml");
    Files.writeString(file, yaml);
    Asked asked = new Asked();
    asked.scenarios = List.of(file.toString());
    asked.changes = List.of();
    assertThatThrownBy(() -> study(asked))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void file_combinesScenariosWithPolicies() throws IOException, InterruptedException {
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file,
        """
        settings: {servers: 5, clients: 3, subset-size: all, total-ticks: 30}
        policies: [random, round-robin]
        scenarios:
          - {name: slow, settings: {mean-processing-time: 12}}
          - {name: own, policy: {weighted: {cost: client-in-flight}}}
        """);
    Asked asked = new Asked();
    asked.scenarios = List.of(file.toString());
    asked.changes = List.of();
    asked.runs = 1;
    List<SimulationEntry> entries = study(asked).run().document().entries();
    assertThat(entries)
        .extracting(SimulationEntry::name)
        .containsExactly("slow/random", "slow/round-robin", "own");
    assertThat(entries.get(0).settings()).containsEntry("subset-size", "all");
  }

  @Test
  void flags_areRefusedInOneLine() {
    Asked asked = new Asked();
    asked.changes = List.of("servers");
    assertThatThrownBy(() -> study(asked)).hasMessage("--set must be NAME=VALUE: servers");
    asked.changes = SMALL;
    asked.scenarios = List.of("Random", "Random");
    assertThatThrownBy(() -> study(asked))
        .hasMessage("--scenario: two scenarios are called Random");
    asked.scenarios = List.of("Random");
    asked.traced = List.of("Hcl");
    assertThatThrownBy(() -> study(asked))
        .hasMessage("--trace: no scenario that is simulated is called Hcl");
    asked.traced = List.of();
    asked.runs = 0;
    assertThatThrownBy(() -> study(asked)).hasMessage("--runs must be from 1 to 100000: 0");
  }
}
