package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.plumbline.balancing.event.EventRun.TracedRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventEngineTest {
  private static final int ALL = 1_000_000;
  private static final EventScenario SHORT =
      EventScenarios.plain().with("warm-up-ms", 1000).with("horizon-ms", 21_000);

  /** Arrivals every 10 ms, services of 4 ms, one server: nobody waits. */
  private static EventScenario clockwork() {
    return EventScenarios.plain()
        .with("servers", 1)
        .with("arrivals-cv", 0)
        .with("service", 4)
        .with("load", 0.4)
        .with("warm-up-ms", 0)
        .with("horizon-ms", 1000);
  }

  @Test
  void clockwork_isAsWorkedByHand() {
    EventRun run = EventEngine.run(clockwork(), 42, 0);

    // At 10, 20, ..., 990 ms: 99 requests; 99 x 4 ms of work in 1000 ms.
    assertThat(run.counts().arrived()).isEqualTo(99);
    assertThat(run.counts().ok()).isEqualTo(99);
    assertThat(run.drained()).isTrue();
    assertThat(run.figures())
        .containsEntry("wait_mean_ms", 0.0)
        .containsEntry("response_mean_ms", 4.0)
        .containsEntry("response_sd_ms", 0.0);
    assertThat(run.figure("utilization_percent")).isCloseTo(39.6, within(1e-9));
    assertThat(run.figure("in_system_mean")).isCloseTo(0.396, within(1e-9));
    // Two events for each request, the horizon, and that is all.
    assertThat(run.counts().events()).isEqualTo(2 * 99 + 1);
  }

  @Test
  void clockwork_waitsWhereMoreComesThanIsServed() {
    // Every 10 ms a service of 12 ms: the k-th request waits 2 (k - 1) ms.
    EventRun run =
        EventEngine.run(
            clockwork().with("service", 12).with("load", 1.2).with("horizon-ms", 55), 42, 0);

    assertThat(run.counts().ok()).isEqualTo(5);
    assertThat(run.figure("wait_mean_ms")).isCloseTo((0 + 2 + 4 + 6 + 8) / 5.0, within(1e-9));
    assertThat(run.figure("ok_response_max_ms")).isCloseTo(20, within(0.02));
  }

  @Test
  void sharedProcessor_givesEachItsPart() {
    // One comes at 10 ms and needs 15; the next at 20 ms finds 5 left of it. They share: the first
    // is done after 10 ms more, the second has 10 left and is done at 40 ms.
    EventRun run =
        EventEngine.run(
            clockwork()
                .with("service", 15)
                .with("load", 1.5)
                .with("processor-sharing", true)
                .with("horizon-ms", 25),
            42,
            0,
            ALL);

    assertThat(endsMillis(run)).containsExactly(30.0, 40.0);
    assertThat(run.figure("wait_mean_ms")).isCloseTo((5 + 5) / 2.0, within(1e-9));
    assertThat(run.figure("utilization_percent")).isCloseTo(100 * 15 / 25.0, within(1e-9));
  }

  @Test
  void sharedProcessors_areOneForEach_whileThereAreEnough() {
    // At 10, 20 and 30 ms, 18 ms each, two processors: never more than two at once.
    EventScenario scenario =
        clockwork()
            .with("workers", 2)
            .with("service", 18)
            .with("load", 0.9)
            .with("processor-sharing", true)
            .with("horizon-ms", 35);
    assertThat(endsMillis(EventEngine.run(scenario, 42, 0, ALL))).containsExactly(28.0, 38.0, 48.0);
    // At half the speed from 20 ms on, three want two from 30 ms on: the first, of 8 ms left at
    // 20, has 3 left at 30 and gets a third of a millisecond of each: it ends at 39.
    EventScenario slow =
        scenario.with(
            "faults",
            List.of(
                Map.of("fault", "speed-change", "factor", 0.5, "from-ms", 20, "until-ms", 1000)));
    assertThat(endsMillis(EventEngine.run(slow, 42, 0, ALL)).get(0)).isEqualTo(39.0);
  }

  @Test
  void sharedProcessors_refuseBeyondTheirCapacity_andFailWhenKilled() {
    EventScenario scenario =
        clockwork()
            .with("service", 100)
            .with("load", 10)
            .with("processor-sharing", true)
            .with("horizon-ms", 65);
    // At 10 to 60 ms: one is processed alone, two more share with it, three are refused.
    EventRun full = EventEngine.run(scenario.with("queue-capacity", 2), 42, 0);
    assertThat(full.counts().ok()).isEqualTo(3);
    assertThat(full.counts().refused()).isEqualTo(3);
    // Every 5 ms to one of two by turns; at 55 ms one has five, and all it had planned is void.
    EventRun killed =
        EventEngine.run(
            scenario
                .with("servers", 2)
                .with("policy", "round-robin")
                .with("faults", List.of(Map.of("fault", "kill", "from-ms", 55, "until-ms", 1000))),
            42,
            0);
    assertThat(killed.counts().failed()).isEqualTo(5);
    assertThat(killed.counts().ok() + killed.counts().failed())
        .isEqualTo(killed.counts().arrived());
  }

  @Test
  void sharedProcessors_doAllTheWork_howeverManyThereAre() {
    // Nothing comes any more from 5 s on, so that all has been processed by the horizon.
    EventScenario scenario =
        clockwork()
            .with("workers", 4)
            .with("arrivals-cv", 1)
            .with("service", 20)
            .with("load", 0.5)
            .with("processor-sharing", true)
            .with("horizon-ms", 20_000)
            .with("rate-steps", List.of(Map.of("at-ms", 5_000, "factor", 1e-6)))
            .with(
                "antagonists", Map.of("mean-period-ms", 30, "speeds", List.of(1.5, 1, 0.5, 0.25)));
    EventRun run = EventEngine.run(scenario, 42, 0);
    double workedMillis = run.figure("utilization_percent") / 100 * 4 * 20_000;
    assertThat(run.counts().ok()).isGreaterThan(400);
    assertThat(run.figure("waited_percent")).isGreaterThan(20);
    assertThat(workedMillis).isCloseTo(20.0 * run.counts().ok(), withinPercentage(1e-4));
  }

  @Test
  void whoIsAloneOnSharedProcessors_doesNotWait() {
    EventScenario scenario =
        EventScenarios.plain()
            .with("servers", List.of(Map.of("count", 1, "workers", 4, "speed", 1.3)))
            .with("load", 0.02)
            .with("processor-sharing", true);
    assertThat(EventEngine.run(scenario, 42, 0).figure("waited_percent")).isLessThan(0.01);
  }

  @Test
  void processorSharing_isOnlyForThoseWithoutTurns_whateverIsSetFirst() {
    EventScenario edf = clockwork().with("discipline", "edf").with("refuse-late", true);
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("processor-sharing", true);
    both.put("refuse-late", false);
    assertThatThrownBy(() -> edf.with(both))
        .hasMessage(
            "with processor-sharing nobody waits for a turn: leave out central-queue, refuse-late"
                + " and discipline");
    both.put("discipline", "fifo");
    assertThat(edf.with(both).queueing().processorSharing()).isTrue();
    both.put("ramp-ms", 100);
    assertThatThrownBy(() -> edf.with(both)).hasMessageContaining("leave out ramp-ms");
  }

  private static List<Double> endsMillis(EventRun run) {
    return run.trace().orElseThrow().stream().map(r -> r.doneNanos() / 1e6).toList();
  }

  @Test
  void clockwork_addsTheWaysThereAndBack() {
    EventRun run = EventEngine.run(clockwork().with("network", 1.5), 42, 0);

    assertThat(run.figures()).containsEntry("response_mean_ms", 7.0);
  }

  @Test
  void aRequestOnItsWay_isToldStepByStep() {
    // The second comes at 20 ms, while the first, of 12 ms, has 4 ms to go.
    EventScenario scenario =
        clockwork().with("service", 12).with("load", 1.2).with("network", 1).with("horizon-ms", 25);
    List<String> lines = new ArrayList<>();
    EventEngine.watch(scenario, 42, 0, EventWatch.request(1, lines::add));
    assertThat(lines)
        .containsExactly(
            "20.000000 ms: request 1 comes to client 0, with 12.000000 ms of work",
            "20.000000 ms: request 1 is sent to server 0",
            "21.000000 ms: request 1 is at server 0, after 1",
            "23.000000 ms: request 1 is processed by server 0, after a wait of 2.000000 ms:"
                + " 12.000000 ms, if alone",
            "35.000000 ms: request 1 leaves server 0, ok",
            "36.000000 ms: request 1 ends, ok, 16.000000 ms after it came");

    List<String> ofServer = new ArrayList<>();
    EventRun watched = EventEngine.watch(scenario, 42, 0, EventWatch.server(0, ofServer::add));
    assertThat(ofServer)
        .contains("21.000000 ms: request 1 is at server 0, after 1; 1 in flight, 0 waiting");
    assertThat(watched).isEqualTo(EventEngine.run(scenario, 42, 0));

    TracedRequest traced = byArrival(EventEngine.run(scenario, 42, 0, ALL)).get(1);
    assertThat(traced.sentNanos()).hasValue(20_000_000);
    assertThat(traced.atServerNanos()).hasValue(21_000_000);
    assertThat(traced.waitNanos()).hasValue(2_000_000);
    assertThat(traced.leftServerNanos()).hasValue(35_000_000);
    assertThat(traced.doneNanos()).isEqualTo(36_000_000);
  }

  @Test
  void whoGivesUpBeforeAnErrorIsTold_hasSeenNothingLeaveTheServer() {
    EventScenario scenario =
        clockwork()
            .with("timeout-ms", 20)
            .with(
                "faults",
                List.of(
                    Map.of("fault", "fast-errors", "after", 50, "from-ms", 0, "until-ms", 500)));
    List<TracedRequest> all = byArrival(EventEngine.run(scenario, 42, 0, ALL));
    assertThat(all.get(0).outcome()).isEqualTo("timed-out");
    assertThat(all.get(0).leftServerNanos()).isEmpty();
    assertThat(all)
        .allSatisfy(
            r -> assertThat(r.leftServerNanos().orElse(0)).isLessThanOrEqualTo(r.doneNanos()));
  }

  @Test
  void fasterServers_takeLess() {
    EventRun run =
        EventEngine.run(
            clockwork().with("servers", List.of(Map.of("count", 1, "speed", 2))), 42, 0);

    assertThat(run.figures()).containsEntry("response_mean_ms", 2.0);
  }

  @Test
  void equalArguments_giveEqualRuns() {
    EventScenario busy = SHORT.with("clients", 5).with("subset-size", 4).with("network", 0.3);

    assertThat(EventEngine.run(busy, 7, 3)).isEqualTo(EventEngine.run(busy, 7, 3));
    assertThat(EventEngine.run(busy, 7, 4).figures())
        .isNotEqualTo(EventEngine.run(busy, 7, 3).figures());
    assertThat(EventEngine.run(busy, 8, 3).figures())
        .isNotEqualTo(EventEngine.run(busy, 7, 3).figures());
  }

  @Test
  void policies_meetTheSameArrivals() {
    EventScenario scenario = SHORT.with("workload", "balanced").with("clients", 5);
    EventRun random = EventEngine.run(scenario, 42, 0, ALL);
    EventRun turns = EventEngine.run(scenario.with("policy", "round-robin"), 42, 0, ALL);

    assertThat(turns.counts().arrived()).isEqualTo(random.counts().arrived());
    // Of the same sum, added in another order.
    assertThat(turns.figure("offered_utilization_percent"))
        .isCloseTo(random.figure("offered_utilization_percent"), within(1e-9));
    assertThat(arrivals(turns)).isEqualTo(arrivals(random)).hasSizeGreaterThan(10_000);
  }

  /** When, to whom, of which class and model. */
  private static List<List<Object>> arrivals(EventRun run) {
    return byArrival(run).stream()
        .map(t -> List.<Object>of(t.arrivedNanos(), t.client(), t.requestClass(), t.model()))
        .toList();
  }

  private static List<TracedRequest> byArrival(EventRun run) {
    return run.trace().orElseThrow().stream()
        .sorted(Comparator.comparingLong(TracedRequest::arrivedNanos))
        .toList();
  }

  @Test
  void policies_meetTheSameWaysAndPartialErrors() {
    // Nobody waits and services are alike: a response is 1 ms and the ways there and back.
    EventScenario scenario =
        SHORT
            .with("servers", List.of(Map.of("count", 10, "workers", 1000)))
            .with("service", 1)
            .with("load", 0.01)
            .with("network", Map.of("law", "lognormal", "mean-ms", 2, "cv", 1))
            .with(
                "faults",
                List.of(
                    Map.of(
                        "fault",
                        "fast-errors",
                        "servers",
                        10,
                        "from-ms",
                        0,
                        "until-ms",
                        99_999,
                        "ratio",
                        0.3,
                        "after",
                        1)))
            .with("horizon-ms", 3000);
    List<TracedRequest> random = byArrival(EventEngine.run(scenario, 42, 0, ALL));

    for (Object policy : List.of("round-robin", "prequal", "join-idle-queue")) {
      List<TracedRequest> other =
          byArrival(EventEngine.run(scenario.with("policy", policy), 42, 0, ALL));
      assertThat(other).as(policy.toString()).hasSameSizeAs(random).hasSizeGreaterThan(10_000);
      for (int i = 0; i < other.size(); i++) {
        assertThat(other.get(i).doneNanos()).isEqualTo(random.get(i).doneNanos());
        assertThat(other.get(i).outcome()).isEqualTo(random.get(i).outcome());
      }
    }
  }

  @Test
  void everyRequest_hasOneFate() {
    EventScenario rough =
        SHORT
            .with("clients", 3)
            .with("network", 0.5)
            .with("timeout-ms", 60)
            .with("queue-capacity", 6)
            .with("load", 1.1)
            .with(
                "faults",
                List.of(
                    Map.of("fault", "kill", "servers", 3, "from-ms", 4000, "until-ms", 6000),
                    Map.of(
                        "fault",
                        "black-hole",
                        "first-server",
                        4,
                        "from-ms",
                        5000,
                        "until-ms",
                        9000),
                    Map.of(
                        "fault",
                        "fast-errors",
                        "first-server",
                        5,
                        "from-ms",
                        5000,
                        "until-ms",
                        9000,
                        "ratio",
                        0.5)));
    for (int repetition = 0; repetition < 5; repetition++) {
      EventRun run = EventEngine.run(rough, 42, repetition);
      EventRun.Counts counts = run.counts();

      assertThat(counts.ok()).isPositive();
      assertThat(counts.refused()).isPositive();
      assertThat(counts.failed()).isPositive();
      assertThat(counts.timedOut()).isPositive();
      assertThat(counts.unfinished()).isZero();
      assertThat(run.drained()).isTrue();
      assertThat(
              counts.ok()
                  + counts.refused()
                  + counts.failed()
                  + counts.timedOut()
                  + counts.unfinished())
          .isEqualTo(counts.arrived());
    }
  }

  @Test
  void overload_isAResultThatDidNotDrain() {
    EventRun run = EventEngine.run(SHORT.with("load", 1.5).with("drain-ms", 100), 42, 0);

    assertThat(run.drained()).isFalse();
    assertThat(run.counts().unfinished()).isPositive();
    assertThat(run.counts().ok() + run.counts().unfinished()).isEqualTo(run.counts().arrived());
    // The rank of the p99 is among those that have no answer: unknown, not good.
    assertThat(run.figures()).doesNotContainKey("response_p99_ms");
  }

  @Test
  void throughput_isOfTheMeasuredTime_evenIfTheRestIsWorkedOffLater() {
    // Every 10 ms a service of 12 ms, from 10 ms on: ended at 22, 34, ..., 994 ms.
    EventRun one =
        EventEngine.run(
            clockwork().with("service", 12).with("load", 1.2).with("slo-ms", 20), 42, 0);

    assertThat(one.drained()).isTrue();
    assertThat(one.counts().ok()).isEqualTo(99);
    assertThat(one.figure("throughput_per_second")).isEqualTo(82);
    // The k-th takes 12 + 2 (k - 1) ms: five are in time.
    assertThat(one.figure("goodput_per_second")).isEqualTo(5);
    assertThat(one.figure("in_system_at_horizon")).isEqualTo(17);

    // Ten servers can do a thousand per second, whatever comes.
    EventRun overload = EventEngine.run(SHORT.with("load", 1.5), 42, 0);
    assertThat(overload.drained()).isTrue();
    assertThat(overload.figure("offered_per_second")).isCloseTo(1500, within(30.0));
    assertThat(overload.figure("throughput_per_second")).isCloseTo(1000, within(20.0));
    assertThat(overload.figure("in_system_at_horizon")).isCloseTo(21 * 500, within(700.0));
    assertThat(overload.figure("little_in_system") / overload.figure("in_system_mean"))
        .isCloseTo(1, within(0.05));
  }

  @Test
  void servers_countWhateverDidNotEndWell() {
    EventScenario half =
        clockwork()
            .with("network", 1)
            .with(
                "faults",
                List.of(Map.of("fault", "fast-errors", "from-ms", 0, "until-ms", 502, "after", 2)));
    // Sent at 10, 20, ..., 500 ms.
    assertThat(EventEngine.run(half, 42, 0).servers().get(0))
        .containsEntry("not_ok_per_second", 50.0)
        .containsEntry("ok_per_second", 49.0);
    // More comes than is served, and one may wait.
    EventRun full =
        EventEngine.run(
            clockwork().with("service", 12).with("load", 1.2).with("queue-capacity", 1), 42, 0);
    assertThat(full.counts().refused()).isPositive();
    assertThat(full.servers().get(0).get("not_ok_per_second"))
        .isEqualTo((double) full.counts().refused());
  }

  @Test
  void centralQueue_givesEveryServerItsShare() {
    EventRun run = EventEngine.run(SHORT.with("central-queue", true), 42, 0);

    assertThat(run.figure("arrivals_jain")).isBetween(0.5, 1.0);
    assertThat(run.servers())
        .allSatisfy(server -> assertThat(server.get("arrivals_per_second")).isPositive());
  }

  @Test
  void littlesLawAndTheUtilizationLaw_holdOnEveryRun() {
    for (String policy : List.of("random", "round-robin")) {
      for (double load : new double[] {0.3, 0.7, 0.9}) {
        EventRun run =
            EventEngine.run(
                EventScenarios.plain()
                    .with("policy", policy)
                    .with("load", load)
                    .with("network", 2)
                    .with("horizon-ms", 210_000),
                42,
                0);
        // Both differ by those who are there at the beginning and at the end only.
        assertThat(run.figure("little_in_system") / run.figure("in_system_mean"))
            .isCloseTo(1, within(0.02));
        assertThat(run.figure("offered_utilization_percent") / run.figure("utilization_percent"))
            .isCloseTo(1, within(0.01));
      }
    }
  }
}
