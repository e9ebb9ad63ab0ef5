package io.plumbline.balancing.event;

import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.ServerReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A server: its workers, its queue, its faults, and what it remembers. */
final class SimulatedServer {
  final int index;
  final ServerSpec spec;
  final Queue<Job> queue;
  final @Nullable ServerHistory history;
  final @Nullable Residency residency;

  /** Null if each request has a worker to itself. */
  final @Nullable SharedProcessors shared;

  /** The clients that are connected to it, each with its endpoint. */
  final List<SimulatedClient> clients = new ArrayList<>();

  final List<Endpoint> endpoints = new ArrayList<>();

  private final EventScenario scenario;
  private final List<String> models;
  private final int[] queuedByTier;

  /** Of the tiers whose queues it tells: none where tiers do not count. */
  private final List<String> tierNames;

  private final Double workers;
  private final BitSet warm = new BitSet();

  int busy;
  int inFlight;
  boolean down;
  boolean swallows;
  Fault.@Nullable FastErrors fastErrors;
  double faultFactor = 1;
  double antagonistFactor = 1;

  private long startedNanos;
  private @Nullable ServerReport told;
  private boolean fresh;
  private long freshNanos;

  private long changedNanos;
  private boolean frozen;
  double busyNanos;
  double inFlightNanos;
  long ok;
  long notOk;
  long arrived;

  SimulatedServer(
      int index,
      ServerSpec spec,
      EventScenario scenario,
      boolean remembers,
      List<String> models,
      List<String> tierNames) {
    this.index = index;
    this.spec = spec;
    this.scenario = scenario;
    this.models = models;
    this.workers = (double) spec.workers();
    this.queue = queueOf(scenario);
    this.queuedByTier = new int[Math.max(1, tierNames.size())];
    this.tierNames = tierNames.size() > 1 && servesByTier(scenario) ? tierNames : List.of();
    this.shared = scenario.queueing().processorSharing() ? new SharedProcessors() : null;
    this.residency = spec.residentModels() == 0 ? null : new Residency(spec.residentModels());
    EventScenario.Reporting reporting = scenario.reporting();
    this.history =
        remembers
            ? new ServerHistory(reporting.stepNanos(), reporting.window(), spec.workers())
            : null;
  }

  static Queue<Job> queueOf(EventScenario scenario) {
    return switch (scenario.queueing().discipline()) {
      case FIFO -> new ArrayDeque<>();
      case PRIORITY, EDF, PRIORITY_EDF ->
          new PriorityQueue<>(16, scenario.queueing().discipline().order());
    };
  }

  private static boolean servesByTier(EventScenario scenario) {
    return switch (scenario.queueing().discipline()) {
      case PRIORITY, PRIORITY_EDF -> true;
      case FIFO, EDF -> false;
    };
  }

  /** Accounts for the time since the last change; to be called before each. */
  void change(long nowNanos) {
    if (!frozen) {
      double span = nowNanos - changedNanos;
      busyNanos += working() * span;
      inFlightNanos += inFlight * span;
      changedNanos = nowNanos;
    }
    fresh = false;
    if (history != null) {
      history.advance(nowNanos, working(), inFlight, waiting());
    }
  }

  /** What comes before counts nowhere. */
  void forgetMeasurements() {
    busyNanos = 0;
    inFlightNanos = 0;
    ok = 0;
    notOk = 0;
    arrived = 0;
  }

  /** What comes from now on counts nowhere. */
  void freezeMeasurements() {
    frozen = true;
  }

  /** How many workers are at work. */
  double working() {
    return shared == null ? busy : Math.min(shared.size(), processors());
  }

  /** How many requests wait, or would if processors were not shared. */
  int waiting() {
    return shared == null ? queue.size() : Math.max(0, shared.size() - spec.workers());
  }

  /** Where they are shared: other tenants take some, or leave some of theirs. */
  double processors() {
    return spec.workers() * antagonistFactor;
  }

  /** Whether one more would be processed at once; where processors are shared, any is. */
  boolean hasFreeWorker() {
    return shared != null || busy < spec.workers();
  }

