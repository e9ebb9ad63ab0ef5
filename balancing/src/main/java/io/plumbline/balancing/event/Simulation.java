package io.plumbline.balancing.event;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Policy.Need;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.event.EventScenario.Antagonists;
import io.plumbline.balancing.event.Streams.Concern;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One repetition of one scenario while it runs.
 *
 * <p>A request's way: a client takes it, its policy chooses (at once or later), it travels, waits
 * at the server, is served, and its answer travels back. A way that takes no time is gone at once,
 * without an event. A client counts a request as in flight until it has the answer, because it
 * cannot know of it earlier.
 *
 * <p>Not thread-safe.
 */
final class Simulation {
  private static final int ARRIVAL = 0;
  private static final int AT_SERVER = 1;
  private static final int SERVED = 2;
  private static final int AT_CLIENT = 3;
  private static final int TIMEOUT = 4;
  private static final int FAULT_BEGINS = 5;
  private static final int FAULT_ENDS = 6;
  private static final int ANTAGONIST = 7;
  private static final int WARM = 8;
  private static final int HORIZON = 9;
  private static final int REFRESH = 10;
  private static final int POLL = 11;
  private static final int IDLE = 12;
  private static final int END = 13;
  private static final int SHARED_SERVED = 14;

  // The parts of what one request draws by its number.
  private static final int THERE = 0;
  private static final int BACK = 1;

  private static final int USE_BITS = 0xFFFFFF;

  /** How often a policy that waits is asked again even if no probe has ended. */
  private static final long POLL_NANOS = 1_000_000;

  private final EventScenario scenario;
  private final long seed;
  private final int repetition;
  private final Classes classes;
  private final EventHeap heap = new EventHeap(1024);
  private final JobPool jobs = new JobPool();
  private final SimulatedServer[] servers;
  private final SimulatedClient[] clients;
  private final @Nullable Queue<Job> central;
  private final boolean reports;
  private final boolean tellsIdle;
  private final boolean hasNetwork;
  private final boolean hasClasses;
  private final boolean hasSlo;
  private final long warmUpNanos;
  private final long horizonNanos;
  private final long timeoutNanos;
  private final long probeTimeoutNanos;

  private final ArrivalTimes arrivals;
  private final RandomGenerator classesRandom;
  private final RandomGenerator workRandom;
  private final KeyedRandom requestWays;
  private final KeyedRandom probeWays;
  private final KeyedRandom idleWays;
  private final KeyedRandom faultsRandom;
  private final RandomGenerator idleRandom;
  private final RandomGenerator[] antagonistRandoms;

  private final Accounts accounts;
  private final @Nullable EventTrace overTime;
  private final @Nullable EventWatch watch;

  private long nowNanos;
  private long events;
  private long sequence;
  private long requestsMade;
  private long probesSent;
  private long idleNewsSent;

  /** By server: whom it has told last that it is idle, until something comes. */
  private final @Nullable SimulatedClient[] idleKnownBy;

  private boolean ended;
  private int busyWorkers;
  private final int allWorkers;

