package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
        .hasSize(4)
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

  private Driver driver(
      ArrivalSchedule schedule,
      Target target,
      RunRules rules,
      PhaseLength warmup,
      PhaseLength cooldown,
      RunListener... listeners) {
    return new Driver(
        schedule,
        warmup,
        cooldown,
        target,
        clock,
        new Driver.Settings(1, 4, 1 << 20, 5000 * MILLI),
        rules,
        List.of(listeners));
  }

  private static RunRules cap(int maxOutstanding, boolean delays) {
    return new RunRules(
        Optional.of(new RunRules.Cap(maxOutstanding, delays)),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalLong.empty());
  }

  @Test
  void warmupAndCooldown_areSentAndAreInNoFigure() throws InterruptedException {
    List<String> phases = new ArrayList<>();
    ScriptedTarget[] target = new ScriptedTarget[1];
    // What warms up and cools down fails, what is measured does not.
    target[0] =
        new ScriptedTarget(
            n ->
                target[0].answerOldest(
                    n < 7 || n >= 10 ? RequestStatus.UNAVAILABLE : RequestStatus.OK, "away"));
    RunListener listener =
        new RunListener() {
          @Override
          public void heard(Event event, Phase phase, int index, long atNanos) {
            if (event == Event.SENT && phase != Phase.MEASURE) {
              assertThat(atNanos < 0).isEqualTo(phase == Phase.WARMUP);
            }
          }

          @Override
          public void began(Phase phase) {
            phases.add(phase.toString());
          }

          @Override
          public void issuingEnded(String because) {
            phases.add(because);
          }

          @Override
          public void runEnded(String because) {
            phases.add(because);
          }
        };
    Recording recording =
        driver(
                schedule(0, 10, 20),
                target[0],
                RunRules.NONE,
                new PhaseLength.Requests(7),
                new PhaseLength.Requests(5),
                listener)
            .run(() -> {});
    assertThat(target[0].sends).isEqualTo(7 + 3 + 5);
    assertThat(recording.count()).isEqualTo(3);
    assertThat(sentMs(recording)).containsExactly(0, 10, 20);
    assertThat(recording.errors()).isEmpty();
    assertThat(recording.sentCount()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).mapToObj(recording::status)).containsOnly(RequestStatus.OK);
    assertThat(recording.counts(Phase.WARMUP).planned()).isEqualTo(7);
    assertThat(recording.counts(Phase.WARMUP).ok()).isZero();
    assertThat(recording.counts(Phase.COOLDOWN).planned()).isEqualTo(5);
    assertThat(phases)
        .containsExactly("warmup", "measure", "cooldown", "the plan was played out", "answered");
    assertThat(RunVerdict.of(recording).checks().stream().filter(c -> c.name().startsWith("acc")))
        .allMatch(Check::passed);
  }

  @Test
  void measuredSchedule_isTheSameWithAndWithoutOtherPhases() throws InterruptedException {
    LoadPlan plan = new LoadPlan(WORKLOAD, 100, SECOND, 1, 42, Optional.empty());
    ArrivalSchedule schedule = ArrivalSchedule.of(plan);
    NullTarget target = new NullTarget(PayloadSettings.defaults());
    Recording recording =
        driver(
                schedule,
                target,
                RunRules.NONE,
                new PhaseLength.Time(SECOND),
                new PhaseLength.Time(SECOND / 2))
            .run(() -> {});
    assertThat(recording.schedule().sha256()).isEqualTo(schedule.sha256());
    // 100 in a second and 50 in half of one, give or take four standard deviations.
    assertThat(recording.counts(Phase.WARMUP).planned()).isBetween(60L, 140L);
    assertThat(recording.counts(Phase.COOLDOWN).planned()).isBetween(22L, 78L);
  }

  @Test
  void overCap_refusesWhatHasNoPlace() throws InterruptedException {
    // Nothing is answered until the third request would leave.
    ScriptedTarget target = new ScriptedTarget(n -> {});
    Recording recording =
        driver(schedule(0, 10, 20), target, cap(2, false), PhaseLength.NONE, PhaseLength.NONE)
            .run(() -> {});
    assertThat(target.sends).isEqualTo(2);
    assertThat(recording.status(2)).isEqualTo(RequestStatus.OVER_CAP);
    assertThat(recording.sentNanos(2)).isEmpty();
    assertThat(recording.notSentCount()).isEqualTo(1);
  }

  @Test
  void overCap_delaysUntilAPlaceIsFreeAndCountsFromThePlan() throws InterruptedException {
    // The first is answered when 30 ms have passed; both others were due before and leave then.
    CountDownLatch held = new CountDownLatch(1);
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              if (n == 0) {
                held.countDown();
              } else {
                target[0].answerOldest(RequestStatus.OK, "");
              }
            });
    Thread answers =
        new Thread(
            () -> {
              try {
                held.await();
                while (clock.nanoTime() + 7 * SECOND < 15 * MILLI) {
                  Thread.onSpinWait();
                }
                clock.advance(20 * MILLI);
                target[0].answerOldest(RequestStatus.OK, "");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    answers.start();
    Recording recording =
        driver(schedule(0, 10, 12), target[0], cap(1, true), PhaseLength.NONE, PhaseLength.NONE)
            .run(() -> {});
    answers.join();
    assertThat(recording.status(1)).isEqualTo(RequestStatus.OK);
    assertThat(sentMs(recording)).containsExactly(0, 30, 30);
    assertThat(recording.heldNanos(1)).isEqualTo(20 * MILLI);
    assertThat(recording.heldNanos(2)).isEqualTo(18 * MILLI);
    assertThat(
            RunVerdict.of(recording).checks().stream()
                .filter(c -> c.name().equals("slip_p99"))
                .findFirst())
        .hasValueSatisfying(slip -> assertThat(slip.value()).isZero());
  }

  @Test
  @Timeout(60) // Without an end to waiting there is none to the run.
  void overCap_delayIsHeardWhenDueAndDoesNotOutliveTheEnd() throws InterruptedException {
    // Nothing is ever answered. At 25 ms one is out and two are held; the fourth is not due.
    CountDownLatch third = new CountDownLatch(1);
    List<Integer> planned = new ArrayList<>();
    CountDownLatch sent = new CountDownLatch(1);
    ScriptedTarget target = new ScriptedTarget(n -> sent.countDown());
    Driver driver =
        driver(
            schedule(0, 10, 20, 30),
            target,
            cap(1, true),
            PhaseLength.NONE,
            PhaseLength.NONE,
            (event, phase, index, atNanos) -> {
              if (event == RunListener.Event.PLANNED) {
                planned.add(index);
                if (index == 2) {
                  assertThat(atNanos).isEqualTo(20 * MILLI);
                  third.countDown();
                }
              }
            });
    AtomicBoolean heard = new AtomicBoolean();
    Thread limit =
        new Thread(
            () -> {
              try {
                sent.await();
                while (clock.nanoTime() + 7 * SECOND < 15 * MILLI) {
                  Thread.onSpinWait();
                }
                clock.advance(15 * MILLI);
                heard.set(third.await(10, TimeUnit.SECONDS));
                driver.end(new RunEnding("errors", "enough is enough", ""));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    limit.start();
    Recording recording = driver.run(() -> {});
    limit.join();
    assertThat(heard).isTrue();
    assertThat(planned).containsExactly(0, 1, 2);
    assertThat(IntStream.range(0, recording.count()).mapToObj(recording::status))
        .containsExactly(RequestStatus.UNFINISHED, RequestStatus.OVER_CAP, RequestStatus.OVER_CAP);
    assertThat(recording.errors().get(0).message())
        .isEqualTo("the run ended before there was a place");
    assertThat(recording.ending().issuing()).isEqualTo("errors");
  }

  /** While one thread asks what time it is, to end the run, the issuer sends what is due next. */
  @Test
  void end_countsWhatLeftWhileItWasSet() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Driver[] driver = new Driver[1];
    CountDownLatch over = new CountDownLatch(1);
    Thread ender =
        new Thread(
            () -> {
              driver[0].end(new RunEnding("errors", "enough is enough", ""));
              over.countDown();
            });
    RunClock slow =
        new RunClock() {
          @Override
          public long nanoTime() {
            long now = clock.nanoTime();
            if (Thread.currentThread() == ender) {
              asked.countDown();
              await(left);
            }
            return now;
          }

          @Override
          public long epochNanos() {
            return clock.epochNanos();
          }

          @Override
          public void awaitUntil(long nanoTime) {
            clock.awaitUntil(nanoTime);
          }
        };
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              target[0].answerOldest(RequestStatus.OK, "");
              if (n == 1) {
                ender.start();
                await(asked);
              } else if (n == 2) {
                left.countDown();
                await(over);
              }
            });
    driver[0] =
        new Driver(
            schedule(0, 10, 20, 30),
            target[0],
            slow,
            new Driver.Settings(1, 4, 1 << 20, 5000 * MILLI));
    Recording recording = driver[0].run(() -> {});
    // The end is at 10 ms, and the third, due at 20, is out.
    assertThat(sentMs(recording)).containsExactly(0, 10, 20);
    assertThat(RunVerdict.of(recording).checks().stream().filter(c -> c.name().startsWith("acc")))
        .allMatch(Check::passed);
  }

  /** As above, while another issuer has one to send that is due between the two. */
  @Test
  void end_leavesOutWhatAnotherIssuerWouldHaveSentMeanwhile() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Driver[] driver = new Driver[1];
    Thread ender =
        new Thread(
            () -> {
              driver[0].end(new RunEnding("errors", "enough is enough", ""));
              over.countDown();
            });
    RunClock slow =
        new RunClock() {
          @Override
          public long nanoTime() {
            long now = clock.nanoTime();
            if (Thread.currentThread() == ender) {
              asked.countDown();
              await(left);
            }
            return now;
          }

          @Override
          public long epochNanos() {
            return clock.epochNanos();
          }

          @Override
          public void awaitUntil(long nanoTime) {
            clock.awaitUntil(nanoTime);
          }
        };
    // One issuer has those at 0, 10 and 20 ms, the other those at 5, 15 and 25.
    ArrivalSchedule schedule = schedule(0, 5, 10, 15, 20, 25);
    Target target =
        new Target() {
          @Override
          public Prepared prepare(
              int classIndex, RequestClass requestClass, Model model, long tensorKey) {
            return (deadlineEpochNanos, reply) -> {
              reply.done(RequestStatus.OK, "");
              if (tensorKey == schedule.tensorKey(1)) {
                await(over);
              } else if (tensorKey == schedule.tensorKey(2)) {
                ender.start();
                await(asked);
              } else if (tensorKey == schedule.tensorKey(4)) {
                left.countDown();
                await(over);
              }
            };
          }

          @Override
          public long payloadBytes(Model model) {
            return 8;
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
    driver[0] =
        new Driver(schedule, target, slow, new Driver.Settings(2, 4, 1 << 20, 5000 * MILLI));
    Recording recording = driver[0].run(() -> {});
    assertThat(IntStream.range(0, recording.count()).mapToObj(recording::status))
        .containsExactly(
            RequestStatus.OK,
            RequestStatus.OK,
            RequestStatus.OK,
            RequestStatus.INTERRUPTED,
            RequestStatus.OK);
    assertThat(RunVerdict.of(recording).checks())
        .filteredOn(c -> c.name().equals("sent_rate") || c.name().startsWith("acc"))
        .hasSize(5)
        .allMatch(Check::passed);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void end_keepsWhatWasDueAndForgetsTheRest() throws InterruptedException {
    Driver[] driver = new Driver[1];
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              if (n == 1) {
                clock.advance(15 * MILLI);
                driver[0].end(new RunEnding("errors", "enough is enough", ""));
              }
              target[0].answerOldest(RequestStatus.OK, "");
            });
    // At 25 ms the third is overdue, the fourth is not due: it is no part of the run.
    driver[0] =
        driver(
            schedule(0, 10, 20, 30), target[0], RunRules.NONE, PhaseLength.NONE, PhaseLength.NONE);
    Recording recording = driver[0].run(() -> {});
    assertThat(recording.count()).isEqualTo(3);
    assertThat(recording.planned().count()).isEqualTo(4);
    assertThat(sentMs(recording)).containsExactly(0, 10, 25);
    assertThat(recording.ending())
        .isEqualTo(new RunEnding("errors", "enough is enough", "answered"));
    assertThat(recording.interrupted()).isFalse();
  }

  @Test
  void limitReachedAfterTheLastHasLeft_isToldAndEndsWhatItWasToEnd() throws InterruptedException {
    RunRules twoErrors =
        new RunRules(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            new RunLimits(
                OptionalLong.of(2),
                Optional.empty(),
                Optional.empty(),
                RunLimits.Saturation.OFF,
                Optional.empty(),
                RunLimits.Scope.SWEEP));
    // Nothing is ever answered: two have failed when the drain is over.
    Recording recording =
        driver(
                schedule(0, 10, 20),
                new ScriptedTarget(n -> {}),
                twoErrors,
                PhaseLength.NONE,
                PhaseLength.NONE)
            .run(() -> {});
    assertThat(recording.count()).isEqualTo(3);
    assertThat(recording.ending())
        .isEqualTo(
            new RunEnding(
                "plan",
                "the plan was played out",
                "drain-limit",
                Optional.of("2 of 2 ended requests failed; the limit is 2"),
                RunLimits.Scope.SWEEP));
  }

  @Test
  void maxRequestsAndMaxDuration_cutThePlanExactly() throws InterruptedException {
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] = new ScriptedTarget(n -> target[0].answerOldest(RequestStatus.OK, ""));
    Recording two =
        driver(
                schedule(0, 10, 20, 30),
                target[0],
                new RunRules(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.of(2),
                    OptionalLong.of(20 * MILLI)),
                PhaseLength.NONE,
                new PhaseLength.Requests(3))
            .run(() -> {});
    assertThat(two.count()).isEqualTo(2);
    assertThat(two.planned().count()).isEqualTo(4);
    assertThat(two.ending().issuing()).isEqualTo("max-requests");
    assertThat(two.counts(Phase.COOLDOWN).sent()).isEqualTo(3);
    Recording three =
        driver(
                schedule(0, 10, 20, 30),
                target[0],
                new RunRules(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalLong.of(20 * MILLI)),
                PhaseLength.NONE,
                PhaseLength.NONE)
            .run(() -> {});
    assertThat(three.count()).isEqualTo(3);
    assertThat(three.ending().because()).isEqualTo("it took as long as it may: 0.02 s");
  }

  @Test
  void listener_hearsEveryEventInOrder() throws InterruptedException {
    List<String> heard = new ArrayList<>();
    ScriptedTarget[] target = new ScriptedTarget[1];
    target[0] =
        new ScriptedTarget(
            n -> {
              if (n == 1) {
                // The second is answered first.
                target[0].open.removeLast().done(RequestStatus.OK, "");
                target[0].answerOldest(RequestStatus.UNAVAILABLE, "");
              } else if (n == 2) {
                target[0].answerOldest(RequestStatus.CANCELLED, "");
              }
            });
    driver(
            schedule(0, 10, 20),
            target[0],
            RunRules.NONE,
            PhaseLength.NONE,
            PhaseLength.NONE,
            (event, phase, index, atNanos) ->
                heard.add(event + " " + index + " at " + Math.max(-1, atNanos / MILLI)))
        .run(() -> {});
    assertThat(heard.stream().filter(line -> !line.startsWith("PREPARED")))
        .containsExactly(
            "PLANNED 0 at 0",
            "SENT 0 at 0",
            "PLANNED 1 at 10",
            "SENT 1 at 10",
            "COMPLETED 1 at 10",
            "FAILED 0 at 10",
            "PLANNED 2 at 20",
            "SENT 2 at 20",
            "CANCELLED 2 at 20");
  }

  @Test
  void cancellation_givesUpOnItsShareAndAlwaysOnTheSame() throws InterruptedException {
    assertThat(cancelled(0)).isEmpty();
    List<Integer> half = cancelled(.5);
    // Of 200 half, give or take four standard deviations of 7.1.
    assertThat(half.size()).isBetween(72, 128);
    assertThat(cancelled(.5)).isEqualTo(half);
    assertThat(cancelled(1)).hasSize(200);
  }

  private List<Integer> cancelled(double share) throws InterruptedException {
    long[] offsets = new long[200];
    Target target =
        new Target() {
          @Override
          public Prepared prepare(
              int classIndex, RequestClass requestClass, Model model, long tensorKey) {
            CompletableFuture<Reply> sent = new CompletableFuture<>();
            return new Prepared() {
              @Override
              public void send(long deadlineEpochNanos, Reply reply) {
                sent.complete(reply);
              }

              @Override
              public void cancel() {
                sent.join().done(RequestStatus.CANCELLED, "");
              }
            };
          }

          @Override
          public long payloadBytes(Model model) {
            return 8;
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
    RunRules rules =
        new RunRules(
            Optional.empty(),
            Optional.of(new RunRules.Cancellation(share, 0)),
            OptionalInt.empty(),
            OptionalLong.empty());
    Recording recording =
        new Driver(
                schedule(offsets),
                PhaseLength.NONE,
                PhaseLength.NONE,
                target,
                RunClock.system(),
                new Driver.Settings(1, 4, 1 << 20, 100 * MILLI),
                rules,
                List.of())
            .run(() -> {});
    return IntStream.range(0, recording.count())
        .filter(i -> recording.status(i) == RequestStatus.CANCELLED)
        .boxed()
        .toList();
  }
}
