package io.plumbline.scheduler;

import static io.plumbline.scheduler.QueueDiscipline.NO_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.plumbline.proto.SchedulerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All in virtual time: a service of 10 takes exactly 10 ns. */
class StationTest {

  private final VirtualTime time = new VirtualTime();

  /** What the listeners heard, in order: {@code a served 0+10}. */
  private final List<String> heard = new ArrayList<>();

  private Station station(QueueDiscipline discipline, int workers, int capacity) {
    return new Station(discipline, workers, capacity, true, time, time);
  }

  private Job job(String name, int tier, long deadlineAtNanos, long serviceNanos) {
    long deadline =
        deadlineAtNanos == NO_DEADLINE ? NO_DEADLINE : VirtualTime.EPOCH_NANOS + deadlineAtNanos;
    return new Job(
        tier,
        deadline,
        serviceNanos,
        new Job.Listener() {
          @Override
          public void served(long queuedNanos, long servedNanos) {
            heard.add(name + " served " + queuedNanos + "+" + servedNanos);
          }

          @Override
          public void refusedFull(int queueCapacity) {
            heard.add(name + " full " + queueCapacity);
          }

          @Override
          public void refusedLate(long queuedNanos, long lateNanos) {
            heard.add(name + " late " + lateNanos + " after " + queuedNanos);
          }
        });
  }

  private Job plain(String name) {
    return job(name, 1, NO_DEADLINE, 10);
  }

  /** One worker is busy until 10; meanwhile arrive a 3/400, b 2/300, c 1/none, d 2/200, e 3/100. */
  private List<String> servedBehindABusyWorker(QueueDiscipline discipline) {
    Station station = station(discipline, 1, 10);
    station.offer(plain("first"));
    station.offer(job("a", 3, 400, 10));
    station.offer(job("b", 2, 300, 10));
    station.offer(job("c", 1, NO_DEADLINE, 10));
    station.offer(job("d", 2, 200, 10));
    station.offer(job("e", 3, 100, 10));
    time.runToTheEnd();
    return heard;
  }

  @Test
  void fifo_servesInArrivalOrder() {
    assertThat(servedBehindABusyWorker(QueueDiscipline.FIFO))
        .containsExactly(
            "first served 0+10",
            "a served 10+10",
            "b served 20+10",
            "c served 30+10",
            "d served 40+10",
            "e served 50+10");
  }

  @Test
  void priority_servesTiersInOrderOfArrival() {
    assertThat(servedBehindABusyWorker(QueueDiscipline.PRIORITY))
        .containsExactly(
            "first served 0+10",
            "c served 10+10",
            "b served 20+10",
            "d served 30+10",
            "a served 40+10",
            "e served 50+10");
  }

  @Test
  void edf_servesDeadlinesInOrderWhateverTheTier() {
    assertThat(servedBehindABusyWorker(QueueDiscipline.EDF))
        .containsExactly(
            "first served 0+10",
            "e served 10+10",
            "d served 20+10",
            "b served 30+10",
            "a served 40+10",
            "c served 50+10");
  }

  @Test
  void priorityEdf_servesTiersInOrderOfDeadline() {
    assertThat(servedBehindABusyWorker(QueueDiscipline.PRIORITY_EDF))
        .containsExactly(
            "first served 0+10",
            "c served 10+10",
            "d served 20+10",
            "b served 30+10",
            "e served 40+10",
            "a served 50+10");
  }

  @Test
  void service_isNeverInterruptedByABetterRequest() {
    Station station = station(QueueDiscipline.PRIORITY, 1, 10);
    station.offer(job("free", 3, NO_DEADLINE, 10));
    time.advanceTo(1);
    station.offer(job("vip", 1, NO_DEADLINE, 10));
    time.runToTheEnd();
    assertThat(heard).containsExactly("free served 0+10", "vip served 9+10");
  }