  Simulation(
      EventScenario scenario,
      long seed,
      int repetition,
      int traced,
      @Nullable EventTrace overTime,
      @Nullable EventWatch watch) {
    this.scenario = scenario;
    this.seed = seed;
    this.repetition = repetition;
    this.overTime = overTime;
    this.watch = watch;
    this.classes = new Classes(scenario.demand());
    this.hasClasses = !classes.labels().isEmpty();
    this.hasSlo = classes.sloNanos(0) != Classes.NO_SLO;
    this.accounts = new Accounts(scenario, classes, traced);
    Set<Need> needs = scenario.policy().needs();
    boolean central = scenario.centralQueue();
    this.reports =
        !central && (needs.contains(Need.REPORTS) || scenario.reporting().refreshNanos() > 0);
    boolean remembers =
        reports || (!central && (needs.contains(Need.PROBES) || needs.contains(Need.DIRECT)));
    this.tellsIdle = !central && needs.contains(Need.IDLE);
    this.hasNetwork = scenario.network().oneWay().meanNanos() > 0;
    this.timeoutNanos = scenario.network().timeoutNanos().orElse(0);
    this.probeTimeoutNanos = scenario.network().probeTimeoutNanos().orElse(0);
    this.warmUpNanos = scenario.span().warmUpNanos();
    this.horizonNanos = scenario.span().horizonNanos();
    this.central = central ? SimulatedServer.queueOf(scenario) : null;

    Streams streams = new Streams(seed, repetition);
    this.arrivals =
        new ArrivalTimes(scenario.demand(), scenario.requestsPerSecond(), streams.of(Concern.GAPS));
    this.classesRandom = streams.of(Concern.CLASSES);
    this.workRandom = streams.of(Concern.WORK);
    this.requestWays = streams.keyed(Concern.NETWORK);
    this.probeWays = streams.keyed(Concern.PROBES);
    this.idleWays = streams.keyed(Concern.IDLE_NEWS);
    this.faultsRandom = streams.keyed(Concern.FAULTS);
    this.idleRandom = streams.of(Concern.IDLE);

    this.servers = Fleet.servers(scenario, classes, remembers);
    this.idleKnownBy = new SimulatedClient[servers.length];
    this.allWorkers = scenario.servers().stream().mapToInt(s -> s.count() * s.workers()).sum();
    this.clients = Fleet.clients(scenario, servers, streams, () -> nowNanos, this::probe);
    this.antagonistRandoms = new RandomGenerator[servers.length];
    for (int i = 0; i < servers.length; i++) {
      antagonistRandoms[i] = streams.of(Concern.ANTAGONISTS, i);
    }
  }

  EventRun run() {
    if (overTime != null) {
      overTime.begin(servers, central);
    }
    plan();
    while (!ended && !heap.isEmpty()) {
      nowNanos = heap.timeNanos();
      if (overTime != null) {
        overTime.advance(nowNanos, probesSent);
      }
      long payload = heap.take();
      events++;
      happen((int) (payload >>> 56), (int) (payload >>> 32) & USE_BITS, (int) payload);
    }
    return result();
  }

  private void plan() {
    if (warmUpNanos > 0) {
      at(warmUpNanos, WARM, 0, 0);
    }
    at(horizonNanos, HORIZON, 0, 0);
    at(horizonNanos + scenario.span().drainNanos(), END, 0, 0);
    // The ends first: where one fault follows on another at once, the first must not end the
    // second.
    for (int i = 0; i < scenario.faults().size(); i++) {
      at(scenario.faults().get(i).untilNanos(), FAULT_ENDS, 0, i);
    }
    for (int i = 0; i < scenario.faults().size(); i++) {
      at(scenario.faults().get(i).fromNanos(), FAULT_BEGINS, 0, i);
    }
    if (scenario.antagonists().isPresent()) {
      for (SimulatedServer server : servers) {
        antagonize(server, scenario.antagonists().get());
      }
    }
    if (scenario.reporting().refreshNanos() > 0 && reports) {
      refresh();
    }
    if (tellsIdle) {
      for (SimulatedServer server : servers) {
        tellIdle(server);
      }
    }
    planArrival();
  }

  private void planArrival() {
    long next = arrivals.nextNanos();
    if (next < horizonNanos) {
      at(next, ARRIVAL, 0, 0);
    }
  }

  private void at(long timeNanos, int kind, int use, int index) {
    heap.add(timeNanos, (long) kind << 56 | (long) (use & USE_BITS) << 32 | index);
  }

