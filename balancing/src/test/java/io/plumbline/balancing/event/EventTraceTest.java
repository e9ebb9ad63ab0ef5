package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EventTraceTest {
  /** Arrivals every 10 ms at one server until 1 s; so a step is 5 ms. */
  private static EventScenario clockwork(double serviceMillis) {
    return EventScenarios.plain()
        .with("servers", 1)
        .with("arrivals-cv", 0)
        .with("service", serviceMillis)
        .with("load", serviceMillis / 10)
        .with("warm-up-ms", 0)
        .with("horizon-ms", 1000);
  }

  private static EventTrace traced(EventScenario scenario) {
    EventTrace trace = new EventTrace(scenario);
    EventEngine.run(scenario, 42, 0, 0, Optional.of(trace));
    return trace;
  }

  @Test
  void clockwork_isAsWorkedByHand() {
    EventTrace trace = traced(clockwork(4).with("network", 1.5));

    // Sent at 10 ms, at the server from 11.5 to 15.5, answered at 17: 3.5 ms of a step, then 0.5.
    assertThat(trace.stepNanos()).isEqualTo(5_000_000);
    assertThat(trace.requestsSent(1)).isZero();
    assertThat(trace.requestsSent(2)).isEqualTo(1);
    assertThat(trace.utilizationPercent(2, 0)).isEqualTo(70);
    assertThat(trace.completed(2)).isZero();
    assertThat(trace.queueNanosByEntry(2)).hasValue(0);
    assertThat(trace.utilizationPercent(3, 0)).isEqualTo(10);
    assertThat(trace.completed(3)).isEqualTo(1);
    assertThat(IntStream.range(0, 5).mapToObj(state -> trace.meanNanosInState(3, state)))
        .containsExactly(0.0, 1.5e6, 0.0, 4e6, 1.5e6);
    assertThat(trace.queueNanosByEntry(3)).isEmpty();
    assertThat(trace.queueNanosByFinish(3)).hasValue(0);
    // 99 requests, the last one answered at 997 ms.
    assertThat(IntStream.range(0, trace.steps()).mapToLong(trace::completed).sum()).isEqualTo(99);
    assertThat(trace.steps()).isEqualTo(201);
  }

  @Test
  void waits_areToldWhereTheyBeginEndAndAreOver() {
    EventTrace trace = traced(clockwork(12));

    // The third comes at 30 ms, waits until 34 and is answered at 46; the fifth waits from 50 on.
    assertThat(trace.queueNanosByEntry(6)).hasValue(4e6);
    assertThat(trace.queueNanosByStart(6)).hasValue(4e6);
    assertThat(trace.queueNanosByFinish(9)).hasValue(4e6);
    assertThat(trace.queued(6, 0)).isZero();
    assertThat(trace.queued(10, 0)).isEqualTo(1);
  }

  @Test
  void sharedProcessors_areBusyToo_andWhatTheyTakeLongerIsWaiting() {
    EventTrace alone = traced(clockwork(4).with("processor-sharing", true));
    assertThat(alone.utilizationPercent(2, 0)).isEqualTo(80);
    assertThat(alone.utilizationPercent(3, 0)).isZero();

    // The second comes at 20 ms, when the first has 2 of 12 to go: shared, it takes until 24.
    EventTrace shared = traced(clockwork(12).with("processor-sharing", true));
    assertThat(shared.queueNanosByFinish(4)).hasValue(2e6);
    // The third comes at 30 ms, when the second has 4 to go: until 38.
    assertThat(shared.queued(5, 0)).isZero();
    assertThat(shared.queued(6, 0)).isEqualTo(1);
    assertThat(shared.utilizationPercent(6, 0)).isEqualTo(100);
  }

  @Test
  void oneQueueForAll_isToldOfEachServer() {
    EventTrace trace =
        traced(clockwork(24).with("servers", 2).with("central-queue", true).with("load", 1.2));

    // Every 10 ms for two workers of 24 ms: the third comes at 30 ms and waits until 34.
    assertThat(trace.queued(6, 0)).isZero();
    assertThat(trace.queued(10, 0)).isEqualTo(1).isEqualTo(trace.queued(10, 1));
    assertThat(trace.requestsSent(2)).isEqualTo(1);
  }

  @Test
  void probes_areCountedApart_andTheRunIsTheSameAsWithoutATrace() {
    EventScenario rough =
        EventScenarios.plain()
            .with("clients", 3)
            .with("policy", "prequal")
            .with("network", 0.3)
            .with("timeout-ms", 200)
            .with("warm-up-ms", 1000)
            .with("horizon-ms", 10_000)
            .with("faults", List.of(Map.of("fault", "kill", "from-ms", 2000, "until-ms", 4000)));
    EventTrace trace = new EventTrace(rough);
    EventRun run = EventEngine.run(rough, 42, 0, 0, Optional.of(trace));

    assertThat(run).isEqualTo(EventEngine.run(rough, 42, 0));
    assertThat(IntStream.range(0, trace.steps()).mapToLong(trace::probesSent).sum())
        .isEqualTo(run.counts().probes());
    // Some 700 a second, of which one in ten came before the warm-up was over.
    assertThat((double) IntStream.range(0, trace.steps()).mapToLong(trace::completed).sum())
        .isCloseTo(run.counts().ok() / 0.9, within(700.0));
    // The server is away from 2 to 4 s, steps 40 to 79.
    assertThat(IntStream.range(40, 80)).allMatch(step -> trace.utilizationPercent(step, 0) == 0);
  }

  @Test
  void overloadThatNeverDrains_isToldForAsLongAgain() {
    EventTrace trace = traced(clockwork(50).with("drain-ms", 60_000));

    assertThat(trace.steps()).isEqualTo(400);
    assertThat(trace.queued(399, 0)).isPositive();
  }

  @Test
  void oneTrace_isOfOneRun() {
    EventTrace trace = traced(clockwork(4));

    assertThatThrownBy(() -> EventEngine.run(clockwork(4), 42, 0, 0, Optional.of(trace)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a trace is of one run");
  }
}
