package io.plumbline.scheduler;

import io.plumbline.proto.SchedulerStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One bounded queue before a number of identical workers, driven by events alone.
 *
 * <p>A worker is a count, not a thread: a job that starts is completed by the timer at its start
 * plus its service time, so nothing burns a core, and the same class runs on the machine's clock or
 * in virtual time. Both ends of a service are read from the clock, and the instant that ends one
 * starts the next; a timer that fires late therefore makes a service longer, and its measured time
 * says so.
 *
 * <p>The rules. A job starts at once if a worker is free. Otherwise it waits, unless the queue is
 * full. When a worker becomes free, the discipline names the next job. A job whose deadline has
 * passed at that instant (strictly: the wall clock is beyond it) is refused without service, and
 * the next one is asked; until then it keeps its place and counts as waiting. A job cancelled while
 * it waits leaves at once and is never served. A job cancelled in service frees nothing early, as
 * an accelerator finishes its batch: it counts as in service until the worker is done, then as
 * cancelled.
 *
 * <p>Thread-safe: any thread may call any method at any time. One lock guards all state; the clock
 * and the timer are called under it, listeners never. Queue operations cost O(log n).
 */
final class Station {

  private final int workers;
  private final int queueCapacity;
  private final boolean refuseLate;
  private final SchedulerClock clock;
  private final CompletionTimer timer;

  /** Null if nobody asks for reports: then following the load costs nothing. */
  private final @Nullable LoadMeter meter;

  private final Object lock = new Object();

  // All guarded by the lock. A tree rather than a heap, because cancelled jobs leave from anywhere.
  private final TreeSet<Job> waiting;
  private int busyWorkers;
  private boolean closed;
  private long received;
  private long served;
  private long refusedFull;
  private long refusedLate;
  private long refusedInvalid;
  private long cancelled;
  private int maxQueueDepth;

  Station(
      QueueDiscipline discipline,
      int workers,
      int queueCapacity,
      boolean refuseLate,
      SchedulerClock clock,
      CompletionTimer timer) {
    this(discipline, workers, queueCapacity, refuseLate, clock, timer, null);
  }

  /** The same, followed by a meter, which it owns from now on. */
  Station(
      QueueDiscipline discipline,
      int workers,
      int queueCapacity,
      boolean refuseLate,
      SchedulerClock clock,
      CompletionTimer timer,
      @Nullable LoadMeter meter) {
    this.waiting = new TreeSet<>(discipline.order());
    this.workers = workers;
    this.queueCapacity = queueCapacity;
    this.refuseLate = refuseLate;
    this.clock = clock;
    this.timer = timer;
    this.meter = meter;
  }

  /** Takes a new job; its listener may hear of its end before this returns. */
  void offer(Job job) {
    List<Runnable> notices = new ArrayList<>(1);
    synchronized (lock) {
      if (job.state != Job.State.NEW) {
        throw new IllegalStateException("a job can be offered once; this one is " + job.state);
      }
      job.sequence = received++;
      job.offeredNanos = clock.nanoTime();
      if (meter != null) {
        job.inFlightAtOffer = busyWorkers + waiting.size();
        meter.arrived(job.tier(), job.offeredNanos);
      }
      if (closed) {
        job.state = Job.State.ENDED;
        cancelled++;
      } else if (busyWorkers < workers) {
        begin(job, job.offeredNanos, notices);
      } else if (waiting.size() < queueCapacity) {
        job.state = Job.State.WAITING;
        waiting.add(job);
        waits(job, 1);
        maxQueueDepth = Math.max(maxQueueDepth, waiting.size());
      } else {
        job.state = Job.State.ENDED;
        refusedFull++;
        refused(job.offeredNanos);
        notices.add(() -> job.listener.refusedFull(queueCapacity));
      }
      follow(job.offeredNanos);
    }
    deliver(notices);
  }

  /** Gives up a job that was offered; one that has ended stays as it ended. */
  void cancel(Job job) {
    synchronized (lock) {
      switch (job.state) {
        case NEW -> throw new IllegalStateException("a job cannot be cancelled before its offer");
        case WAITING -> {
          waiting.remove(job);
          waits(job, -1);
          job.state = Job.State.ENDED;
          cancelled++;
          if (meter != null) {
            follow(clock.nanoTime());
          }
        }
        case IN_SERVICE -> job.givenUpInService = true;
        case ENDED -> {}
      }
    }
  }

