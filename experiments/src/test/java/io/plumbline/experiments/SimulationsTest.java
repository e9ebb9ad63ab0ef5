package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.balancing.tick.TickSettings;
import io.plumbline.results.SimulationDocument.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is simulated, of what is asked: whatever the order, the same. */
class SimulationsTest {
  private static final String RATE = "mean-requests-per-server-per-tick";

  @TempDir private Path folder;

  private List<Simulation> made(
      Optional<Engine> engine, List<String> scenarios, OptionalDouble target, String... changes) {
    return Simulations.of(
            new SimulationSettings(
                engine,
                scenarios,
                List.of(),
                List.of(changes),
                List.of(),
                target,
                1,
                42,
                1,
                List.of(),
                0,
                folder.resolve("a.json"),
                false,
                Optional.empty()))
        .simulations();
  }

  private double rate(String scenario, OptionalDouble target, String... changes) {
    return ((TickSimulation) made(Optional.empty(), List.of(scenario), target, changes).get(0))
        .scenario()
        .settings()
        .meanRequestsPerServerPerTick();
  }

  @Test
  void target_isOfTheThreadsAndTimesThatAreSet_whateverTheOrder() {
    // 100 threads for 6 ticks each: 16.67 per tick are all that a server can do.
    assertThat(rate("Random", OptionalDouble.empty())).isCloseTo(11.667, within(.001));
    OptionalDouble half = OptionalDouble.of(.5);
    assertThat(rate("Random", half)).isCloseTo(8.333, within(.001));
    assertThat(rate("Random", half, "mean-threads=50")).isCloseTo(4.167, within(.001));
    assertThat(rate("Random", half, "mean-processing-time=12")).isCloseTo(4.167, within(.001));
    for (List<String> changes :
        List.of(
            List.of("target-utilization=0.5", "mean-threads=50"),
            List.of("mean-threads=50", "target-utilization=0.5"),
            List.of(RATE + "=3", "mean-threads=50", "target-utilization=0.5"))) {
      assertThat(rate("Random", OptionalDouble.empty(), changes.toArray(String[]::new)))
          .isCloseTo(4.167, within(.001));
    }
    // The last of the two that say it.
    assertThat(rate("Random", OptionalDouble.empty(), "target-utilization=0.5", RATE + "=3"))
        .isEqualTo(3);
    assertThat(rate("Random", half, RATE + "=3")).isCloseTo(8.333, within(.001));
  }

  @Test
  void target_keepsTheStudysShareOfProbes() {
    // This one's rate pays for six probes of one tick beside six ticks of work: 100 / 12.
    String probing = "ProbingHclLowerRequestRate";
    assertThat(rate(probing, OptionalDouble.empty())).isCloseTo(.7 * 100 / 12, within(1e-9));
    assertThat(rate(probing, OptionalDouble.of(.35))).isCloseTo(.35 * 100 / 12, within(1e-9));
    assertThat(rate(probing, OptionalDouble.empty(), "target-utilization=0.35"))
        .isCloseTo(.35 * 100 / 12, within(1e-9));
    assertThat(rate(probing, OptionalDouble.of(.7), "mean-processing-time=12"))
        .isCloseTo(.7 * 100 / 18, within(1e-9));
  }

  private double perSecond(Path file, OptionalDouble target, String... changes) {
    return ((EventSimulation)
            made(Optional.empty(), List.of(file.toString()), target, changes).get(0))
        .scenario()
        .requestsPerSecond();
  }

