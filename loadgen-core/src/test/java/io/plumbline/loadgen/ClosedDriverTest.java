package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Closed loops on a clock that only the target moves. */
class ClosedDriverTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final Model TINY = new Model("tiny", List.of(2));
  private static final Workload WORKLOAD =
      new Workload(
          "two",
          List.of(
              new RequestClass(1, "a", 100 * MILLI, .25, List.of(new ModelShare(TINY, 1))),
              new RequestClass(2, "b", 100 * MILLI, .75, List.of(new ModelShare(TINY, 1)))));

  private final FakeClock clock = new FakeClock();
  private final Serving target = new Serving();

  /** Answers the oldest of its requests 10 ms after it has as many as it wants. */
  private final class Serving implements Target {
    private final Deque<Reply> open = new ArrayDeque<>();
    private int wanted = 1;
    private int most;

    @Override
    public Prepared prepare(
        int classIndex, RequestClass requestClass, Model model, long tensorKey) {
      return (deadlineEpochNanos, reply) -> {
        open.add(reply);
        most = Math.max(most, open.size());
        if (open.size() == wanted) {
          clock.advance(10 * MILLI);
          open.remove().done(RequestStatus.OK, "");
        }
      };
    }

    @Override
    public long payloadBytes(Model model) {
      return 8;
    }

    @Override
    public int channel(int classIndex) {
      return classIndex;
    }

    @Override
    public void connect(Duration timeout) {}

    @Override
    public void close() {}
  }

  private ClosedDriver driver(String shape, long durationMs, int minCount, PhaseLength warmup) {
    return driver(shape, durationMs, minCount, warmup, PhaseLength.NONE, 1 << 20);
  }

  private ClosedDriver driver(
      String shape,
      long durationMs,
      int minCount,
      PhaseLength warmup,
      PhaseLength cooldown,
      long budgetBytes) {
    return new ClosedDriver(
        new LoadPlan(WORKLOAD, 100, durationMs * MILLI, minCount, 42, Optional.empty()),
        ClosedShape.parse(shape),
        warmup,
        cooldown,
        target,
        clock,
        new Driver.Settings(1, 4, budgetBytes, 50 * MILLI),
        RunRules.NONE,
        List.of());
  }

  private static long[] plannedMs(Recording recording) {
    return IntStream.range(0, recording.count())
        .mapToLong(i -> recording.plannedNanos(i) / MILLI)
        .toArray();
  }

  @Test
  void synchronous_sendsWhenTheLastWasAnswered() throws InterruptedException {
    Recording recording = driver("synchronous", 30, 1, PhaseLength.NONE).run(() -> {});
    // At 30 ms the duration is reached; the request that could leave then does not.
    assertThat(plannedMs(recording)).containsExactly(0, 10, 20);
    assertThat(recording.closed()).contains(ClosedShape.parse("synchronous"));
    assertThat(recording.ending().issuing()).isEqualTo("plan");
    assertThat(RunVerdict.of(recording).valid()).isTrue();
    assertThat(RunVerdict.of(recording).checks())
        .extracting(Check::name)
        .doesNotContain("plan_count", "slip_p99");
  }

  @Test
  void minimumCount_isOfAllRequestsTogether() throws InterruptedException {
    Recording recording = driver("synchronous", 30, 7, PhaseLength.NONE).run(() -> {});
    assertThat(recording.count()).isEqualTo(7);
  }

  @Test
  void concurrent_keepsItsNumberOutstanding() throws InterruptedException {
    target.wanted = 3;
    Recording recording = driver("concurrent:3", 100, 1, PhaseLength.NONE).run(() -> {});
    // Three at 0, then one every 10 ms, at 10 to 90; two are never answered.
    assertThat(recording.count()).isEqualTo(3 + 9);
    assertThat(target.most).isEqualTo(3);
    assertThat(recording.ending().run()).isEqualTo("drain-limit");
    assertThat(recording.status(recording.count() - 1)).isEqualTo(RequestStatus.UNFINISHED);
  }

  @Test
  void ramp_opensOnePlaceAfterTheOther() throws InterruptedException {
    target.wanted = 4;
    Recording recording = driver("concurrent:4,ramp=0.04", 41, 1, PhaseLength.NONE).run(() -> {});
    assertThat(plannedMs(recording)).startsWith(0, 10, 20, 30);
  }

  @Test
  void warmupByCount_movesTheOriginAndStaysOut() throws InterruptedException {
    Recording recording = driver("synchronous", 30, 1, new PhaseLength.Requests(5)).run(() -> {});
    assertThat(plannedMs(recording)).containsExactly(0, 10, 20);
    assertThat(recording.sentNanos(0)).hasValue(0);
    assertThat(recording.counts(Phase.WARMUP).planned()).isEqualTo(5);
    assertThat(recording.startedEpochNanos() - FakeClock.EPOCH_AT_ORIGIN)
        .isGreaterThanOrEqualTo(50 * MILLI);
  }

  @Test
  void warmupByTimeAndCooldown_stayOut() throws InterruptedException {
    Recording recording =
        driver(
                "synchronous",
                30,
                1,
                new PhaseLength.Time(20 * MILLI),
                new PhaseLength.Requests(2),
                1 << 20)
            .run(() -> {});
    assertThat(recording.counts(Phase.WARMUP).planned()).isEqualTo(2);
    assertThat(plannedMs(recording)).containsExactly(0, 10, 20);
    assertThat(recording.counts(Phase.COOLDOWN).planned()).isEqualTo(2);
  }

  @Test
  void multiStream_waitsForTheWholeQuery() throws InterruptedException {
    target.wanted = 4;
    Deque<Target.Reply> open = target.open;
    Recording[] recording = new Recording[1];
    ClosedDriver driver = driver("multi-stream:4", 1, 1, PhaseLength.NONE);
    Thread rest =
        new Thread(
            () -> {
              try {
                recording[0] = driver.run(() -> {});
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    rest.start();
    rest.join();
    // One query of four; one was answered, so no second query left.
    assertThat(recording[0].count()).isEqualTo(4);
    assertThat(plannedMs(recording[0])).containsOnly(0);
    assertThat(open).hasSize(3);
  }

  @Test
  void offline_isAllDueAtOnce() throws InterruptedException {
    // 1.1 x 0.1 s x 100/s = 11 requests, two at a time.
    target.wanted = 1;
    Recording recording = driver("offline:2", 100, 1, PhaseLength.NONE).run(() -> {});
    assertThat(recording.count()).isEqualTo(11);
    assertThat(plannedMs(recording)).containsOnly(0);
    assertThat(recording.doneNanos(10)).hasValue(110 * MILLI);
  }

  @Test
  void requests_comeByTheirShares() throws InterruptedException {
    Recording recording = driver("synchronous", 1, 4000, PhaseLength.NONE).run(() -> {});
    long ofFirst =
        IntStream.range(0, recording.count())
            .filter(i -> recording.schedule().classIndex(i) == 0)
            .count();
    // 1000 expected; the standard deviation is sqrt(4000 x .25 x .75) = 27.
    assertThat(ofFirst).isBetween(890L, 1110L);
  }

  @Test
  void maxRequests_endTheLoop() throws InterruptedException {
    Recording recording =
        new ClosedDriver(
                new LoadPlan(WORKLOAD, 100, SECOND, 1, 42, Optional.empty()),
                ClosedShape.parse("synchronous"),
                PhaseLength.NONE,
                PhaseLength.NONE,
                target,
                clock,
                new Driver.Settings(1, 4, 1 << 20, 50 * MILLI),
                new RunRules(
                    Optional.empty(), Optional.empty(), OptionalInt.of(5), OptionalLong.empty()),
                List.of())
            .run(() -> {});
    assertThat(recording.count()).isEqualTo(5);
    assertThat(recording.ending().issuing()).isEqualTo("max-requests");
  }

  @Test
  void stop_keepsWhatWasMeasured() throws InterruptedException {
    ClosedDriver driver = driver("synchronous", 1_000_000_000, 1, PhaseLength.NONE);
    driver.stop();
    Recording recording = driver.run(() -> {});
    assertThat(recording.interrupted()).isTrue();
    assertThat(RunVerdict.of(recording).valid()).isFalse();
  }

  @Test
  void tooManyForTheBudget_areRefusedBeforeTheRun() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> driver("concurrent:9", 1, 1, PhaseLength.NONE, PhaseLength.NONE, 8 * (5 + 8)))
        .withMessageContaining("9 requests at a time");
  }
}
