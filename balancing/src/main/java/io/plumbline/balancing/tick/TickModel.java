package io.plumbline.balancing.tick;

import static io.plumbline.balancing.tick.TickSlots.CHANNEL;
import static io.plumbline.balancing.tick.TickSlots.ENTERED;
import static io.plumbline.balancing.tick.TickSlots.FINISHED;
import static io.plumbline.balancing.tick.TickSlots.FIRST_PROCESSING;
import static io.plumbline.balancing.tick.TickSlots.FIRST_QUEUED;
import static io.plumbline.balancing.tick.TickSlots.NEXT;
import static io.plumbline.balancing.tick.TickSlots.NUMBER;
import static io.plumbline.balancing.tick.TickSlots.ORDER;
import static io.plumbline.balancing.tick.TickSlots.PROBE;
import static io.plumbline.balancing.tick.TickSlots.SENT;
import static io.plumbline.balancing.tick.TickSlots.STARTED;
import static io.plumbline.balancing.tick.TickSlots.TICKS_PROCESSING;
import static io.plumbline.balancing.tick.TickSlots.TICKS_QUEUED;
import static io.plumbline.balancing.tick.TickSlots.TICKS_SENDING;
import static io.plumbline.balancing.tick.TickSlots.TIMES;
import static io.plumbline.balancing.tick.TickSlots.WIDTH;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.NanoClock;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.ServerReport;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the notebook's model.
 *
 * <p>A tick is, in this order: requests come, and policies take them up; servers tick, by index;
 * clients tick, by index, each polling its pickers in the order of arrival and then ticking its
 * channels in theirs. The order decides what is seen when, so it is kept to the letter; what is not
 * kept is counting down every request in every tick. When a state is entered, the tick of its end
 * is known, and the slot is put into the list of that tick ({@link DueLists}).
 *
 * <p>What follows from the order: a request that is picked at once and sent for one tick is in the
 * server's queue in the tick of its arrival, is taken up in the next tick at the earliest, and a
 * processing of one tick ends in that same tick.
 *
 * <p>The notebook's habits, beside those of {@link TickSummary}:
 *
 * <ul>
 *   <li>The "rtt" is the delay of each direction, not of both.
 *   <li>A channel's count in flight goes down when the server is done, not when the answer arrives,
 *       and probes count in it, in utilization, rates and latencies, too. So does the end of the
 *       run: it comes when nothing is in flight, and answers on their way, or requests whose
 *       pickers still wait for probes, are never recorded.
 *   <li>A probe is processed in a fixed time even on a cold channel, and warms it.
 *   <li>Channels of one client to one server are warm together: warmth goes by name.
 *   <li>A server that loses threads at a reset puts the requests that have none back to the front
 *       of its queue one by one, so their order reverses; each gets a new processing time later.
 *   <li>Answers carry the server's state at the end of the tick before; after a reset, an empty
 *       one.
 *   <li>The server's controller sees servers of a lower index one tick further than the others.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class TickModel {
  private static final double FIXED_POINT = 0x1p36;

  private final TickSettings settings;
  private final TickDraws draws;
  private final TickObserver observer;
  private final boolean observed;
  private final TickSummary summary;
  private final @Nullable TickTrace trace;
  private final TickSlots slots = new TickSlots();

  private final TickServer[] servers;
  private final DueLists processing;
  private int[] scratch = {};

  private final int channelsPerClient;
  private final Endpoint[] endpoints;
  private final int[] serverByChannel;
  private final int[] nameByChannel;
  private final int[] warmedAt;
  private final GammaTicks[] delays;
  private final int[] channelResets;
  private final DueLists sending;
  private final DueLists receiving;

  private final Endpoints[] endpointsByClient;
  private final Balancer[] balancers;
  private final Pending[] pendings;

  private final boolean watching;
  private final boolean watchingAll;
  private final int watchedRequest;
  private final int watchedServer;

  private int now;
  private TickStage stage = TickStage.WARMING;
  private boolean recording;
  private int requests;
  private int probesSent;
  private long inFlight;

  /** The channel that ticks now, or ticked last in this tick: what is sent there waits. */
  private int tickingChannel = -1;

  /**
   * Sum of the servers' mean utilizations, in fixed point: terms come and go and leave no rounding
   * behind, which could tip the controllers' target when four servers of five are full.
   */
  private long utilizationMeansSum;

  private int utilizationMeans;

  /** The requests of one client that wait for their pickers, in the order of arrival. */
  private static final class Pending {
    private int[] slots = new int[8];
    private Picker[] pickers = new Picker[8];
    private int count;

    void add(int slot, Picker picker) {
      if (count == slots.length) {
        slots = Arrays.copyOf(slots, 2 * count);
        pickers = Arrays.copyOf(pickers, 2 * count);
      }
      slots[count] = slot;
      pickers[count++] = picker;
    }
  }

  TickModel(
      TickScenario scenario, TickDraws draws, TickEngine.Options options, TickObserver observer) {
    this.settings = scenario.settings();
    this.draws = draws;
    this.observer = observer;
    this.observed = observer != TickObserver.NONE;
    this.summary = new TickSummary(settings);
    this.trace = options.trace() ? new TickTrace(settings.servers(), options.tracedServer()) : null;
    this.watchingAll = options.watch().all() || settings.debug();
    this.watching = observed && (watchingAll || !options.watch().nothing());
    this.watchedRequest = options.watch().request().orElse(-1);
    this.watchedServer = options.watch().server().orElse(-1);

    this.servers = new TickServer[settings.servers()];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = new TickServer(i, settings, draws);
    }
    this.processing = new DueLists(slots, servers.length);

    this.channelsPerClient = settings.channelsPerClient();
    int channels = settings.clients() * channelsPerClient;
    this.endpoints = new Endpoint[channels];
    this.serverByChannel = new int[channels];
    this.nameByChannel = new int[channels];
    this.warmedAt = new int[channels];
    this.delays = new GammaTicks[channels];
    this.channelResets = new int[channels];
    this.sending = new DueLists(slots, channels);
    this.receiving = new DueLists(slots, channels);

    this.endpointsByClient = new Endpoints[settings.clients()];
    this.balancers = new Balancer[settings.clients()];
    this.pendings = new Pending[settings.clients()];
    NanoClock clock = () -> now * TickRecord.NANOS_PER_TICK;
    for (int client = 0; client < balancers.length; client++) {
      int first = client * channelsPerClient;
      connect(first);
      pendings[client] = new Pending();
      endpointsByClient[client] =
          Endpoints.of(Arrays.copyOfRange(endpoints, first, first + channelsPerClient));
      balancers[client] =
          scenario
              .policy()
              .balancer(
                  new Client(
                      endpointsByClient[client],
                      draws.policy(),
                      clock,
                      endpoint -> probe(first + endpoint.index())));
    }
  }

  /** Makes the channels of one client. */
  private void connect(int first) {
    for (int i = 0; i < channelsPerClient; i++) {
      int channel = first + i;
      int server = settings.subsetSize().isPresent() ? draws.subsetServer() : i;
      serverByChannel[channel] = server;
      nameByChannel[channel] = channel;
      for (int other = first; other < channel; other++) {
        if (serverByChannel[other] == server) {
          nameByChannel[channel] = other;
          break;
        }
      }
      TickServer to = servers[server];
      endpoints[channel] =
          new Endpoint(i, "server-" + server, settings.clientRequestsBuffer(), to::report);
      delays[channel] = draws.channelDelay(to.rtt);
      channelResets[channel] = draws.channelReset(0);
    }
  }

  void run() {
    int[] arrivals = draws.arrivalsByTick();
    int warmUntil = settings.warmUntilTick();
    while (now < arrivals.length) {
      tick(now <= warmUntil ? TickStage.WARMING : TickStage.RUNNING, arrivals[now]);
    }
    while (now < arrivals.length + settings.maxCooldown() && inFlight > 0) {
      tick(TickStage.COOLING, 0);
    }
  }

  TickSummary summary() {
    return summary;
  }

  @Nullable TickTrace trace() {
    return trace;
  }

  int requests() {
    return requests;
  }

  int probesSent() {
    return probesSent;
  }

  /** The tick that would come next. */
  int now() {
    return now;
  }

  boolean drained() {
    return inFlight == 0;
  }

  private void tick(TickStage in, int arrivals) {
    stage = in;
    recording = now % settings.dataFrequency() == 0;
    if (trace != null) {
      trace.begin(in);
    }
    for (int i = 0; i < arrivals; i++) {
      arrive(draws.client());
    }
    for (TickServer server : servers) {
      tick(server);
    }
    for (int client = 0; client < balancers.length; client++) {
      int first = client * channelsPerClient;
      tickingChannel = first - 1;
      poll(client, first);
      for (int channel = first; channel < first + channelsPerClient; channel++) {
        tickingChannel = channel;
        tickChannel(channel);
      }
    }
    tickingChannel = -1;
    now++;
  }

  // Clients

  private void arrive(int client) {
    int slot = slots.take();
    int at = slot * WIDTH;
    int[] cells = slots.cells;
    cells[at + NUMBER] = requests++;
    cells[at + STARTED] = now;
    if (watching && watched(slot)) {
      tell(slot, "comes to client " + client);
    }
    // May send probes, and with them take slots.
    Picker picker = balancers[client].take(Call.PLAIN, endpointsByClient[client]);
    pendings[client].add(slot, picker);
  }

  private void poll(int client, int first) {
    Pending pending = pendings[client];
    int waiting = 0;
    for (int i = 0; i < pending.count; i++) {
      int slot = pending.slots[i];
      Choice choice = pending.pickers[i].poll();
      if (choice instanceof Endpoint endpoint) {
        send(slot, first + endpoint.index());
        balancers[client].sent(Call.PLAIN, endpoint);
      } else {
        pending.slots[waiting] = slot;
        pending.pickers[waiting++] = pending.pickers[i];
      }
    }
    pending.count = waiting;
  }

  private Probe probe(int channel) {
    TickProbe probe = new TickProbe(endpoints[channel]);
    int slot = slots.take();
    int at = slot * WIDTH;
    slots.cells[at + NUMBER] = probesSent++;
    slots.cells[at + PROBE] = 1;
    slots.cells[at + STARTED] = now;
    slots.probes[slot] = probe;
    send(slot, channel);
    return probe;
  }

  // Channels

  private void send(int slot, int channel) {
    int at = slot * WIDTH;
    int[] cells = slots.cells;
    boolean probe = cells[at + PROBE] != 0;
    int ticks = draws.sendingTicks(cells[at + NUMBER], probe, delays[channel]);
    cells[at + CHANNEL] = channel;
    cells[at + SENT] = now;
    cells[at + TICKS_SENDING] = ticks;
    endpoints[channel].sent();
    inFlight++;
    // What is sent while channels tick, to one that did already, first ticks in the next tick.
    int firstTick = channel <= tickingChannel ? now + 1 : now;
    sending.add(channel, slot, firstTick + ticks - 1);
    if (trace != null) {
      trace.sent(now, probe);
    }
    if (watching && watched(slot)) {
      tell(slot, "is sent to server " + serverByChannel[channel] + " for " + ticks);
    }
  }

  private void tickChannel(int channel) {
    if (channelResets[channel] == now) {
      delays[channel] = draws.channelDelay(servers[serverByChannel[channel]].rtt);
      channelResets[channel] = draws.channelReset(now + 1);
    }
    int sent = sending.takeDue(channel, now);
    if (sent != 0) {
      TickServer server = servers[serverByChannel[channel]];
      while (sent != 0) {
        int next = slots.cells[sent * WIDTH + NEXT];
        enqueue(server, sent);
        sent = next;
      }
    }
    int received = receiving.takeDue(channel, now);
    while (received != 0) {
      int next = slots.cells[received * WIDTH + NEXT];
      complete(received, channel);
      received = next;
    }
  }

  private void complete(int slot, int channel) {
    int at = slot * WIDTH;
    int[] cells = slots.cells;
    boolean probe = cells[at + PROBE] != 0;
    int picking = probe ? 0 : cells[at + SENT] - cells[at + STARTED] + 1;
    int sent = cells[at + TICKS_SENDING];
    int queued = cells[at + TICKS_QUEUED];
    int processed = cells[at + TICKS_PROCESSING];
    int received = now - cells[at + FINISHED] + 1;
    int total = picking + sent + queued + processed + received;
    ServerReport report = slots.reports[slot];
    int server = serverByChannel[channel];

    summary.completed(probe, picking, sent, queued, processed, received);
    if (recording) {
      summary.sampled(stage, probe, total, server, report);
    }
    if ((trace != null && !probe) || (observed && recording)) {
      TickRecord row =
          new TickRecord(
              stage,
              channel / channelsPerClient,
              server,
              probe,
              cells[at + NUMBER],
              cells[at + STARTED],
              cells[at + SENT],
              cells[at + FIRST_QUEUED],
              cells[at + FIRST_PROCESSING],
              cells[at + FINISHED],
              now,
              picking,
              sent,
              queued,
              processed,
              received,
              report);
      if (trace != null && !probe) {
        trace.completed(row);
      }
      if (recording) {
        observer.recorded(row);
      }
    }
    if (watching && watched(slot)) {
      tell(slot, "is answered after " + total);
    }

    Endpoint endpoint = endpoints[channel];
    double latencyNanos = (double) total * TickRecord.NANOS_PER_TICK;
    endpoint.answered(latencyNanos, report, now * TickRecord.NANOS_PER_TICK);
    Balancer balancer = balancers[channel / channelsPerClient];
    TickProbe ended = slots.probes[slot];
    slots.release(slot);
    if (ended == null) {
      balancer.ended(Call.PLAIN, endpoint, true, latencyNanos);
    } else {
      ended.end(report);
      balancer.probed(ended);
    }
  }

  // Servers

  private void enqueue(TickServer server, int slot) {
    int at = slot * WIDTH;
    int[] cells = slots.cells;
    cells[at + FIRST_QUEUED] = now;
    cells[at + ENTERED] = now;
    cells[at + NEXT] = 0;
    if (server.queued++ == 0) {
      server.queueHead = slot;
    } else {
      cells[server.queueTail * WIDTH + NEXT] = slot;
    }
    server.queueTail = slot;
    server.arrivals++;
    if (watching && watched(slot)) {
      tell(slot, "enters the queue of server " + server.index + " as number " + server.queued);
    }
  }

  private void tick(TickServer server) {
    if (server.nextReset == now) {
      reset(server);
    }
    for (int k = Math.min(server.threads - server.processing, server.queued); k > 0; k--) {
      takeUp(server);
    }
    int processed = server.processing;
    double percent = 100.0 * processed / server.threads;

    int finished = 0;
    long latencyTicks = 0;
    int slot = processing.takeDue(server.index, now);
    while (slot != 0) {
      int next = slots.cells[slot * WIDTH + NEXT];
      latencyTicks += finish(server, slot);
      finished++;
      slot = next;
    }
    server.processing -= finished;

    if (utilizationMeans > 0) {
      server.steer((double) utilizationMeansSum / utilizationMeans / FIXED_POINT, percent);
    }
    forgetUtilizationMean(server);
    server.endTick(processed, finished, latencyTicks);
    utilizationMeansSum += fixedPoint(server.meanUtilizationPercent());
    utilizationMeans++;

    if (stage == TickStage.RUNNING) {
      summary.served(server.index, percent);
    }
    if (trace != null) {
      trace.server(now, server.index, percent, server.queued, server.pidWeight());
    }
    if (watching && watched(server)) {
      observer.event(
          now,
          "server %s: %s of %s threads busy, %s waiting, %s finished, weight %s"
              .formatted(
                  server.index,
                  processed,
                  server.threads,
                  server.queued,
                  finished,
                  server.pidWeight()));
    }
  }

  private void takeUp(TickServer server) {
    int slot = server.queueHead;
    int at = slot * WIDTH;
    int[] cells = slots.cells;
    server.queueHead = cells[at + NEXT];
    server.queued--;

    int name = nameByChannel[cells[at + CHANNEL]];
    boolean warm = warmedAt[name] == server.resets;
    warmedAt[name] = server.resets;
    int ticks;
    if (cells[at + PROBE] != 0) {
      ticks = settings.probeProcessingTime();
    } else {
      ticks =
          draws.processingTicks(cells[at + NUMBER], cells[at + TIMES], server.processingTime)
              + (warm ? 0 : settings.coldChannelPenalty());
    }
    if (cells[at + TIMES]++ == 0) {
      cells[at + FIRST_PROCESSING] = now;
      if (cells[at + PROBE] == 0) {
        summary.takenUp(server.index);
      }
    }
    cells[at + TICKS_QUEUED] += now - cells[at + ENTERED] - 1;
    cells[at + ENTERED] = now;
    cells[at + ORDER] = server.takenUp++;
    server.processing++;
    processing.add(server.index, slot, now + ticks - 1);
    if (watching && watched(slot)) {
      tell(slot, "is taken up " + (warm ? "warm" : "cold") + " for " + ticks);
    }
  }

  /** Returns the ticks in queue and processing. */
  private int finish(TickServer server, int slot) {
    int at = slot * WIDTH;
    int[] cells = slots.cells;
    cells[at + TICKS_PROCESSING] += now - cells[at + ENTERED] + 1;
    cells[at + FINISHED] = now;
    slots.reports[slot] = server.report();
    int channel = cells[at + CHANNEL];
    endpoints[channel].left();
    inFlight--;
    int ticks = draws.receivingTicks(cells[at + NUMBER], cells[at + PROBE] != 0, delays[channel]);
    receiving.add(channel, slot, now + ticks - 1);
    if (watching && watched(slot)) {
      tell(slot, "is finished, and its answer sent for " + ticks);
    }
    return cells[at + TICKS_QUEUED] + cells[at + TICKS_PROCESSING];
  }

  private void reset(TickServer server) {
    forgetUtilizationMean(server);
    server.reset(now, draws);
    if (server.processing > server.threads) {
      putBack(server);
    }
    if (watching && watched(server)) {
      observer.event(
          now, "server " + server.index + ": reset, has " + server.threads + " threads now");
    }
  }

  private void putBack(TickServer server) {
    if (scratch.length < server.processing) {
      scratch = new int[2 * server.processing];
    }
    int count = processing.takeAll(server.index, scratch);
    int[] cells = slots.cells;
    int[] ordered =
        IntStream.of(scratch)
            .limit(count)
            .boxed()
            // By difference, so that it may wrap around.
            .sorted(Comparator.comparingInt(slot -> cells[slot * WIDTH + ORDER] - server.takenUp))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int position = 0; position < count; position++) {
      int slot = ordered[position];
      int at = slot * WIDTH;
      if (position < server.threads) {
        processing.add(server.index, slot, cells[at + TickSlots.DUE]);
        continue;
      }
      cells[at + TICKS_PROCESSING] += now - cells[at + ENTERED];
      // It waits in this tick already, unlike those that came in the tick before.
      cells[at + ENTERED] = now - 1;
      cells[at + NEXT] = server.queueHead;
      if (server.queued++ == 0) {
        cells[at + NEXT] = 0;
        server.queueTail = slot;
      }
      server.queueHead = slot;
      server.processing--;
      if (watching && watched(slot)) {
        tell(slot, "is put back to the front of the queue");
      }
    }
  }

  private void forgetUtilizationMean(TickServer server) {
    if (server.hasUtilization()) {
      utilizationMeansSum -= fixedPoint(server.meanUtilizationPercent());
      utilizationMeans--;
    }
  }

  private static long fixedPoint(double percent) {
    return Math.round(percent * FIXED_POINT);
  }

  // Events

  private boolean watched(int slot) {
    return watchingAll
        || (slots.cells[slot * WIDTH + PROBE] == 0
            && slots.cells[slot * WIDTH + NUMBER] == watchedRequest);
  }

  private boolean watched(TickServer server) {
    return watchingAll || server.index == watchedServer;
  }

  private void tell(int slot, String what) {
    int at = slot * WIDTH;
    String kind = slots.cells[at + PROBE] != 0 ? "probe " : "request ";
    observer.event(now, kind + slots.cells[at + NUMBER] + " " + what);
  }
}
