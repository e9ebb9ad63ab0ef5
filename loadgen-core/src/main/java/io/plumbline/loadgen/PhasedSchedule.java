package io.plumbline.loadgen;

import java.util.Optional;

/**
 * All requests of an open-loop run in the order in which they are due: warm-up before offset 0, the
 * measured schedule from there, cool-down after it.
 *
 * <p>Warm-up and cool-down are Poisson at the plan's rate, whatever its shape, from seeds of their
 * own, so that the measured schedule is the same with and without them. Indices count from the
 * first request of the warm-up. Thread-safe.
 */
final class PhasedSchedule {
  private final ArrivalSchedule measured;
  private final Optional<ArrivalSchedule> warmup;
  private final Optional<ArrivalSchedule> cooldown;
  private final int warmupCount;
  private final int cooldownCount;
  private final long warmupNanos;
  private final long cooldownNanos;

  PhasedSchedule(ArrivalSchedule measured, PhaseLength warmupLength, PhaseLength cooldownLength) {
    this.measured = measured;
    this.warmup = margin(measured.plan(), warmupLength, Phase.WARMUP);
    this.cooldown = margin(measured.plan(), cooldownLength, Phase.COOLDOWN);
    this.warmupCount = warmup.map(schedule -> count(schedule, warmupLength)).orElse(0);
    this.cooldownCount = cooldown.map(schedule -> count(schedule, cooldownLength)).orElse(0);
    this.warmupNanos = warmup.map(schedule -> nanos(schedule, warmupLength)).orElse(0L);
    this.cooldownNanos = cooldown.map(schedule -> nanos(schedule, cooldownLength)).orElse(0L);
  }

  /** Drawn so long that the phase is over before it is. */
  private static Optional<ArrivalSchedule> margin(LoadPlan plan, PhaseLength length, Phase phase) {
    if (length instanceof PhaseLength.Time time) {
      return time.nanos() == 0 ? Optional.empty() : Optional.of(draw(plan, time.nanos(), phase));
    }
    int count = ((PhaseLength.Requests) length).count();
    if (count == 0) {
      return Optional.empty();
    }
    long nanos = (long) Math.ceil((count + 10) / plan.ratePerSecond() * 1e9);
    ArrivalSchedule schedule = draw(plan, nanos, phase);
    while (schedule.count() <= count) {
      nanos *= 2;
      schedule = draw(plan, nanos, phase);
    }
    return Optional.of(schedule);
  }

  private static ArrivalSchedule draw(LoadPlan plan, long nanos, Phase phase) {
    Workload steady =
        new Workload(
            plan.workload().name(),
            plan.workload().classes().stream().map(RequestClass::steady).toList());
    return ArrivalSchedule.of(
        new LoadPlan(
            steady,
            plan.ratePerSecond(),
            nanos,
            0,
            new Seeds(plan.seed()).ofPhase(phase),
            Optional.empty()));
  }

  private static int count(ArrivalSchedule schedule, PhaseLength length) {
    if (length instanceof PhaseLength.Time time) {
      int count = schedule.count();
      while (count > 0 && schedule.offsetNanos(count - 1) >= time.nanos()) {
        count--;
      }
      return count;
    }
    return ((PhaseLength.Requests) length).count();
  }

  /** A phase of n requests is over when the one after them would be due. */
  private static long nanos(ArrivalSchedule schedule, PhaseLength length) {
    return length instanceof PhaseLength.Time time
        ? time.nanos()
        : schedule.offsetNanos(((PhaseLength.Requests) length).count());
  }

  ArrivalSchedule measured() {
    return measured;
  }

  int count() {
    return warmupCount + measured.count() + cooldownCount;
  }

  /** The index of the first measured request; those before it warm up. */
  int warmupCount() {
    return warmupCount;
  }

  int cooldownCount() {
    return cooldownCount;
  }

  /** How long before offset 0 the run begins. */
  long warmupNanos() {
    return warmupNanos;
  }

  /** When the last phase is over. */
  long endNanos() {
    return measured.lastNanos() + cooldownNanos;
  }

  Phase phase(int index) {
    return index < warmupCount
        ? Phase.WARMUP
        : index < warmupCount + measured.count() ? Phase.MEASURE : Phase.COOLDOWN;
  }

  /** When the request is due; negative in the warm-up. */
  long offsetNanos(int index) {
    return switch (phase(index)) {
      case WARMUP -> warmup.orElseThrow().offsetNanos(index) - warmupNanos;
      case MEASURE -> measured.offsetNanos(index - warmupCount);
      case COOLDOWN -> measured.lastNanos() + cooldown.orElseThrow().offsetNanos(inPhase(index));
    };
  }

  /** How many are due until an offset of the run, that included. */
  int countUntil(long offsetNanos) {
    int due = 0;
    int notDue = count();
    while (due < notDue) {
      int middle = (due + notDue) >>> 1;
      if (offsetNanos(middle) <= offsetNanos) {
        due = middle + 1;
      } else {
        notDue = middle;
      }
    }
    return due;
  }

  int classIndex(int index) {
    return part(index).classIndex(inPhase(index));
  }

  RequestClass requestClass(int index) {
    return part(index).requestClass(inPhase(index));
  }

  Model model(int index) {
    return part(index).model(inPhase(index));
  }

  long tensorKey(int index) {
    return part(index).tensorKey(inPhase(index));
  }

  private ArrivalSchedule part(int index) {
    return switch (phase(index)) {
      case WARMUP -> warmup.orElseThrow();
      case MEASURE -> measured;
      case COOLDOWN -> cooldown.orElseThrow();
    };
  }

  private int inPhase(int index) {
    return switch (phase(index)) {
      case WARMUP -> index;
      case MEASURE -> index - warmupCount;
      case COOLDOWN -> index - warmupCount - measured.count();
    };
  }
}