  @Test
  void ratesOfEvents_areSetLast_andTheLastOfTheTwoCounts() throws IOException {
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file,
        """
        engine: event
        settings: {requests-per-second: 300, servers: 20}
        scenarios:
          - {name: a, settings: {service-mean-ms: 20, workers: 2}}
        """);
    OptionalDouble none = OptionalDouble.empty();
    assertThat(perSecond(file, none)).isCloseTo(300, within(1e-6));
    assertThat(perSecond(file, none, "servers=40")).isCloseTo(300, within(1e-6));
    // 40 workers for 20 ms each: 2000 per second are all that they can do.
    assertThat(perSecond(file, none, "load=0.5")).isCloseTo(1000, within(1e-6));
    assertThat(perSecond(file, none, "load=0.5", "requests-per-second=100"))
        .isCloseTo(100, within(1e-6));
    assertThat(perSecond(file, OptionalDouble.of(.25), "requests-per-second=100"))
        .isCloseTo(500, within(1e-6));
  }

  @Test
  void onlyWhatComesOfAllSettings_mustBeValid() {
    Optional<Engine> event = Optional.of(Engine.EVENT);
    // Each of the first ones alone is too much for what is shipped.
    for (String[] changes :
        new String[][] {
          {"service-mean-ms=0.00001", "horizon-ms=10"},
          {"warm-up-ms=200000", "horizon-ms=500000"},
          {"subset-size=30", "servers=40"},
          {"faults=[{fault: kill, first-server: 19, from-ms: 1, until-ms: 2}]", "servers=20"}
        }) {
      assertThat(made(event, List.of("plain"), OptionalDouble.empty(), changes)).hasSize(1);
    }
    // 4.7 billion of the shipped rate.
    assertThat(rate("Random", OptionalDouble.empty(), "total-ticks=10000000", RATE + "=1"))
        .isEqualTo(1);
    assertThatThrownBy(
            () ->
                made(
                    event,
                    List.of("plain"),
                    OptionalDouble.empty(),
                    "service-mean-ms=0.00001",
                    "horizon-ms=100000"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("scenario plain would be of 7.00e+10 requests")
        .hasMessageNotContaining("\n");
  }

  @Test
  void expectedRequests_countRateSteps() {
    // 700 a second for 5 s, twice that for 5 s.
    Simulation simulation =
        made(
                Optional.of(Engine.EVENT),
                List.of("plain"),
                OptionalDouble.empty(),
                "horizon-ms=10000",
                "rate-steps=[{at-ms: 5000, factor: 2}]")
            .get(0);
    assertThat(simulation.expectedRequests()).isCloseTo(10_500, within(1e-6));
  }

  @Test
  void policy_isOneTextHoweverItIsWritten() throws IOException {
    Path file = folder.resolve("s.yaml");
    Files.writeString(
        file,
        """
        scenarios:
          - {name: a, policy: {hcl: {rank: client-latency-mean, health: client-in-flight, percentile: 80}}}
          - {name: b, policy: {hcl: {percentile: 80, health: client-in-flight, rank: client-latency-mean}}}
        """);
    List<Simulation> two = made(Optional.empty(), List.of(file.toString()), OptionalDouble.empty());
    assertThat(two.get(0).policy())
        .isEqualTo(
            "{\"hcl\":{\"health\":\"client-in-flight\",\"percentile\":80,\"rank\":\"client-latency-mean\"}}")
        .isEqualTo(two.get(1).policy());
  }

  @Test
  void eventScenariosThatDifferInThePolicy_haveTheSameSettings() {
    List<Simulation> two =
        made(
            Optional.of(Engine.EVENT),
            List.of("prequal-70", "prequal-70-random"),
            OptionalDouble.empty());
    assertThat(two.get(0).settings()).isEqualTo(two.get(1).settings());
    assertThat(two.get(0).policy()).isNotEqualTo(two.get(1).policy());
  }

  @Test
  void engineOfOneFile_isThatOfFilesThatDoNotSay() throws IOException {
    Path says = folder.resolve("says.yaml");
    Path silent = folder.resolve("silent.yaml");
    Path other = folder.resolve("other.yaml");
    Files.writeString(says, "engine: event\nscenarios:\n  - {name: a}\n");
    Files.writeString(silent, "scenarios:\n  - {name: b, policy: random}\n");
    Files.writeString(other, "engine: tick\nscenarios:\n  - {name: c, policy: random}\n");
    assertThat(
            made(
                Optional.empty(),
                List.of(says.toString(), silent.toString()),
                OptionalDouble.empty()))
        .hasOnlyElementsOfType(EventSimulation.class)
        .hasSize(2);
    assertThatThrownBy(
            () ->
                made(
                    Optional.empty(),
                    List.of(says.toString(), silent.toString(), other.toString()),
                    OptionalDouble.empty()))
        .hasMessage(other + " is for the tick engine, not the event engine");
  }

  @Test
  void whatCannotBe_isRefusedInOneLine() {
    refuses("subset-size must be at most the number of servers, 40: 50", "subset-size=50");
    refuses(
        "debug must be false; what happens to a request or server is told by --watch: true",
        "debug=true");
    refuses(
        TickSettings.TARGET_UTILIZATION + " must be above 0 and at most 10.0: 11",
        "target-utilization=11");
    // The notebook's own has more channels than servers, some of them to the same.
    assertThat(made(Optional.empty(), List.of("RoundRobinLittleBigJobs"), OptionalDouble.empty()))
        .hasSize(1);
    // Fewer servers alone say nothing of the subset.
    assertThat(made(Optional.empty(), List.of("Random"), OptionalDouble.empty(), "servers=10"))
        .hasSize(1);
  }

  private void refuses(String message, String change) {
    assertThatThrownBy(
            () -> made(Optional.empty(), List.of("Random"), OptionalDouble.empty(), change))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }
}