  @Test
  void workers_serveAsManyAtOnce() {
    Station station = station(QueueDiscipline.FIFO, 2, 10);
    station.offer(job("a", 1, NO_DEADLINE, 10));
    station.offer(job("b", 1, NO_DEADLINE, 4));
    station.offer(job("c", 1, NO_DEADLINE, 3));
    station.offer(job("d", 1, NO_DEADLINE, 5));
    assertThat(station.stats().getInService()).isEqualTo(2);
    assertThat(station.stats().getQueueDepth()).isEqualTo(2);
    // b leaves at 4, c runs 4..7, d 7..12; a runs 0..10.
    time.runToTheEnd();
    assertThat(heard)
        .containsExactly("b served 0+4", "c served 4+3", "a served 0+10", "d served 7+5");
  }

  @Test
  void fullQueue_refusesAtOnce() {
    Station station = station(QueueDiscipline.FIFO, 1, 1);
    station.offer(plain("a"));
    station.offer(plain("b"));
    station.offer(plain("c"));
    assertThat(heard).containsExactly("c full 1");
    time.runToTheEnd();
    SchedulerStats stats = station.stats();
    assertThat(stats.getServed()).isEqualTo(2);
    assertThat(stats.getRefusedFull()).isEqualTo(1);
    assertThat(stats.getMaxQueueDepth()).isEqualTo(1);
  }

  @Test
  void capacityZero_servesButNeverQueues() {
    Station station = station(QueueDiscipline.FIFO, 1, 0);
    station.offer(plain("a"));
    station.offer(plain("b"));
    time.runToTheEnd();
    assertThat(heard).containsExactly("b full 0", "a served 0+10");
  }

  @Test
  void lateRequest_isRefusedWhenItWouldBeginService() {
    Station station = station(QueueDiscipline.FIFO, 1, 10);
    station.offer(plain("a"));
    station.offer(job("late", 1, 9, 10));
    station.offer(job("justInTime", 1, 10, 10));
    time.advanceTo(9);
    assertThat(heard).isEmpty(); // Already past hope, but it keeps its place until asked.
    time.runToTheEnd();
    assertThat(heard)
        .containsExactly("a served 0+10", "late late 1 after 10", "justInTime served 10+10");
    assertThat(station.stats().getRefusedLate()).isEqualTo(1);
  }

  @Test
  void lateRequest_isRefusedOnArrivalWhenAWorkerIsFree() {
    Station station = station(QueueDiscipline.FIFO, 1, 10);
    time.advanceTo(100);
    station.offer(job("a", 1, 40, 10));
    assertThat(heard).containsExactly("a late 60 after 0");
    assertThat(station.stats().getInService()).isZero();
  }

  @Test
  void deadlineBefore1970_isLateWithoutOverflow() {
    Station station = station(QueueDiscipline.FIFO, 1, 10);
    station.offer(job("a", 1, Long.MIN_VALUE - VirtualTime.EPOCH_NANOS, 10));
    station.offer(job("b", 1, -1 - VirtualTime.EPOCH_NANOS, 10));
    assertThat(heard)
        .containsExactly(
            "a late " + Long.MAX_VALUE + " after 0",
            "b late " + (VirtualTime.EPOCH_NANOS + 1) + " after 0");
  }

  @Test
  void lateRequest_isServedWhenRefusalIsOff() {
    Station station = new Station(QueueDiscipline.EDF, 1, 10, false, time, time);
    time.advanceTo(100);
    station.offer(job("a", 1, 40, 10));
    time.runToTheEnd();
    assertThat(heard).containsExactly("a served 0+10");
  }

  @Test
  void cancelledWhileWaiting_leavesAtOnceAndIsNeverServed() {
    Station station = station(QueueDiscipline.FIFO, 1, 1);
    Job cancelled = plain("b");
    station.offer(plain("a"));
    station.offer(cancelled);
    station.cancel(cancelled);
    assertThat(station.stats().getQueueDepth()).isZero();
    assertThat(station.stats().getCancelled()).isEqualTo(1);
    station.offer(plain("c")); // Its place is free again.
    time.runToTheEnd();
    assertThat(heard).containsExactly("a served 0+10", "c served 10+10");
  }

