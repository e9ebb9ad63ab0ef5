package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The driver on a clock that only it moves: every instant below can be checked by hand. */
class DriverTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final Model TINY = new Model("tiny", List.of(2));
  private static final Workload WORKLOAD =
      new Workload(
          "one",
          List.of(new RequestClass(1, "slo", 100 * MILLI, 1, List.of(new ModelShare(TINY, 1)))));

  private final FakeClock clock = new FakeClock();

  private static ArrivalSchedule schedule(long... offsetsMs) {
    LoadPlan plan = new LoadPlan(WORKLOAD, 100, 0, 1, 42, Optional.empty());
    long[] offsets = new long[offsetsMs.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offsetsMs[i] * MILLI;
    }
    byte[] zeros = new byte[offsets.length];
    return ArrivalSchedule.of(plan, offsets, zeros, zeros, 0);
  }

  private Recording run(ArrivalSchedule schedule, Target target) throws InterruptedException {
    return run(schedule, target, 1 << 20);
  }

  private Recording run(ArrivalSchedule schedule, Target target, long budgetBytes)
      throws InterruptedException {
    Driver.Settings settings = new Driver.Settings(1, 4, budgetBytes, 5000 * MILLI);
    return new Driver(schedule, target, clock, settings).run(() -> {});
  }

  /**
   * A target whose behaviour at the n-th send is what the test says; replies are kept until it
   * wants them.
   */
  private static final class ScriptedTarget implements Target {
    private final List<Long> deadlines = new ArrayList<>();
    private final Deque<Reply> open = new ArrayDeque<>();
    private final IntConsumer onSend;
    private int sends;

    ScriptedTarget(IntConsumer onSend) {
      this.onSend = onSend;
    }

    @Override
    public Prepared prepare(
        int classIndex, RequestClass requestClass, Model model, long tensorKey) {
      return (deadlineEpochNanos, reply) -> {
        deadlines.add(deadlineEpochNanos);
        open.add(reply);
        onSend.accept(sends++);
      };
    }

    void answerOldest(RequestStatus status, String message) {
      open.remove().done(status, message);
    }

    @Override
    public long payloadBytes(Model model) {
      return 8;
    }

    @Override
    public int channel(int classIndex) {
      return 3;
    }

    @Override
    public void connect(Duration timeout) {}

    @Override
    public void close() {}
  }

  private static long[] each(Recording recording, IntToLongFunction value) {
    return IntStream.range(0, recording.count()).mapToLong(value).toArray();
  }

  private static long[] sentMs(Recording recording) {
    return each(recording, i -> recording.sentNanos(i).getAsLong() / MILLI);
  }

  private static long[] doneMs(Recording recording) {
    return each(recording, i -> recording.doneNanos(i).getAsLong() / MILLI);
  }

  @Test
  void driver_sendsAtThePlannedInstants() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] = new ScriptedTarget(n -> target[0].answerOldest(RequestStatus.OK, ""));
    Recording recording = run(schedule(0, 10, 10, 35), target[0]);
    assertThat(sentMs(recording)).containsExactly(0, 10, 10, 35);
    assertThat(doneMs(recording)).containsExactly(0, 10, 10, 35);
    assertThat(RunVerdict.of(recording).checks().stream().filter(c -> c.name().startsWith("acc")))
        .hasSize(3)
        .allMatch(Check::passed);
  }

  @Test
  void deadline_isTheWallClockAtDispatchPlusTheSlo() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] = new ScriptedTarget(n -> target[0].answerOldest(RequestStatus.OK, ""));
    Recording recording = run(schedule(0, 20), target[0]);
    for (int i = 0; i < 2; i++) {
      assertThat(target[0].deadlines.get(i))
          .isEqualTo(recording.issuedEpochNanos(i).getAsLong() + 100 * MILLI);
    }
    assertThat(recording.issuedEpochNanos(1).getAsLong() - recording.startedEpochNanos())
        .isEqualTo(20 * MILLI);
  }

  @Test
  void stalledTarget_delaysNothingAndIsChargedFromThePlan() throws InterruptedException {
    // It answers nothing until the last request has left, at 40 ms, then everything at once.
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              while (n == 4 && !target[0].open.isEmpty()) {
                target[0].answerOldest(RequestStatus.OK, "");
              }
            });
    Recording recording = run(schedule(0, 10, 20, 30, 40), target[0]);
    assertThat(sentMs(recording)).containsExactly(0, 10, 20, 30, 40);
    assertThat(doneMs(recording)).containsExactly(40, 40, 40, 40, 40);
  }

  @Test
  void stalledDriver_sendsTheBacklogAtOnceAndCountsFromThePlan() throws InterruptedException {
    // Dispatching request 1 keeps the issuer busy for 25 ms: 2 and 3 are overdue then, 4 is not.
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              if (n == 1) {
                clock.advance(25 * MILLI);
              }
              target[0].answerOldest(RequestStatus.OK, "");
            });
    Recording recording = run(schedule(0, 10, 20, 30, 40), target[0]);
    assertThat(sentMs(recording)).containsExactly(0, 10, 35, 35, 40);
    // What the caller felt: 25, 15 and 5 ms, though the target itself took none of it for 2 and 3.
    assertThat(
            each(
                recording,
                i ->
                    recording.doneNanos(i).getAsLong() / MILLI - recording.plannedNanos(i) / MILLI))
        .containsExactly(0, 25, 15, 5, 0);
    Check slip =
        RunVerdict.of(recording).checks().stream()
            .filter(c -> c.name().equals("slip_p99"))
            .findFirst()
            .orElseThrow();
    assertThat(slip.passed()).isFalse();
    assertThat(slip.value()).isEqualTo(15 * MILLI);
  }

  @Test
  void burst_leavesWhole() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] = new ScriptedTarget(n -> target[0].answerOldest(RequestStatus.OK, ""));
    Recording recording = run(schedule(new long[1000]), target[0]);
    assertThat(target[0].sends).isEqualTo(1000);
    assertThat(recording.sentCount()).isEqualTo(1000);
    assertThat(sentMs(recording)).containsOnly(0);
  }

  @Test
  void unansweredRequests_areUnfinishedWhenTheDrainLimitIsReached() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              if (n != 1) {
                target[0].open.removeLast().done(RequestStatus.OK, "");
              }
            });
    Recording recording = run(schedule(0, 10, 20), target[0]);
    assertThat(recording.status(1)).isEqualTo(RequestStatus.UNFINISHED);
    assertThat(recording.doneNanos(1)).isEmpty();
    assertThat(recording.endNanos()).isBetween(5020 * MILLI, 5030 * MILLI);
    // An answer after the end changes nothing.
    target[0].answerOldest(RequestStatus.OK, "");
    assertThat(recording.status(1)).isEqualTo(RequestStatus.UNFINISHED);
    assertThat(recording.endedCount()).isEqualTo(3);
  }

  @Test
  void failures_keepTheirStatusAndAreGroupedByMessage() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n ->
                target[0].answerOldest(
                    n % 2 == 0 ? RequestStatus.UNAVAILABLE : RequestStatus.REJECTED,
                    n % 2 == 0 ? "lost after " + n + " ms" : "no room"));
    Recording recording = run(schedule(0, 10, 20, 30, 40), target[0]);
    assertThat(recording.errors())
        .containsExactly(
            new ErrorGroup(RequestStatus.UNAVAILABLE, "lost after 0 ms", 3, 0, 40 * MILLI),
            new ErrorGroup(RequestStatus.REJECTED, "no room", 2, 10 * MILLI, 30 * MILLI));
  }

  @Test
  void throwingTarget_losesTheRequestAndNotTheRun() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              if (n == 1) {
                throw new IllegalStateException("channel is gone");
              }
              target[0].open.removeLast().done(RequestStatus.OK, "");
            });
    Recording recording = run(schedule(0, 10, 20), target[0]);
    assertThat(recording.status(1)).isEqualTo(RequestStatus.INTERNAL);
    assertThat(recording.status(2)).isEqualTo(RequestStatus.OK);
  }

  @Test
  void answeringTwice_countsOnce() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              Target.Reply reply = target[0].open.remove();
              reply.done(RequestStatus.OK, "");
              reply.done(RequestStatus.INTERNAL, "again");
            });
    Recording recording = run(schedule(0, 10), target[0]);
    assertThat(recording.endedCount()).isEqualTo(2);
    assertThat(recording.errors()).isEmpty();
  }

  @Test
  void requestsBeyondThePayloadBudget_areRefusedAndMakeTheRunInvalid() throws InterruptedException {
    // Room for two payloads of 8 bytes; nothing is ever answered.
    ScriptedTarget target = new ScriptedTarget(n -> {});
    Recording recording = run(schedule(0, 10, 20, 30), target, 16);
    assertThat(IntStream.range(0, 4).mapToObj(recording::status))
        .containsExactly(
            RequestStatus.UNFINISHED,
            RequestStatus.UNFINISHED,
            RequestStatus.REFUSED_BY_GENERATOR,
            RequestStatus.REFUSED_BY_GENERATOR);
    assertThat(recording.sentNanos(2)).isEmpty();
    assertThat(RunVerdict.of(recording).failures())
        .extracting(Check::name)
        .contains("payload_budget");
  }

  @Test
  void budgetFreedInTime_isUsedAtThePlannedInstant() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] = new ScriptedTarget(n -> target[0].answerOldest(RequestStatus.OK, ""));
    Recording recording = run(schedule(0, 10, 20, 30), target[0], 8);
    assertThat(IntStream.range(0, 4).mapToObj(recording::status)).containsOnly(RequestStatus.OK);
    assertThat(sentMs(recording)).containsExactly(0, 10, 20, 30);
  }

  @Test
  void stop_keepsWhatWasMeasuredAndMarksTheRest() throws InterruptedException {
    Driver[] driver = new Driver[1];
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              target[0].answerOldest(RequestStatus.OK, "");
              if (n == 1) {
                driver[0].stop();
              }
            });
    driver[0] =
        new Driver(
            schedule(0, 10, 20, 30),
            target[0],
            clock,
            new Driver.Settings(1, 4, 1 << 20, 5000 * MILLI));
    Recording recording = driver[0].run(() -> {});
    assertThat(IntStream.range(0, 4).mapToObj(recording::status))
        .containsExactly(
            RequestStatus.OK,
            RequestStatus.OK,
            RequestStatus.INTERRUPTED,
            RequestStatus.INTERRUPTED);
    assertThat(recording.interrupted()).isTrue();
    assertThat(RunVerdict.of(recording).failures().get(0).name()).isEqualTo("completed");
  }

  @Test
  void brokenPreparer_endsTheRunWithItsRowsAndItsCause() throws InterruptedException {
    NullTarget broken = new NullTarget(PayloadSettings.defaults());
    Target target =
        new Target() {
          private int prepared;

          @Override
          public Prepared prepare(
              int classIndex, RequestClass requestClass, Model model, long key) {
            if (prepared++ == 2) {
              throw new OutOfMemoryError("no tensor");
            }
            return broken.prepare(classIndex, requestClass, model, key);
          }

          @Override
          public long payloadBytes(Model model) {
            return broken.payloadBytes(model);
          }

          @Override
          public int channel(int classIndex) {
            return 0;
          }

          @Override
          public void connect(Duration timeout) {}

          @Override
          public void close() {}
        };
    Recording recording = run(schedule(0, 10, 20, 30), target);
    assertThat(recording.fault()).hasValueSatisfying(f -> assertThat(f).hasMessage("no tensor"));
    assertThat(recording.sentCount() + recording.notSentCount()).isEqualTo(4);
    assertThat(RunVerdict.of(recording).valid()).isFalse();
  }

  @Test
  void severalIssuers_offerTheSameLoad() throws InterruptedException {
    LoadPlan plan = new LoadPlan(WORKLOAD, 1000, SECOND, 1, 42, Optional.empty());
    ArrivalSchedule schedule = ArrivalSchedule.of(plan);
    Recording recording =
        new Driver(
                schedule,
                new NullTarget(PayloadSettings.defaults()),
                clock,
                new Driver.Settings(3, 4, 1 << 20, 5000 * MILLI))
            .run(() -> {});
    assertThat(recording.sentCount()).isEqualTo(schedule.count());
    for (int i = 0; i < recording.count(); i++) {
      assertThat(recording.status(i)).isEqualTo(RequestStatus.OK);
      assertThat(recording.issuer(i)).hasValue(i % 3);
      assertThat(recording.sentNanos(i).getAsLong())
          .isGreaterThanOrEqualTo(recording.plannedNanos(i));
    }
  }

  @Test
  void preparedAhead_isChosenBySizeUnlessItIsSaid() {
    Driver.Settings chosen = Driver.Settings.defaults(1);
    assertThat(chosen.preparedAhead(0)).isEqualTo(1024);
    assertThat(chosen.preparedAhead(100)).isEqualTo(1024);
    assertThat(chosen.preparedAhead(1 << 16)).isEqualTo(64);
    assertThat(chosen.preparedAhead(602_112)).isEqualTo(8);
    assertThat(new Driver.Settings(1, 3, 1, 1).preparedAhead(0)).isEqualTo(3);
  }
}