  /** Counts a request that was no job at all: received, and refused as invalid. */
  void countInvalid() {
    synchronized (lock) {
      received++;
      refusedInvalid++;
      if (meter != null) {
        refused(clock.nanoTime());
      }
    }
  }

  /** Ends everything: what waits, is in service or is still offered counts as cancelled. */
  void close() {
    synchronized (lock) {
      closed = true;
      waiting.forEach(job -> job.state = Job.State.ENDED);
      cancelled += waiting.size() + busyWorkers;
      waiting.clear();
      busyWorkers = 0;
    }
  }

  /** The counters at one instant; they satisfy the identity in {@code scheduler_stats.proto}. */
  SchedulerStats stats() {
    synchronized (lock) {
      return SchedulerStats.newBuilder()
          .setReceived(received)
          .setServed(served)
          .setRefusedFull(refusedFull)
          .setRefusedLate(refusedLate)
          .setRefusedInvalid(refusedInvalid)
          .setCancelled(cancelled)
          .setQueueDepth(waiting.size())
          .setMaxQueueDepth(maxQueueDepth)
          .setInService(busyWorkers)
          .build();
    }
  }

  /** What there is to tell a client of the load at this instant; empty if nobody follows it. */
  Optional<byte[]> loadReport() {
    if (meter == null) {
      return Optional.empty();
    }
    synchronized (lock) {
      return Optional.of(meter.report(clock.nanoTime()));
    }
  }

  /** Under the lock, as the next two: the meter hears what has become of everything. */
  private void follow(long nowNanos) {
    if (meter != null) {
      meter.is(busyWorkers, waiting.size(), nowNanos);
    }
  }

  private void waits(Job job, int change) {
    if (meter != null) {
      meter.queued(job.tier(), change);
    }
  }

  private void refused(long nowNanos) {
    if (meter != null) {
      meter.refused(nowNanos);
    }
  }

  /** Under the lock: a worker is free for this job, which is served or found late. */
  private void begin(Job job, long nowNanos, List<Runnable> notices) {
    long queuedNanos = nowNanos - job.offeredNanos;
    long lateNanos = refuseLate ? lateNanos(job) : 0;
    if (lateNanos > 0) {
      job.state = Job.State.ENDED;
      refusedLate++;
      refused(nowNanos);
      notices.add(() -> job.listener.refusedLate(queuedNanos, lateNanos));
      return;
    }
    job.state = Job.State.IN_SERVICE;
    job.startedNanos = nowNanos;
    busyWorkers++;
    timer.runAt(nowNanos + job.serviceNanos, () -> complete(job));
  }

  /** On the timer's thread: the worker is done with this job and takes the next. */
  private void complete(Job job) {
    List<Runnable> notices = new ArrayList<>(1);
    synchronized (lock) {
      if (closed) {
        return; // Already counted by close().
      }
      long nowNanos = clock.nanoTime();
      job.state = Job.State.ENDED;
      busyWorkers--;
      long queuedNanos = job.startedNanos - job.offeredNanos;
      long servedNanos = nowNanos - job.startedNanos;
      if (meter != null) {
        meter.served(job.inFlightAtOffer, queuedNanos + servedNanos, servedNanos, nowNanos);
      }
      if (job.givenUpInService) {
        cancelled++;
      } else {
        served++;
        notices.add(() -> job.listener.served(queuedNanos, servedNanos));
      }
      while (busyWorkers < workers && !waiting.isEmpty()) {
        Job next = waiting.first();
        waiting.remove(next);
        waits(next, -1);
        begin(next, nowNanos, notices);
      }
      follow(nowNanos);
    }
    deliver(notices);
  }

  /** How far the wall clock is beyond the job's deadline; 0 if it is not, or if there is none. */
  private long lateNanos(Job job) {
    long deadline = job.deadlineNanos();
    if (deadline == QueueDiscipline.NO_DEADLINE) {
      return 0;
    }
    long now = clock.epochNanos();
    if (now <= deadline) {
      return 0;
    }
    long late = now - deadline;
    return late > 0 ? late : Long.MAX_VALUE; // A deadline far before 1970 overflows.
  }

  /** Outside the lock: every notice is delivered even if one fails; the first failure is thrown. */
  private static void deliver(List<Runnable> notices) {
    RuntimeException failure = null;
    for (Runnable notice : notices) {
      try {
        notice.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
