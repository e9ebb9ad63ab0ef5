package io.plumbline.balancing.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What one run comes to: what is measured of its requests, in all and by class. */
final class Accounts {
  private final EventScenario scenario;
  private final Classes classes;
  private final long warmUpNanos;
  private final long horizonNanos;
  private final boolean hasSlo;
  private final Tally total;
  private final Tally[] byClass;
  private final InFlightCounts metInFlight = new InFlightCounts();
  private final List<EventRun.TracedRequest> trace = new ArrayList<>();
  private final int traced;

  private long measuredProbes;
  private long inSystem;
  private double inSystemNanos;
  private long inSystemChangedNanos;
  private double inSystemMean;
  private long inSystemAtHorizon;
  private double workStartedNanos;

  /**
   * @param traced how many of the first requests that end are kept
   */
  Accounts(EventScenario scenario, Classes classes, int traced) {
    this.scenario = scenario;
    this.classes = classes;
    this.traced = traced;
    this.warmUpNanos = scenario.span().warmUpNanos();
    this.horizonNanos = scenario.span().horizonNanos();
    this.hasSlo = classes.sloNanos(0) != Classes.NO_SLO;
    this.total = new Tally(hasSlo);
    this.byClass = new Tally[classes.labels().size()];
    for (int i = 0; i < byClass.length; i++) {
      byClass[i] = new Tally(hasSlo);
    }
  }

  /** Between warm-up and horizon. */
  boolean isMeasured(long nowNanos) {
    return nowNanos >= warmUpNanos && nowNanos < horizonNanos;
  }

  /** How many requests have come and not ended. */
  long inSystem() {
    return inSystem;
  }

  void arrived(Job job, long nowNanos) {
    if (job.measured) {
      total.arrived();
      if (byClass.length > 0) {
        byClass[job.classIndex].arrived();
      }
    }
    changeInSystem(1, nowNanos);
  }

  void probed(long nowNanos) {
    if (isMeasured(nowNanos)) {
      measuredProbes++;
    }
  }

  /** A request has come to a server between warm-up and horizon. */
  void met(int inFlight) {
    metInFlight.add(inFlight);
  }

  void started(Job job, long serviceNanos) {
    if (job.measured) {
      workStartedNanos += serviceNanos;
    }
  }

  void ended(Job job, long nowNanos) {
    record(job, nowNanos);
    changeInSystem(-1, nowNanos);
  }

  /** At the run's end it is still on its way. */
  void unfinished(Job job, long nowNanos) {
    record(job, nowNanos);
  }

  private void record(Job job, long nowNanos) {
    long responseNanos = nowNanos - job.arrivedNanos;
    boolean inTime =
        hasSlo
            && job.outcome == Job.Outcome.OK
            && responseNanos <= classes.sloNanos(job.classIndex);
    if (isMeasured(nowNanos)) {
      total.left(job.outcome, responseNanos, inTime);
      if (byClass.length > 0) {
        byClass[job.classIndex].left(job.outcome, responseNanos, inTime);
      }
    }
    if (!job.measured) {
      return;
    }
    total.ended(job.outcome, responseNanos, job.waitNanos, inTime);
    if (byClass.length > 0) {
      byClass[job.classIndex].ended(job.outcome, responseNanos, job.waitNanos, inTime);
    }
    if (trace.size() < traced) {
      trace.add(traceOf(job, nowNanos));
    }
  }

  private EventRun.TracedRequest traceOf(Job job, long nowNanos) {
    return new EventRun.TracedRequest(
        job.arrivedNanos,
        ifAny(job.sentNanos),
        ifAny(job.atServerNanos),
        job.outcome == Job.Outcome.OK ? OptionalLong.of(job.waitNanos) : OptionalLong.empty(),
        // A client may have given up before a late failure left the server.
        job.leftNanos > nowNanos ? OptionalLong.empty() : ifAny(job.leftNanos),
        nowNanos,
        job.client().index,
        job.server == null ? -1 : job.server.index,
        byClass.length == 0 ? "" : classes.labels().get(job.classIndex),
        classes.models().get(job.modelIndex),
        job.outcome.written());
  }

  private static OptionalLong ifAny(long nanos) {
    return nanos == Job.NOT_YET ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  private void changeInSystem(int by, long nowNanos) {
    inSystemNanos += (double) inSystem * (nowNanos - inSystemChangedNanos);
    inSystemChangedNanos = nowNanos;
    inSystem += by;
  }

  /** The warm-up is over. */
  void warm(long nowNanos) {
    changeInSystem(0, nowNanos);
    inSystemNanos = 0;
  }

  /** Nothing is measured any more, but for what came before. */
  void horizon(long nowNanos) {
    changeInSystem(0, nowNanos);
    inSystemMean = inSystemNanos / (horizonNanos - warmUpNanos);
    inSystemAtHorizon = inSystem;
  }

  EventRun result(
      long seed, int repetition, SimulatedServer[] servers, long probesSent, long events) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double seconds = (horizonNanos - warmUpNanos) / 1e9;
    total.putInto(figures, seconds);
    figures.put("in_system_mean", inSystemMean);
    figures.put("in_system_at_horizon", (double) inSystemAtHorizon);
    total.littleInSystem(seconds).ifPresent(mean -> figures.put("little_in_system", mean));
    ServerFigures.putInto(figures, servers, seconds, workStartedNanos, metInFlight);
    if (total.arrivedCount() > 0) {
      figures.put("probes_per_request", (double) measuredProbes / total.arrivedCount());
    }
    Map<String, Map<String, Double>> perClass = new LinkedHashMap<>();
    for (int i = 0; i < byClass.length; i++) {
      Map<String, Double> own = new LinkedHashMap<>();
      byClass[i].putInto(own, seconds);
      perClass.put(classes.labels().get(i), own);
    }
    if (byClass.length > 0) {
      Fairness.putInto(figures, classes, byClass);
    }
    return new EventRun(
        scenario.name(),
        scenario.policyWritten(),
        seed,
        repetition,
        inSystem == 0,
        total.counts(probesSent, events),
        figures,
        perClass,
        ServerFigures.each(servers, seconds),
        traced == 0 ? Optional.empty() : Optional.of(List.copyOf(trace)));
  }
}
