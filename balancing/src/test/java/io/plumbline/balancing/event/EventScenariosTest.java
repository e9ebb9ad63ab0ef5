package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventScenariosTest {

  @Test
  void everyScenario_runs() {
    for (String name : EventScenarios.names()) {
      EventScenario whole = EventScenarios.named(name);
      boolean changes = !whole.faults().isEmpty() || !whole.demand().steps().isEmpty();
      // Where something happens in the course of it, it must be over.
      EventScenario brief = changes ? whole : whole.with("horizon-ms", 300).with("warm-up-ms", 100);
      EventRun run = EventEngine.run(brief, 42, 0);

      assertThat(run.scenario()).isEqualTo(name);
      assertThat(run.counts().ok()).as(name).isPositive();
      if (!whole.faults().isEmpty()) {
        assertThat(run.counts().failed() + run.counts().timedOut()).as(name).isPositive();
      }
      assertThat(run.figures().values()).allSatisfy(v -> assertThat(v).isFinite());
    }
  }

  @Test
  void prequal90_ordersPoliciesAsPublished_butForNeighbours() {
    double prequal = p99Millis("prequal-90");
    double c3 = p99Millis("prequal-90-c3");
    double yarp = p99Millis("prequal-90-yarp");
    double leastLoaded = p99Millis("prequal-90-least-loaded");
    double ofTwo = p99Millis("prequal-90-least-loaded-of-two");

    // Published: 286, 304, 1169, 2654 and 1918 ms, and beyond the deadline.
    assertThat(prequal).isCloseTo(286, within(60.0));
    assertThat(c3).isGreaterThan(prequal).isCloseTo(304, within(60.0));
    assertThat(yarp).isGreaterThan(2 * c3);
    assertThat(Math.min(leastLoaded, ofTwo)).isGreaterThan(yarp);
    assertThat(Math.max(leastLoaded, ofTwo)).isLessThan(3000);
    for (String lost : List.of("wrr", "random", "round-robin")) {
      assertThat(p99Millis("prequal-90-" + lost)).as(lost).isEqualTo(5000);
    }
  }

  /** As there: what is not answered within 5 s has taken 5 s. */
  private static double p99Millis(String name) {
    EventScenario brief =
        EventScenarios.named(name).with("horizon-ms", 20_000).with("warm-up-ms", 8_000);
    return EventEngine.run(brief, 42, 0).figures().getOrDefault("response_p99_ms", 5000.0);
  }

  @Test
  void sinkhole_attractsTheLeastLoaded_butNotExpectedLatency() {
    double leastLoaded = failedPercent("sinkhole-least-loaded");
    double roundRobin = failedPercent("sinkhole-round-robin");
    double els = failedPercent("sinkhole-els");

    // One of ten servers fails for 10 of 40 s: 2.5 % if it gets its share.
    assertThat(roundRobin).isCloseTo(2.5, within(0.15));
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
  void whatCannotBeRun_isRefusedInALine() {
    EventScenario plain = EventScenarios.plain();

    assertThatThrownBy(() -> plain.with("service", 1e-6))
        .hasMessage(
            "scenario plain would be of 7.70e+11 requests, and at most 1e+09 are run; lower load,"
                + " rate-steps or horizon-ms, or raise the service");
    // 700 per second, and from the hundredth of 864,000 seconds on a thousand times as many.
    EventScenario day = plain.with("horizon-ms", 864_000_000);
    assertThatThrownBy(
            () -> day.with("rate-steps", List.of(Map.of("at-ms", 100_000, "factor", 1000))))
        .hasMessageStartingWith("scenario plain would be of 6.05e+11 requests");
    // A step after the horizon counts nowhere.
    assertThat(
            plain
                .with("rate-steps", List.of(Map.of("at-ms", 864_000_000, "factor", 1000)))
                .demand()
                .steps())
        .hasSize(1);

    Map<String, Object> kill =
        Map.of("fault", "kill", "servers", 3, "from-ms", 1000, "until-ms", 2000);
    assertThatThrownBy(() -> plain.with("faults", List.of(kill, slow(2, 1500))))
        .hasMessageStartingWith(
            "faults of one server must not overlap; let one end before the other begins: Kill[")
        .hasMessageNotContaining("\n");
    assertThat(plain.with("faults", List.of(slow(2, 2000), kill)).faults()).hasSize(2);
    assertThat(plain.with("faults", List.of(slow(3, 1500), kill)).faults()).hasSize(2);
    assertThatThrownBy(() -> plain.with("faults", List.of(kill)).with("central-queue", true))
        .hasMessageStartingWith(
            "central-queue cannot have faults, for nothing is sent to a server");
  }

  private static Map<String, Object> slow(int server, int fromMillis) {
    return Map.of(
        "fault",
        "speed-change",
        "first-server",
        server,
        "from-ms",
        fromMillis,
        "until-ms",
        fromMillis + 1000,
        "factor",
        0.5);
  }

  @Test
  void aFaultThatFollowsAtOnce_isNotEndedByTheOneBefore() {
    // Written in either order: slow for the first second, and slower for the second one.
    EventScenario clockwork =
        EventScenarios.plain()
            .with("servers", 1)
            .with("arrivals-cv", 0)
            .with("service", 4)
            .with("load", 0.4)
            .with("warm-up-ms", 1010)
            .with("horizon-ms", 1990);
    Map<String, Object> second = new HashMap<>(slow(0, 1000));
    second.put("factor", 0.8);
    for (List<Object> faults :
        List.of(List.<Object>of(slow(0, 0), second), List.<Object>of(second, slow(0, 0)))) {
      assertThat(
              EventEngine.run(clockwork.with("faults", faults), 42, 0).figure("response_mean_ms"))
          .isEqualTo(5);
    }
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