  private void happen(int kind, int use, int index) {
    switch (kind) {
      case ARRIVAL -> arrive();
      case AT_SERVER -> atServer(jobs.get(index));
      case SERVED -> {
        Job job = jobs.get(index);
        if ((job.service & USE_BITS) == use) {
          served(job);
        }
      }
      case SHARED_SERVED -> {
        SharedProcessors shared = servers[index].shared;
        if (shared != null && (shared.plan & USE_BITS) == use) {
          sharedServed(servers[index], shared);
        }
      }
      case AT_CLIENT -> atClient(jobs.get(index));
      case TIMEOUT -> {
        Job job = jobs.get(index);
        if ((job.use & USE_BITS) == use && !job.abandoned) {
          timeOut(job);
        }
      }
      case FAULT_BEGINS -> fault(scenario.faults().get(index), true);
      case FAULT_ENDS -> fault(scenario.faults().get(index), false);
      case ANTAGONIST -> scenario.antagonists().ifPresent(a -> antagonize(servers[index], a));
      case WARM -> warm();
      case HORIZON -> horizon();
      case REFRESH -> refresh();
      case POLL -> {
        clients[index].timerSet = false;
        poll(clients[index]);
      }
      case IDLE -> idleAt(clients[use], servers[index]);
      case END -> ended = true;
      default -> throw new IllegalStateException("no such event: " + kind);
    }
  }

  // ---- a request's way ----

  private void arrive() {
    planArrival();
    SimulatedClient client =
        clients[clients.length == 1 ? 0 : classesRandom.nextInt(clients.length)];
    Job job = jobs.take();
    job.client = client;
    job.classIndex = classes.drawClass(classesRandom);
    job.modelIndex = classes.drawModel(job.classIndex, classesRandom);
    job.tierIndex = classes.tierIndex(job.classIndex);
    job.workNanos = classes.service(job.modelIndex).sampleNanos(workRandom);
    job.arrivedNanos = nowNanos;
    job.sequence = sequence++;
    job.number = requestsMade++;
    job.measured = nowNanos >= warmUpNanos;
    if (hasSlo) {
      job.call =
          new Call(
              classes.tier(job.classIndex),
              nowNanos + classes.sloNanos(job.classIndex),
              classes.models().get(job.modelIndex));
    }
    accounts.arrived(job, nowNanos);
    if (watch != null) {
      watch.came(nowNanos, job, hasClasses ? classes.models().get(job.modelIndex) : "");
    }
    if (timeoutNanos > 0) {
      at(nowNanos + timeoutNanos, TIMEOUT, job.use, job.id);
    }
    if (central != null) {
      job.sentNanos = nowNanos;
      tellSent();
      if (hasNetwork) {
        at(nowNanos + oneWay(job, THERE), AT_SERVER, 0, job.id);
      } else {
        atServer(job);
      }
      return;
    }
    Endpoints among = client.connected;
    if (among == null) {
      job.outcome = Job.Outcome.FAILED;
      finish(job);
      return;
    }
    job.picker = client.balancer().take(job.call, among);
    client.undecided.add(job);
    poll(client);
  }

  /** Asks the policy about all that it has not decided yet, in the order of arrival. */
  private void poll(SimulatedClient client) {
    if (client.polling) {
      client.pollAgain = true;
      return;
    }
    client.polling = true;
    List<Job> undecided = client.undecided;
    do {
      client.pollAgain = false;
      int kept = 0;
      for (int i = 0; i < undecided.size(); i++) {
        Job job = undecided.get(i);
        Choice choice = job.picker == null ? Choice.WAIT : job.picker.poll();
        if (choice instanceof Endpoint endpoint) {
          send(job, client, endpoint);
        } else {
          undecided.set(kept++, job);
        }
      }
      while (undecided.size() > kept) {
        undecided.remove(undecided.size() - 1);
      }
    } while (client.pollAgain);
    client.polling = false;
    if (!undecided.isEmpty() && !client.timerSet) {
      client.timerSet = true;
      at(nowNanos + POLL_NANOS, POLL, 0, client.index);
    }
  }

  private void send(Job job, SimulatedClient client, Endpoint endpoint) {
    job.picker = null;
    job.endpoint = endpoint;
    job.server = client.servers[endpoint.index()];
    job.sentNanos = nowNanos;
    tellSent();
    endpoint.sent();
    if (watch != null) {
      watch.happened(nowNanos, job, "is sent to");
    }
    client.balancer().sent(job.call, endpoint);
    if (hasNetwork) {
      at(nowNanos + oneWay(job, THERE), AT_SERVER, 0, job.id);
    } else {
      atServer(job);
    }
  }

  private void tellSent() {
    if (overTime != null) {
      overTime.sent();
    }
  }

