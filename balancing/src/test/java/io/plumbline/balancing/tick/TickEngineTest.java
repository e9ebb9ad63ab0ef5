package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickEngineTest {
  private static final TickEngine ENGINE = new TickEngine();

  /** What was told while a run went on. */
  private static final class Told implements TickObserver {
    final List<TickRecord> records = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    @Override
    public void recorded(TickRecord row) {
      records.add(row);
    }

    @Override
    public void event(int tick, String what) {
      events.add(tick + ": " + what);
    }
  }

  private static Told tell(TickScenario scenario, TickWatch watch) {
    Told told = new Told();
    TickRun ignored = ENGINE.run(scenario, 1, 0, new TickEngine.Options(false, 0, watch), told);
    assertThat(ignored.repetition()).isZero();
    return told;
  }

  private static double clean(TickRun run, String name) {
    return Objects.requireNonNull(run.clean().get(name), name);
  }

  /** One server, one client, one channel; nothing is reset. */
  private static TickSettings lonely() {
    return TickSettings.defaults()
        .with("servers", 1)
        .with("clients", 1)
        .with("subset-size", 1)
        .with("total-ticks", 400)
        .with("mean-requests-per-server-per-tick", 0.0025)
        .with("network-reset-probability", 0)
        .with("server-reset-probability", 0)
        .with("data-frequency", 1);
  }

  @Test
  void oneRequest_takesItsWayThroughAllStates() {
    Told told = tell(TickScenario.of("one", lonely(), "random"), TickWatch.request(0));
    TickRecord row = told.records.get(0);
    assertThat(told.records).hasSize(1);
    assertThat(row.ticksPicking()).isEqualTo(1);
    assertThat(row.sendingTick()).isEqualTo(row.startedTick());
    assertThat(row.queueTick()).isEqualTo(row.sendingTick() + row.ticksSending() - 1);
    // It is alone, so it is taken up in the next tick, which does not count as waiting.
    assertThat(row.ticksQueued()).isZero();
    assertThat(row.processingTick()).isEqualTo(row.queueTick() + 1);
    assertThat(row.receivingTick()).isEqualTo(row.processingTick() + row.ticksProcessing() - 1);
    assertThat(row.completedTick()).isEqualTo(row.receivingTick() + row.ticksReceiving() - 1);
    assertThat(row.totalTicks()).isEqualTo(row.elapsedTicks() + 3);
    // The first on its channel, so the server is cold.
    assertThat(row.ticksProcessing()).isGreaterThan(10);
    assertThat(told.events.stream().map(event -> event.replaceAll("\\d+", "N")))
        .containsExactly(
            "N: request N comes to client N",
            "N: request N is sent to server N for N",
            "N: request N enters the queue of server N as number N",
            "N: request N is taken up cold for N",
            "N: request N is finished, and its answer sent for N",
            "N: request N is answered after N");
  }

  @Test
  void firstAnswers_carryTheFirstStepOfTheController() {
    // 10 wanted, 0 there: 10 + 10/50 + 5 * 10. The first server found nobody to compare with.
    Told told = tell(TickScenarios.named(TickScenarios.SAMPLE), TickWatch.NOTHING);
    List<TickRecord> first = told.records.stream().filter(row -> row.completedTick() == 1).toList();
    assertThat(first).isNotEmpty().anyMatch(TickRecord::probe);
    for (TickRecord row : first) {
      assertThat(row.report().pidWeight()).isEqualTo(row.server() == 0 ? 0 : 60.2, within(1e-12));
      assertThat(row.report().utilizationPercent().latest()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sample", "FastestProbe3", "ProbingHcl"})
  void ticksInStates_areWhatElapsedAndThree(String name) {
    TickScenario scenario = TickScenarios.named(name);
    scenario = scenario.with(scenario.settings().with("data-frequency", 1));
    Told told = tell(scenario, TickWatch.NOTHING);
    assertThat(told.records)
        .hasSizeGreaterThan(10_000)
        .allMatch(row -> row.totalTicks() == row.elapsedTicks() + (row.probe() ? 2 : 3));
    assertThat(told.records)
        .allMatch(
            row ->
                Double.isNaN(row.report().utilizationPercent().latest())
                    || (row.report().utilizationPercent().latest() >= 0
                        && row.report().utilizationPercent().latest() <= 100));
  }

  @Test
  void coldChannels_payOncePerResetOfTheServer() {
    TickSettings settings =
        TickSettings.defaults()
            .with("servers", 4)
            .with("clients", 3)
            .with("subset-size", 6)
            .with("total-ticks", 300)
            .with("mean-requests-per-server-per-tick", 8)
            .with("server-reset-probability", 0.01);
    Told told = tell(TickScenario.of("cold", settings, "round-robin"), TickWatch.EVERYTHING);
    long resets = told.events.stream().filter(event -> event.contains(": reset")).count();
    long cold = told.events.stream().filter(event -> event.contains("taken up cold")).count();
    long names =
        told.events.stream()
            .filter(event -> event.contains("taken up"))
            .count(); // far more than there are channels
    assertThat(resets).isGreaterThan(3);
    // At most three clients lead to a server, by several channels, and each is cold by its name.
    assertThat(cold).isBetween(resets, 3 * (4 + resets));
    assertThat(names).isGreaterThan(50 * cold);
  }

  @Test
  void requests_areConserved() {
    for (String name : List.of("Random", "FastestProbe2", "LeastServerExpectedLatency")) {
      TickRun run = ENGINE.run(TickScenarios.named(name), 5, 0);
      assertThat(clean(run, "requests")).isEqualTo(79_333);
      assertThat(clean(run, "completed") + clean(run, "unfinished"))
          .isEqualTo(clean(run, "requests"));
      assertThat(run.drained()).isTrue();
      // Nothing is in flight, yet answers may be on their way: the notebook loses those.
      assertThat(clean(run, "unfinished")).isBetween(0.0, 20.0);
    }
  }

  @Test
  void overload_isAResultAndNoHang() {
    TickSettings settings =
        TickSettings.defaults().with("total-ticks", 100).withTargetUtilization(8, 0);
    TickRun run = ENGINE.run(TickScenario.of("overload", settings, "random"), 1, 0);
    assertThat(run.drained()).isFalse();
    assertThat(clean(run, "ticks_run")).isEqualTo(400);
    assertThat(clean(run, "unfinished")).isGreaterThan(10_000);
  }

  @Test
  void noRequests_leaveOutWhatCannotBeTold() {
    TickSettings settings = lonely().with("mean-requests-per-server-per-tick", 0);
    TickRun run = ENGINE.run(TickScenario.of("none", settings, "random"), 1, 0);
    assertThat(run.notebook()).isEmpty();
    assertThat(run.clean())
        .doesNotContainKey("clean_mean_latency_ticks")
        .containsEntry("requests", 0.0);
    assertThat(run.clean()).doesNotContainValue(Double.NaN);
  }

  @ParameterizedTest
  @CsvSource({
    "LeastServerRequestsInFlight, WeightedServerRequestsInFlight",
    "ProbingLeastServerRequestsInFlight, ProbingWeightedServerRequestsInFlight",
    "ProbingLeastServerRequestsInFlightLowerRequestRate,"
        + " ProbingWeightedServerRequestsInFlightLowerRequestRate",
  })
  void mislabelledScenarios_areTheirTwins(String one, String other) {
    TickRun first = ENGINE.run(TickScenarios.named(one), 3, 1);
    TickRun second = new TickEngine().run(TickScenarios.named(other), 3, 1);
    assertThat(second.notebook()).isEqualTo(first.notebook());
    assertThat(second.clean()).isEqualTo(first.clean());
  }

  @Test
  void runs_differBySeedAndByRepetition() {
    TickScenario random = TickScenarios.named("Random");
    assertThat(
            List.of(
                ENGINE.run(random, 1, 0).notebook(),
                ENGINE.run(random, 1, 1).notebook(),
                ENGINE.run(random, 2, 0).notebook()))
        .doesNotHaveDuplicates();
  }

  @Test
  void policies_meetTheSameArrivals() {
    TickEngine.Options traced = new TickEngine.Options(true, 7, TickWatch.NOTHING);
    List<TickTrace> traces =
        List.of("Random", "RoundRobin").stream()
            .map(
                name ->
                    ENGINE
                        .run(TickScenarios.named(name), 9, 4, traced, TickObserver.NONE)
                        .trace()
                        .orElseThrow())
            .toList();
    for (int tick = 0; tick < 170; tick++) {
      assertThat(traces.get(0).requestsSent(tick)).isEqualTo(traces.get(1).requestsSent(tick));
    }
  }

  @Test
  void trace_saysWhatHappenedInEveryTick() {
    TickScenario sample = TickScenarios.named(TickScenarios.SAMPLE);
    TickRun run =
        ENGINE.run(
            sample, 1, 0, new TickEngine.Options(true, 3, TickWatch.NOTHING), TickObserver.NONE);
    TickTrace trace = run.trace().orElseThrow();
    assertThat(trace.ticks()).isEqualTo((int) clean(run, "ticks_run"));
    assertThat(IntStream.range(0, trace.ticks()).map(trace::requestsSent).sum()).isEqualTo(42_667);
    assertThat((double) IntStream.range(0, trace.ticks()).map(trace::completions).sum())
        .isEqualTo(clean(run, "completed"));
    assertThat(IntStream.range(0, trace.ticks()).map(trace::probesSent).sum() / 42_667.0)
        .isEqualTo(clean(run, "probes_per_request"), within(1e-12));
    assertThat(trace.stage(30)).isEqualTo(TickStage.WARMING);
    assertThat(trace.stage(31)).isEqualTo(TickStage.RUNNING);
    assertThat(trace.stage(80)).isEqualTo(TickStage.COOLING);
    assertThat(trace.pidWeight(0)).isEqualTo(60.2, within(1e-12));
    for (int tick = 0; tick < trace.ticks(); tick++) {
      for (int server = 0; server < trace.servers(); server++) {
        assertThat(trace.utilizationPercent(tick, server)).isBetween(0.0, 100.0);
        assertThat(trace.queued(tick, server)).isNotNegative();
      }
    }
  }

  @Test
  void sampleRun_isWhereTheNotebooksIs() {
    // Twenty seeds of an independent model: the run itself varies much, its mean less so.
    int seeds = 20;
    double total = 0;
    for (int seed = 0; seed < seeds; seed++) {
      TickRun run = ENGINE.run(TickScenarios.named(TickScenarios.SAMPLE), seed, 0);
      total += clean(run, "request_total_ticks") / seeds;
      assertThat(clean(run, "requests")).isEqualTo(42_667);
      assertThat(clean(run, "request_picking_ticks")).isEqualTo(1);
      assertThat(clean(run, "request_total_ticks")).isBetween(9.0, 18.0);
      assertThat(clean(run, "request_queue_ticks")).isBetween(0.4, 7.0);
      assertThat(clean(run, "request_processing_ticks")).isBetween(3.3, 6.1);
      assertThat(clean(run, "request_sending_ticks")).isBetween(1.8, 2.7);
      assertThat(clean(run, "probe_picking_ticks")).isEqualTo(0);
      assertThat(clean(run, "probe_processing_ticks")).isEqualTo(1);
      assertThat(clean(run, "probe_total_ticks")).isBetween(5.0, 10.0);
      assertThat(clean(run, "ticks_run")).isBetween(95.0, 220.0);
      assertThat(clean(run, "completed") + 42_667 * clean(run, "probes_per_request"))
          .isBetween(61_000.0, 73_000.0);
    }
    assertThat(total).isBetween(11.5, 14.0);
  }

  @Test
  void figures_areAllNamed() {
    TickRun run = ENGINE.run(TickScenarios.named("ProbingHcl"), 1, 0);
    TickSettings settings = run.scenario().settings();
    assertThat(run.notebook().keySet()).containsExactlyElementsOf(NotebookFigures.names(settings));
    assertThat(run.clean().keySet()).containsExactlyElementsOf(CleanFigures.names(settings));
    assertThat(NotebookFigures.names(settings))
        .containsExactly(
            "mean_latency",
            "stdev_latency",
            "p50.0_latency",
            "p90.0_latency",
            "p99.0_latency",
            "p99.9_latency",
            "mean_utilization",
            "stdev_utilization",
            "mean_stdev_utilization",
            "p50.0_utilization_ratio",
            "p90.0_utilization_ratio",
            "p99.0_utilization_ratio",
            "p99.9_utilization_ratio");
  }

  @Test
  void serversThatAreNotThere_cannotBeWatched() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ENGINE.run(
                    TickScenarios.named("Random"),
                    1,
                    0,
                    new TickEngine.Options(false, 0, TickWatch.server(40)),
                    TickObserver.NONE))
        .withMessage("there are servers 0 to 39, not: 40");
  }
}