  @Test
  void cancelledInService_keepsItsWorkerAndThenCountsAsCancelled() {
    Station station = station(QueueDiscipline.FIFO, 1, 1);
    Job cancelled = plain("a");
    station.offer(cancelled);
    station.offer(plain("b"));
    time.advanceTo(5);
    station.cancel(cancelled);
    assertThat(station.stats().getInService()).isEqualTo(1);
    assertThat(station.stats().getCancelled()).isZero();
    time.runToTheEnd();
    assertThat(heard).containsExactly("b served 10+10");
    assertThat(station.stats().getCancelled()).isEqualTo(1);
    assertThat(station.stats().getServed()).isEqualTo(1);
  }

  @Test
  void cancelledAfterItsEnd_staysAsItEnded() {
    Station station = station(QueueDiscipline.FIFO, 1, 1);
    Job job = plain("a");
    station.offer(job);
    time.runToTheEnd();
    station.cancel(job);
    assertThat(station.stats().getServed()).isEqualTo(1);
    assertThat(station.stats().getCancelled()).isZero();
  }

  @Test
  void job_isOfferedOnceAndCancelledOnlyThen() {
    Station station = station(QueueDiscipline.FIFO, 1, 1);
    Job job = plain("a");
    assertThatIllegalStateException().isThrownBy(() -> station.cancel(job));
    station.offer(job);
    assertThatIllegalStateException()
        .isThrownBy(() -> station.offer(job))
        .withMessage("a job can be offered once; this one is IN_SERVICE");
  }

  @Test
  void timerThatFiresLate_makesTheServiceLongerAndStartsTheNextThen() {
    List<Runnable> due = new ArrayList<>();
    Station station =
        new Station(QueueDiscipline.FIFO, 1, 10, true, time, (dueNanos, task) -> due.add(task));
    station.offer(plain("a"));
    station.offer(plain("b"));
    time.advanceTo(13);
    due.get(0).run();
    time.advanceTo(23);
    due.get(1).run();
    assertThat(heard).containsExactly("a served 0+13", "b served 13+10");
  }

  @Test
  void close_countsWhateverIsLeftAsCancelled() {
    Station station = station(QueueDiscipline.FIFO, 1, 10);
    station.offer(plain("a"));
    station.offer(plain("b"));
    station.close();
    station.offer(plain("c"));
    time.runToTheEnd();
    assertThat(heard).isEmpty();
    assertThat(station.stats())
        .isEqualTo(
            SchedulerStats.newBuilder().setReceived(3).setCancelled(3).setMaxQueueDepth(1).build());
  }

  @Test
  void listenerThatFails_doesNotKeepOthersFromHearing() {
    Station station = station(QueueDiscipline.FIFO, 1, 10);
    station.offer(
        new Job(
            1,
            NO_DEADLINE,
            10,
            new Job.Listener() {
              @Override
              public void served(long queuedNanos, long servedNanos) {
                throw new UnsupportedOperationException("broken listener");
              }

              @Override
              public void refusedFull(int queueCapacity) {}

              @Override
              public void refusedLate(long queuedNanos, long lateNanos) {}
            }));
    station.offer(job("late", 1, 5, 10));
    station.offer(plain("b"));
    assertThat(catchThrowable(time::runToTheEnd)).hasMessage("broken listener");
    time.runToTheEnd();
    assertThat(heard).containsExactly("late late 5 after 10", "b served 10+10");
  }