  private Probe probe(SimulatedClient client, Endpoint endpoint) {
    SimulatedProbe probe = new SimulatedProbe(endpoint);
    Job job = jobs.take();
    job.client = client;
    job.probe = probe;
    job.endpoint = endpoint;
    job.server = client.servers[endpoint.index()];
    job.workNanos = scenario.reporting().probeCostNanos();
    job.arrivedNanos = nowNanos;
    job.sentNanos = nowNanos;
    job.sequence = sequence++;
    job.number = probesSent++;
    job.measured = false;
    endpoint.sent();
    accounts.probed(nowNanos);
    if (probeTimeoutNanos > 0) {
      at(nowNanos + probeTimeoutNanos, TIMEOUT, job.use, job.id);
    }
    // By an event even if it takes no time: the policy is at work just now.
    at(nowNanos + oneWay(job, THERE), AT_SERVER, 0, job.id);
    return probe;
  }

  private void atServer(Job job) {
    if (job.abandoned) {
      jobs.release(job);
      return;
    }
    if (job.server == null) {
      dispatch(job);
      return;
    }
    SimulatedServer server = job.server;
    server.change(nowNanos);
    if (server.down) {
      answer(job, server, Job.Outcome.FAILED);
      return;
    }
    if (server.history != null) {
      server.history.arrived();
    }
    if (server.swallows) {
      job.lost = true;
      if (watch != null) {
        watch.happened(nowNanos, job, "is swallowed by");
      }
      return;
    }
    job.atServerNanos = nowNanos;
    job.inFlightAtArrival = server.inFlight;
    if (watch != null) {
      watch.reached(nowNanos, job);
    }
    if (job.probe == null) {
      if (accounts.isMeasured(nowNanos)) {
        server.arrived++;
        accounts.met(server.inFlight);
      }
      Fault.FastErrors errors = server.fastErrors;
      if (errors != null) {
        RandomGenerator random = faultsRandom.of(job.number, 0);
        if (errors.ratio() >= 1 || random.nextDouble() < errors.ratio()) {
          answer(job, server, Job.Outcome.FAILED, errors.after().sampleNanos(random));
          return;
        }
      }
    } else if (job.workNanos == 0) {
      answer(job, server, Job.Outcome.OK);
      return;
    }
    if (job.probe == null && server.isFull(scenario.queueing().capacity())) {
      answer(job, server, Job.Outcome.REFUSED);
      return;
    }
    if (tellsIdle && job.probe == null) {
      withdraw(server);
    }
    server.inFlight++;
    if (server.hasFreeWorker()) {
      start(job, server);
    } else {
      server.enqueue(job);
    }
  }

  /** The one queue: to any worker that is free, on the fastest such server. */
  private void dispatch(Job job) {
    job.atServerNanos = nowNanos;
    if (busyWorkers < allWorkers) {
      SimulatedServer best = null;
      for (SimulatedServer server : servers) {
        if (server.hasFreeWorker()
            && (best == null || server.speed(nowNanos) > best.speed(nowNanos))) {
          best = server;
        }
      }
      if (best != null) {
        best.change(nowNanos);
        startFromCentral(job, best);
        return;
      }
    }
    if (central != null) {
      int capacity = scenario.queueing().capacity();
      if (capacity > 0 && central.size() >= capacity) {
        job.outcome = Job.Outcome.REFUSED;
        back(job, 0);
      } else {
        central.add(job);
      }
    }
  }

  private void start(Job job, SimulatedServer server) {
    job.waitNanos = nowNanos - job.atServerNanos;
    long serviceNanos = server.serviceNanos(job, nowNanos);
    accounts.started(job, serviceNanos);
    if (watch != null) {
      watch.taken(nowNanos, job, server, serviceNanos);
    }
    SharedProcessors shared = server.shared;
    if (shared != null) {
      job.aloneNanos = serviceNanos;
      shared.advance(nowNanos);
      shared.add(job, serviceNanos * server.speed(nowNanos));
      planShared(server, shared);
      return;
    }
    server.begin(job);
    busyWorkers++;
    at(nowNanos + serviceNanos, SERVED, job.service, job.id);
  }

