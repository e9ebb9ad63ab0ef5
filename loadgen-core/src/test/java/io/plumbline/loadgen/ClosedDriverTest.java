package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closed loops on a clock that only the target moves. */
class ClosedDriverTest {
  private static final long MILLI = 1_000_000L;
  private static final Model TINY = new Model("tiny", List.of(2));
  private static final Workload WORKLOAD =
      new Workload(
          "two",
          List.of(
              new RequestClass(1, "a", 100 * MILLI, .25, List.of(new ModelShare(TINY, 1))),
              new RequestClass(2, "b", 100 * MILLI, .75, List.of(new ModelShare(TINY, 1)))));

  private final FakeClock clock = new FakeClock();
  private final Serving target = new Serving();

  /**
   * Answers the oldest of its requests 10 ms after it has as many as it wants, or all of them, each
   * 10 ms after the one before.
   */
  private final class Serving implements Target {
    private final Deque<Reply> open = new ArrayDeque<>();
    private int wanted = 1;
    private boolean answersAll;
    private long turnAroundNanos;
    private int most;

    @Override
    public Prepared prepare(
        int classIndex, RequestClass requestClass, Model model, long tensorKey) {
      return (deadlineEpochNanos, reply) -> {
        open.add(reply);
        most = Math.max(most, open.size());
        if (open.size() == wanted) {
          do {
            clock.advance(10 * MILLI);
            open.remove().done(RequestStatus.OK, "");
          } while (answersAll && !open.isEmpty());
          clock.advance(turnAroundNanos);
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

  private ClosedDriver driver(String shape, long durationMs, int minCount, RunRules rules) {
    return new ClosedDriver(
        new LoadPlan(WORKLOAD, 100, durationMs * MILLI, minCount, 42, Optional.empty()),
        ClosedShape.parse(shape),
        PhaseLength.NONE,
        PhaseLength.NONE,
        target,
        clock,
        new Driver.Settings(1, 4, 1 << 20, 50 * MILLI),
        rules,
        List.of());
  }

  private static RunRules maxRequests(int count) {
    return new RunRules(
        Optional.empty(), Optional.empty(), OptionalInt.of(count), OptionalLong.empty());
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
    target.answersAll = true;
    Recording recording = driver("multi-stream:4", 1, 2, PhaseLength.NONE).run(() -> {});
    // Two queries of four. Answers come at 10, 20, 30 and 40 ms; only the last lets the second go.
    assertThat(plannedMs(recording)).containsExactly(0, 0, 0, 0, 40, 40, 40, 40);
  }

  @Test
  void multiStream_startsNoQueryThatWouldBeTooLong() throws InterruptedException {
    target.wanted = 4;
    target.answersAll = true;
    Recording recording = driver("multi-stream:4", 1000, 1, maxRequests(10)).run(() -> {});
    assertThat(recording.fault()).isEmpty();
    assertThat(recording.count()).isEqualTo(8);
    assertThat(recording.ending())
        .isEqualTo(
            new RunEnding(
                "max-requests",
                "as many whole queries were sent as may be: 8 requests of at most 10",
                "answered"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> driver("multi-stream:4", 1000, 1, maxRequests(3)))
        .withMessage("one query of 4 requests is more than may be sent: 3");
  }

  @Test
  void cap_isRefused() {
    RunRules capped =
        new RunRules(
            Optional.of(new RunRules.Cap(4, false)),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> driver("concurrent:8", 1, 1, capped))
        .withMessage(
            "concurrent says itself how many requests are outstanding; it takes no cap: 4");
  }

  @Test
  void rate_countsUntilTheLastAnswer() throws InterruptedException {
    // Asked at 0, 10 and 20 ms, each answered after 10: 3 in 30 ms, and not 3 in 20.
    Recording recording = driver("synchronous", 30, 1, PhaseLength.NONE).run(() -> {});
    assertThat(recording.schedule().plan().ratePerSecond()).isCloseTo(100, within(1e-9));
    assertThat(recording.offeredNanos()).isEqualTo(30 * MILLI);
    // Without the drain and what cools down.
    Recording offline =
        driver("offline:1", 100, 1, PhaseLength.NONE, new PhaseLength.Requests(5), 1 << 20)
            .run(() -> {});
    assertThat(offline.schedule().plan().ratePerSecond()).isCloseTo(100, within(1e-9));
    assertThat(offline.offeredNanos()).isEqualTo(110 * MILLI);
  }

  @Test
  void rate_countsUntilTheEndIfSomeAreNeverAnswered() throws InterruptedException {
    // Three at 0, then one every 10 ms to 90; two are never answered, and the drain takes 50 ms.
    target.wanted = 3;
    Recording recording = driver("concurrent:3", 100, 1, PhaseLength.NONE).run(() -> {});
    assertThat(recording.endNanos()).isGreaterThanOrEqualTo(150 * MILLI);
    assertThat(recording.offeredNanos()).isEqualTo(recording.endNanos());
    assertThat(recording.schedule().plan().ratePerSecond())
        .isCloseTo(12 * 1e9 / recording.endNanos(), within(1e-9));
  }

  @Test
  void loopThatWaitsForItsGenerator_isInvalid() throws InterruptedException {
    // After each answer 1 ms passes until the next request leaves: 1 of 11 ms, but of the first.
    target.turnAroundNanos = 1_000_000;
    Recording slow = driver("synchronous", 1000, 1, PhaseLength.NONE).run(() -> {});
    Check check = turnAround(slow);
    assertThat(check.passed()).isFalse();
    assertThat(check.value()).isCloseTo(1 / 11.0, within(.002));
    assertThat(check.reason()).startsWith("9 % of the time that requests took was the generator's");
    assertThat(RunVerdict.of(slow).failures()).contains(check);

    target.turnAroundNanos = 500_000;
    assertThat(turnAround(driver("synchronous", 1000, 1, PhaseLength.NONE).run(() -> {})).passed())
        .isTrue();
    assertThat(RunVerdict.of(driver("offline:2", 100, 1, PhaseLength.NONE).run(() -> {})).skipped())
        .anyMatch(line -> line.startsWith("turn_around was not checked: everything was due"));
  }

  private static Check turnAround(Recording recording) {
    return RunVerdict.of(recording).checks().stream()
        .filter(c -> c.name().equals("turn_around"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void completedCheck_saysWhatEndedTheRun() throws InterruptedException {
    Recording recording = driver("synchronous", 1000, 1, maxRequests(5)).run(() -> {});
    assertThat(RunVerdict.of(recording).checks().get(0).reason())
        .isEqualTo("as many requests were sent as may be: 5");
  }

  @Test
  @Timeout(60) // Without it this loop has no end.
  void maxDuration_endsALoopWhoseTargetHangs() throws InterruptedException {
    target.wanted = 2; // The second never comes.
    RunRules rules =
        new RunRules(
            Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalLong.of(20 * MILLI));
    // Both minima are far off.
    ClosedDriver driver = driver("synchronous", 1_000_000, 1000, rules);
    AtomicBoolean over = new AtomicBoolean();
    Thread time =
        new Thread(
            () -> {
              while (!over.get()) {
                clock.advance(1_000_000);
                Thread.onSpinWait();
              }
            });
    time.start();
    Recording recording = driver.run(() -> {});
    over.set(true);
    time.join();
    assertThat(recording.count()).isEqualTo(1);
    assertThat(recording.ending().issuing()).isEqualTo("max-duration");
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
    Recording recording = driver("synchronous", 1000, 1, maxRequests(5)).run(() -> {});
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