  /** Random offers, cancellations and pauses, checked after every single one. */
  @ParameterizedTest
  @EnumSource
  void everyRequest_isInExactlyOneCountAtAnyTime(QueueDiscipline discipline) {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int workers = random.nextInt(1, 4);
      int capacity = random.nextInt(0, 6);
      VirtualTime clock = new VirtualTime();
      Station station =
          new Station(discipline, workers, capacity, random.nextBoolean(), clock, clock);
      List<Recorded> offered = new ArrayList<>();
      for (int step = 0; step < 200; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> {
            Recorded next = Recorded.random(random, clock);
            offered.add(next);
            station.offer(next.job);
          }
          case 4 -> station.countInvalid();
          case 5 -> {
            if (!offered.isEmpty()) {
              station.cancel(offered.get(random.nextInt(offered.size())).job);
            }
          }
          default -> clock.advanceTo(clock.nanoTime() + random.nextInt(20));
        }
        SchedulerStats stats = station.stats();
        assertConserved(stats);
        assertThat(stats.getQueueDepth()).isBetween(0L, (long) capacity);
        assertThat(stats.getMaxQueueDepth()).isBetween(stats.getQueueDepth(), (long) capacity);
        assertThat(stats.getInService()).isBetween(0L, (long) workers);
        if (stats.getInService() < workers) {
          assertThat(stats.getQueueDepth()).as("waiting although a worker is idle").isZero();
        }
      }
      clock.runToTheEnd();
      SchedulerStats end = station.stats();
      assertConserved(end);
      assertThat(end.getQueueDepth() + end.getInService()).isZero();
      assertThat(sum(offered, r -> r.served)).isEqualTo(end.getServed());
      assertThat(sum(offered, r -> r.full)).isEqualTo(end.getRefusedFull());
      assertThat(sum(offered, r -> r.late)).isEqualTo(end.getRefusedLate());
      assertThat(offered).allMatch(r -> r.served + r.full + r.late <= 1, "ended at most once");
    }
  }

  /**
   * Little's law, which holds for any arrivals: queued time summed over jobs is depth over time.
   */
  @ParameterizedTest
  @EnumSource
  void queuedTimes_sumToTheDepthOverTime(QueueDiscipline discipline) {
    SplittableRandom random = new SplittableRandom(7);
    VirtualTime clock = new VirtualTime();
    Station station = new Station(discipline, 2, Integer.MAX_VALUE, false, clock, clock);
    List<Recorded> offered = new ArrayList<>();
    long depthNanos = 0;
    for (int nanos = 0; nanos < 20_000; nanos++) {
      if (random.nextInt(6) == 0) {
        Recorded next = Recorded.random(random, clock);
        offered.add(next);
        station.offer(next.job);
      }
      depthNanos += station.stats().getQueueDepth();
      clock.advanceTo(nanos + 1);
    }
    while (station.stats().getQueueDepth() > 0) {
      depthNanos += station.stats().getQueueDepth();
      clock.advanceTo(clock.nanoTime() + 1);
    }
    clock.runToTheEnd();
    assertThat(depthNanos).isPositive();
    assertThat(depthNanos).isEqualTo(sum(offered, r -> r.queuedNanos));
  }

  /** The identity that {@code scheduler_stats.proto} states. */
  static void assertConserved(SchedulerStats stats) {
    assertThat(stats.getReceived())
        .as("%s", stats)
        .isEqualTo(
            stats.getServed()
                + stats.getRefusedFull()
                + stats.getRefusedLate()
                + stats.getRefusedInvalid()
                + stats.getCancelled()
                + stats.getQueueDepth()
                + stats.getInService());
  }

  private static long sum(List<Recorded> offered, ToLongFunction<Recorded> count) {
    return offered.stream().mapToLong(count).sum();
  }

  /** A job and how often it ended in which way. */
  private static final class Recorded implements Job.Listener {
    final Job job;
    int served;
    int full;
    int late;
    long queuedNanos;

    private Recorded(int tier, long deadlineEpochNanos, long serviceNanos) {
      this.job = new Job(tier, deadlineEpochNanos, serviceNanos, this);
    }

    static Recorded random(SplittableRandom random, SchedulerClock clock) {
      return new Recorded(
          random.nextInt(1, 4),
          random.nextInt(4) == 0 ? NO_DEADLINE : clock.epochNanos() + random.nextInt(40),
          random.nextInt(0, 20));
    }

    @Override
    public void served(long queuedNanos, long servedNanos) {
      served++;
      this.queuedNanos = queuedNanos;
      assertThat(servedNanos).isEqualTo(job.serviceNanos);
    }

    @Override
    public void refusedFull(int queueCapacity) {
      full++;
    }

    @Override
    public void refusedLate(long queuedNanos, long lateNanos) {
      late++;
      assertThat(lateNanos).isPositive();
    }
  }
}