  private void planShared(SimulatedServer server, SharedProcessors shared) {
    long soonNanos = shared.plan(server.processors(), server.speed(nowNanos));
    at(nowNanos + soonNanos, SHARED_SERVED, shared.plan, server.index);
  }

  private void sharedServed(SimulatedServer server, SharedProcessors shared) {
    server.change(nowNanos);
    shared.advance(nowNanos);
    Job job = shared.remove();
    if (shared.size() > 0) {
      planShared(server, shared);
    }
    job.waitNanos = Math.max(0, nowNanos - job.atServerNanos - job.aloneNanos);
    left(job, server);
  }

  /** What the server has changes, so that what it processes ends sooner or later. */
  private void replan(SimulatedServer server) {
    SharedProcessors shared = server.shared;
    if (shared != null && shared.size() > 0) {
      shared.advance(nowNanos);
      planShared(server, shared);
    }
  }

  private void served(Job job) {
    SimulatedServer server = job.server();
    server.change(nowNanos);
    job.service++;
    server.end(job);
    busyWorkers--;
    left(job, server);
  }

  /** A job has been processed. */
  private void left(Job job, SimulatedServer server) {
    server.inFlight--;
    if (job.probe == null) {
      if (accounts.isMeasured(nowNanos)) {
        server.ok++;
      }
      if (server.history != null) {
        long latencyNanos = nowNanos - job.atServerNanos;
        server.history.ended(latencyNanos, latencyNanos - job.waitNanos, job.inFlightAtArrival);
      }
    }
    serveNext(server);
    answer(job, server, Job.Outcome.OK);
    if (tellsIdle && server.inFlight == 0) {
      tellIdle(server);
    }
  }

  private void serveNext(SimulatedServer server) {
    if (central != null) {
      serveFromCentral(server, central);
      return;
    }
    while (server.hasFreeWorker() && !server.queue.isEmpty()) {
      Job next = server.dequeue();
      if (next.abandoned) {
        server.inFlight--;
        jobs.release(next);
      } else if (isLate(next)) {
        server.inFlight--;
        answer(next, server, Job.Outcome.REFUSED);
      } else {
        start(next, server);
      }
    }
  }

  private void serveFromCentral(SimulatedServer server, Queue<Job> queue) {
    while (server.hasFreeWorker() && !queue.isEmpty()) {
      Job next = queue.remove();
      if (next.abandoned) {
        jobs.release(next);
      } else if (isLate(next)) {
        next.outcome = Job.Outcome.REFUSED;
        back(next, 0);
      } else {
        startFromCentral(next, server);
      }
    }
  }

  private void startFromCentral(Job job, SimulatedServer server) {
    job.server = server;
    server.inFlight++;
    if (accounts.isMeasured(nowNanos)) {
      server.arrived++;
    }
    start(job, server);
  }

  private boolean isLate(Job job) {
    return scenario.queueing().refuseLate() && job.call.deadlineNanos() < nowNanos;
  }

  private void answer(Job job, SimulatedServer server, Job.Outcome outcome) {
    answer(job, server, outcome, 0);
  }

  /** The one way out of a server, so that whatever did not end well is counted here. */
  private void answer(Job job, SimulatedServer server, Job.Outcome outcome, long afterNanos) {
    job.outcome = outcome;
    if (outcome != Job.Outcome.OK && job.probe == null) {
      if (accounts.isMeasured(nowNanos)) {
        server.notOk++;
      }
      if (server.history != null) {
        server.history.failed();
      }
    }
    if ((reports || job.probe != null) && !server.down) {
      job.report = server.report(nowNanos);
    }
    if (watch != null) {
      watch.left(nowNanos, job, server);
    }
    back(job, afterNanos);
  }

  private void back(Job job, long afterNanos) {
    job.leftNanos = nowNanos + afterNanos;
    if (hasNetwork || job.probe != null || afterNanos > 0) {
      at(nowNanos + afterNanos + oneWay(job, BACK), AT_CLIENT, 0, job.id);
    } else {
      atClient(job);
    }
  }

