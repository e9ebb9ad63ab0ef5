package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventScenariosTest {

  @Test
  void everyScenario_runs() {
    for (String name : EventScenarios.names()) {
      EventScenario brief =
          EventScenarios.named(name).with("horizon-ms", 300).with("warm-up-ms", 100);
      EventRun run = EventEngine.run(brief, 42, 0);

      assertThat(run.scenario()).isEqualTo(name);
      assertThat(run.counts().ok()).as(name).isPositive();
      assertThat(run.figures().values()).allSatisfy(v -> assertThat(v).isFinite());
    }
  }

  @Test
  void prequal90_ordersPoliciesAsPublished() {
    double roundRobin = p99("prequal-90-round-robin");
    double random = p99("prequal-90-random");
    double leastLoaded = p99("prequal-90-least-loaded");
    double ofTwo = p99("prequal-90-least-loaded-of-two");
    double c3 = p99("prequal-90-c3");
    double yarp = p99("prequal-90-yarp");
    double prequal = p99("prequal-90");
    System.out.println(
        List.of(roundRobin, random, p99("prequal-90-wrr"), leastLoaded, ofTwo, yarp, c3, prequal));

    assertThat(List.of(c3, ofTwo, leastLoaded, yarp))
        .allSatisfy(
            p -> {
              assertThat(p).isGreaterThan(prequal);
              assertThat(p).isLessThan(random);
            });
    assertThat(roundRobin).isGreaterThan(leastLoaded);
  }

  private static double p99(String name) {
    EventScenario scenario =
        EventScenarios.named(name).with("horizon-ms", 45_000).with("warm-up-ms", 20_000);
    EventRun run = EventEngine.run(scenario, 42, 0);
    System.out.println(
        name
            + " "
            + run.figures().get("response_p50_ms")
            + " "
            + run.figures().get("response_p90_ms")
            + " "
            + run.figures().get("response_p99_ms")
            + " timed out % "
            + run.figure("timed_out_percent")
            + " util "
            + run.figure("utilization_percent")
            + " probes "
            + run.figure("probes_per_request"));
    // As there: what is not answered within 5 s has taken 5 s.
    Double p99 = run.figures().get("response_p99_ms");
    return p99 == null ? 5000 : p99;
  }

  @Test
  void sinkhole_attractsTheLeastLoaded_butNotExpectedLatency() {
    double leastLoaded = failedPercent("sinkhole-least-loaded");
    double roundRobin = failedPercent("sinkhole-round-robin");
    double els = failedPercent("sinkhole-els");
    System.out.println("sinkhole " + List.of(roundRobin, leastLoaded, els));

    // One of ten servers fails for 10 of 40 s: 2.5 % if it gets its share.
    assertThat(roundRobin).isCloseTo(2.5, within(0.1));
    assertThat(leastLoaded).isGreaterThan(1.5 * roundRobin);
    assertThat(els).isLessThan(roundRobin / 2);
  }

  private static double failedPercent(String name) {
    return EventEngine.run(EventScenarios.named(name), 42, 0).figure("failed_percent");
  }

  @Test
  void disciplines_serveTheClassesThatTheyPrefer() {
    Map<String, Map<String, Double>> fifo = byClass("classes-fifo");
    Map<String, Map<String, Double>> priority = byClass("classes-priority");
    Map<String, Map<String, Double>> edf = byClass("classes-edf");

    // The first tier gains by priority, and the third one pays.
    assertThat(attainment(priority, "1:urgent")).isGreaterThan(attainment(fifo, "1:urgent"));
    assertThat(attainment(priority, "3:urgent")).isLessThan(attainment(fifo, "3:urgent"));
    // By deadlines the urgent gain, whatever their tier, from those who can wait.
    for (String urgent : List.of("1:urgent", "2:urgent", "3:urgent")) {
      assertThat(attainment(edf, urgent)).isGreaterThan(attainment(fifo, urgent));
    }
    assertThat(response(edf, "1:relaxed")).isGreaterThan(response(fifo, "1:relaxed"));
  }

  private static Map<String, Map<String, Double>> byClass(String name) {
    return EventEngine.run(EventScenarios.named(name), 42, 0).classes();
  }

  private static double attainment(Map<String, Map<String, Double>> byClass, String label) {
    return byClass.getOrDefault(label, Map.of()).getOrDefault("slo_attainment_percent", -1.0);
  }

  private static double response(Map<String, Map<String, Double>> byClass, String label) {
    return byClass.getOrDefault(label, Map.of()).getOrDefault("response_mean_ms", -1.0);
  }

  @Test
  void residency_pays() {
    double twoChoices =
        EventEngine.run(EventScenarios.named("residency"), 42, 0).figure("response_mean_ms");
    double resident =
        EventEngine.run(EventScenarios.named("residency-resident"), 42, 0)
            .figure("response_mean_ms");

    assertThat(resident).isLessThan(twoChoices);
  }

  @Test
  void blackHole_costsOnlyWhatItSwallows() {
    EventRun run = EventEngine.run(EventScenarios.named("black-hole"), 42, 0);

    assertThat(run.drained()).isTrue();
    assertThat(run.counts().timedOut()).isPositive();
    assertThat(run.counts().timedOut() + run.counts().ok()).isEqualTo(run.counts().arrived());
  }

  @Test
  void killedServer_isNotChosen_andFailsOnlyWhatItHad() {
    EventRun run = EventEngine.run(EventScenarios.named("kill-and-restart"), 42, 0);

    assertThat(run.counts().failed()).isBetween(1L, 50L);
    assertThat(run.drained()).isTrue();
  }

  @Test
  void unknownNames_areToldWithTheKnownOnes() {
    assertThatThrownBy(() -> EventScenarios.named("nope"))
        .hasMessageStartingWith("unknown event scenario \"nope\"; known: plain, prequal-70-");
    assertThatThrownBy(() -> EventScenarios.plain().with("serverz", 3))
        .hasMessageStartingWith("unknown setting \"serverz\"; known: name, about, policy");
    assertThatThrownBy(() -> EventScenarios.plain().with("subset-size", 11))
        .hasMessage("subset-size must be from 0 to the number of servers, 10: 11");
    assertThatThrownBy(() -> EventScenarios.plain().with("load", "much"))
        .hasMessage("load must be a number: much");
    assertThatThrownBy(
            () -> EventScenarios.plain().with("service", Map.of("law", "zipf", "mean-ms", 1)))
        .hasMessageStartingWith("service: unknown law \"zipf\"; known: constant, exponential");
  }
}