  boolean isFull(int capacity) {
    return capacity > 0
        && (shared == null
            ? !hasFreeWorker() && queue.size() >= capacity
            : shared.size() >= spec.workers() + capacity);
  }

  void enqueue(Job job) {
    fresh = false;
    queue.add(job);
    if (job.probe == null) {
      queuedByTier[job.tierIndex]++;
    }
  }

  Job dequeue() {
    Job job = queue.remove();
    fresh = false;
    if (job.probe == null) {
      queuedByTier[job.tierIndex]--;
    }
    return job;
  }

  void begin(Job job) {
    fresh = false;
    busy++;
    job.isServed = true;
  }

  void end(Job job) {
    fresh = false;
    busy--;
    job.isServed = false;
  }

  /** How long a worker will have this job; where they are shared, if it were alone. */
  long serviceNanos(Job job, long nowNanos) {
    double nanos = job.workNanos / speed(nowNanos);
    EventScenario.Starting starting = scenario.starting();
    if (job.probe == null) {
      if (residency != null && residency.use(job.modelIndex)) {
        nanos += starting.modelLoadNanos();
      }
      if (starting.coldPenaltyNanos() > 0 && job.client != null && !warm.get(job.client.index)) {
        warm.set(job.client.index);
        nanos += starting.coldPenaltyNanos();
      }
    }
    return Math.round(nanos);
  }

  double speed(long nowNanos) {
    double speed = spec.speed() * faultFactor * (shared == null ? antagonistFactor : 1);
    EventScenario.Starting starting = scenario.starting();
    if (nowNanos - startedNanos < starting.rampNanos()) {
      double done = (double) (nowNanos - startedNanos) / starting.rampNanos();
      speed *= starting.coldSpeedRatio() + (1 - starting.coldSpeedRatio()) * done;
    }
    return speed;
  }

  /** Starts again, with nothing left of before. */
  void restart(long nowNanos) {
    startedNanos = nowNanos;
    warm.clear();
    if (residency != null) {
      residency.clear();
    }
    if (history != null) {
      history.restart(nowNanos);
    }
    down = false;
    told = null;
    fresh = false;
  }

  /** What it tells with what leaves now. */
  ServerReport report(long nowNanos) {
    if (scenario.reporting().refreshNanos() > 0) {
      return told == null ? ServerReport.EMPTY : told;
    }
    return reportNow(nowNanos);
  }

  /** Makes what it will tell until the next time. */
  ServerReport refresh(long nowNanos) {
    told = reportNow(nowNanos);
    return told;
  }

  /** As it is at this instant, whatever it tells. */
  ServerReport reportNow(long nowNanos) {
    if (history == null) {
      return ServerReport.EMPTY;
    }
    ServerReport made = told;
    if (made == null || !fresh || nowNanos != freshNanos) {
      history.advance(nowNanos, working(), inFlight, waiting());
      made = history.report(inFlight, waiting(), named(history.meanServiceNanos()));
      if (scenario.reporting().refreshNanos() == 0) {
        told = made;
        fresh = true;
        freshNanos = nowNanos;
      }
    }
    return made;
  }

  private Map<String, Double> named(double serviceNanos) {
    boolean knowsService = !Double.isNaN(serviceNanos);
    if (tierNames.isEmpty() && residency == null) {
      return knowsService
          ? Map.of(ServerReport.WORKERS, workers, ServerReport.SERVICE_MEAN, serviceNanos)
          : Map.of(ServerReport.WORKERS, workers);
    }
    Map<String, Double> named = new HashMap<>();
    named.put(ServerReport.WORKERS, workers);
    if (knowsService) {
      named.put(ServerReport.SERVICE_MEAN, serviceNanos);
    }
    for (int i = 0; i < tierNames.size(); i++) {
      named.put(tierNames.get(i), (double) queuedByTier[i]);
    }
    if (residency != null) {
      for (int i = 0; i < models.size(); i++) {
        named.put(ServerReport.RESIDENT_PREFIX + models.get(i), residency.holds(i) ? 1.0 : 0.0);
      }
    }
    return named;
  }
}