  private void atClient(Job job) {
    if (job.abandoned) {
      jobs.release(job);
      return;
    }
    Endpoint endpoint = job.endpoint;
    if (endpoint != null) {
      double latencyNanos = (double) (nowNanos - job.sentNanos);
      endpoint.left();
      if (job.probe != null && job.outcome != Job.Outcome.OK) {
        endProbe(job, null);
        return;
      }
      // With refreshed reports an answer has no news; the date of the last one stays.
      boolean news = scenario.reporting().refreshNanos() == 0;
      endpoint.answered(latencyNanos, news ? job.report : null, nowNanos);
      if (job.probe != null) {
        endProbe(job, job.report);
        return;
      }
      SimulatedClient client = job.client();
      Balancer balancer = client.balancer();
      balancer.ended(job.call, endpoint, job.outcome == Job.Outcome.OK, latencyNanos);
    }
    finish(job);
  }

  private void endProbe(Job job, @Nullable ServerReport told) {
    SimulatedClient client = job.client();
    SimulatedProbe probe = job.probe;
    if (probe == null) {
      throw new IllegalStateException("job " + job.id + " is no probe");
    }
    jobs.release(job);
    probe.end(told);
    client.balancer().probed(probe);
    if (!client.undecided.isEmpty()) {
      poll(client);
    }
  }

  /** The client gives up; a server that has it still does not know. */
  private void timeOut(Job job) {
    Endpoint endpoint = job.endpoint;
    if (endpoint != null) {
      endpoint.left();
    }
    SimulatedClient client = job.client();
    if (job.probe != null) {
      SimulatedProbe probe = job.probe;
      abandon(job);
      probe.end(null);
      client.balancer().probed(probe);
      poll(client);
      return;
    }
    Job.Outcome was = job.outcome;
    job.outcome = Job.Outcome.TIMED_OUT;
    end(job);
    job.outcome = was;
    Call call = job.call;
    double latencyNanos = (double) (nowNanos - job.sentNanos);
    if (job.picker != null) {
      client.undecided.remove(job);
      jobs.release(job);
    } else {
      abandon(job);
    }
    if (endpoint != null) {
      client.balancer().ended(call, endpoint, false, latencyNanos);
    }
  }

  private void abandon(Job job) {
    if (job.lost) {
      jobs.release(job);
    } else {
      job.abandoned = true;
    }
  }

  private void finish(Job job) {
    end(job);
    jobs.release(job);
  }

  private void end(Job job) {
    if (overTime != null && job.outcome == Job.Outcome.OK) {
      overTime.completed(job, nowNanos);
    }
    if (watch != null) {
      watch.ended(nowNanos, job);
    }
    accounts.ended(job, nowNanos);
    if (accounts.inSystem() == 0 && nowNanos >= horizonNanos) {
      ended = true;
    }
  }

  private long oneWay(Job job, int part) {
    return oneWay(job.probe == null ? requestWays : probeWays, job.number, part);
  }

  private long oneWay(KeyedRandom random, long number, int part) {
    return hasNetwork ? scenario.network().oneWay().sampleNanos(random.of(number, part)) : 0;
  }

  // ---- what happens to servers ----

  private void tellIdle(SimulatedServer server) {
    int count = server.clients.size();
    if (count == 0 || server.down) {
      return;
    }
    SimulatedClient client = server.clients.get(count == 1 ? 0 : idleRandom.nextInt(count));
    if (hasNetwork) {
      // The place of the job's use is free for the client.
      at(nowNanos + oneWay(idleWays, idleNewsSent++, THERE), IDLE, client.index, server.index);
    } else {
      idleAt(client, server);
    }
  }

  private void idleAt(SimulatedClient client, SimulatedServer server) {
    idleKnownBy[server.index] = client;
    client.balancer().idle(endpointOf(client, server));
  }

  private void withdraw(SimulatedServer server) {
    SimulatedClient client = idleKnownBy[server.index];
    if (client != null) {
      idleKnownBy[server.index] = null;
      if (client.balancer() instanceof WithdrawingIdleQueues.Withdrawing withdrawing) {
        withdrawing.withdrawn(endpointOf(client, server));
      }
    }
  }

  private static Endpoint endpointOf(SimulatedClient client, SimulatedServer server) {
    return server.endpoints.get(server.clients.indexOf(client));
  }

  private void refresh() {
    for (SimulatedServer server : servers) {
      server.change(nowNanos);
      ServerReport report = server.refresh(nowNanos);
      for (Endpoint endpoint : server.endpoints) {
        endpoint.reported(report, nowNanos);
      }
    }
    long next = nowNanos + scenario.reporting().refreshNanos();
    if (next < horizonNanos) {
      at(next, REFRESH, 0, 0);
    }
  }

  private void antagonize(SimulatedServer server, Antagonists antagonists) {
    RandomGenerator random = antagonistRandoms[server.index];
    List<Double> speeds = antagonists.speeds();
    server.change(nowNanos);
    server.antagonistFactor = speeds.get(random.nextInt(speeds.size()));
    replan(server);
    if (watch != null) {
      watch.happened(nowNanos, server, "other tenants leave " + server.antagonistFactor + " of it");
    }
    double holds = antagonists.meanPeriodNanos() * Variates.exponential(random);
    long next = nowNanos + Math.max(1, Math.round(holds));
    if (next < horizonNanos + scenario.span().drainNanos()) {
      at(next, ANTAGONIST, 0, server.index);
    }
  }

  private void fault(Fault fault, boolean begins) {
    for (int i = 0; i < fault.servers(); i++) {
      SimulatedServer server = servers[fault.firstServer() + i];
      server.change(nowNanos);
      if (watch != null) {
        watch.happened(nowNanos, server, "the fault " + (begins ? "begins: " : "ends: ") + fault);
      }
      if (fault instanceof Fault.FastErrors errors) {
        server.fastErrors = begins ? errors : null;
      } else if (fault instanceof Fault.BlackHole) {
        server.swallows = begins;
      } else if (fault instanceof Fault.SpeedChange change) {
        server.faultFactor = begins ? change.factor() : 1;
        replan(server);
      } else if (begins) {
        kill(server);
      } else {
        restart(server);
      }
    }
  }

  private void kill(SimulatedServer server) {
    server.down = true;
    for (SimulatedClient client : server.clients) {
      client.reconnect();
    }
    List<Job> dying = new ArrayList<>();
    for (int id = 0; id < jobs.size(); id++) {
      Job job = jobs.get(id);
      if (job.isServed && job.server == server) {
        job.service++;
        server.end(job);
        busyWorkers--;
        dying.add(job);
      }
    }
    while (!server.queue.isEmpty()) {
      dying.add(server.dequeue());
    }
    if (server.shared != null) {
      dying.addAll(server.shared.removeAll());
    }
    server.inFlight = 0;
    for (Job job : dying) {
      if (job.abandoned) {
        jobs.release(job);
      } else {
        answer(job, server, Job.Outcome.FAILED);
      }
    }
  }

  private void restart(SimulatedServer server) {
    server.restart(nowNanos);
    for (SimulatedClient client : server.clients) {
      client.reconnect();
    }
    if (tellsIdle) {
      tellIdle(server);
    }
  }

  // ---- what is measured ----

  private void warm() {
    accounts.warm(nowNanos);
    for (SimulatedServer server : servers) {
      server.change(nowNanos);
      server.forgetMeasurements();
    }
  }

  private void horizon() {
    accounts.horizon(nowNanos);
    for (SimulatedServer server : servers) {
      server.change(nowNanos);
      server.freezeMeasurements();
    }
    ended = accounts.inSystem() == 0;
  }

  private EventRun result() {
    if (overTime != null) {
      overTime.look(probesSent);
    }
    for (int id = 0; accounts.inSystem() > 0 && id < jobs.size(); id++) {
      Job job = jobs.get(id);
      if (job.client != null && job.probe == null && !job.abandoned) {
        job.outcome = Job.Outcome.UNFINISHED;
        accounts.unfinished(job, nowNanos);
      }
    }
    return accounts.result(seed, repetition, servers, probesSent, events);
  }
}
