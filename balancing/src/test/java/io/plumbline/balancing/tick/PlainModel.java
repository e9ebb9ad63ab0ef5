package io.plumbline.balancing.tick;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.Pid;
import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notebook's model written down as it is told: every request counts down its ticks, one by one.
 * Slow, and plain enough to be read against the specification; draws are those of {@link
 * TickModel}.
 */
final class PlainModel {
  private static final int PICKING = 0;
  private static final int SENDING = 1;
  private static final int SERVER_QUEUE = 2;
  private static final int PROCESSING = 3;
  private static final int RECEIVING = 4;
  private static final int COMPLETED = 5;
  private static final int STATES = 6;

  private final class Request {
    final int number;
    final boolean probe;
    final int started = now;
    final int[] ticksIn = new int[STATES];
    final int[] firstTick = new int[STATES];
    final @Nullable TickProbe answer;
    int state = PICKING;
    int ticksLeft;
    int times;
    @Nullable Channel channel;
    ServerReport report = ServerReport.EMPTY;

    Request(int number, @Nullable TickProbe answer) {
      this.number = number;
      this.probe = answer != null;
      this.answer = answer;
      Arrays.fill(firstTick, -1);
      firstTick[0] = now;
    }

    void enter(int from, int to, int ticks) {
      if (state != from) {
        throw new IllegalStateException(state + " instead of " + from);
      }
      state = to;
      ticksLeft = ticks;
      if (firstTick[to] < 0) {
        firstTick[to] = now;
      }
    }

    boolean tick() {
      ticksIn[state]++;
      ticksLeft--;
      return ticksLeft <= 0;
    }

    Channel channel() {
      if (channel == null) {
        throw new IllegalStateException("not sent");
      }
      return channel;
    }
  }

  private final class Server {
    final int index;
    int threads;
    GammaTicks processingTime;
    int rtt;
    int nextReset;
    final Deque<Request> queue = new ArrayDeque<>();
    final List<Request> processing = new ArrayList<>();
    int arrivals;
    final Set<String> warm = new HashSet<>();
    Pid pid = new Pid(1, 1 / 50.0, 5);
    double pidWeight;
    ServerReport snapshot = ServerReport.EMPTY;
    Window utilization = window();
    Window rate = window();
    Window inFlight = window();
    Window queued = window();
    Window latency = window();
    final TreeMap<Double, Double> latencyWithRif = new TreeMap<>();

    Server(int index) {
      this.index = index;
      threads = draws.threads();
      processingTime = draws.serverProcessing();
      rtt = draws.serverRtt();
      nextReset = draws.serverReset(0);
    }

    Window window() {
      return new Window(settings.serverStateBuffer());
    }

    void tick() {
      if (nextReset == now) {
        reset();
      }
      int free = Math.max(0, threads - processing.size());
      for (int k = Math.min(free, queue.size()); k > 0; k--) {
        Request request = queue.removeFirst();
        int ticks = 1;
        if (!request.probe) {
          ticks = draws.processingTicks(request.number, request.times, processingTime);
        }
        request.times++;
        if (warm.add(request.channel().name)) {
          ticks += settings.coldChannelPenalty();
        }
        if (request.probe) {
          ticks = settings.probeProcessingTime();
        }
        request.enter(SERVER_QUEUE, PROCESSING, ticks);
        processing.add(request);
      }
      queue.forEach(Request::tick);
      int processed = processing.size();
      double latencySum = 0;
      int finished = 0;
      for (Iterator<Request> each = processing.iterator(); each.hasNext(); ) {
        Request request = each.next();
        if (request.tick()) {
          each.remove();
          latencySum += request.ticksIn[SERVER_QUEUE] + request.ticksIn[PROCESSING];
          finished++;
          request.channel().receive(request, snapshot);
        }
      }
      double percent = 100.0 * processed / threads;
      // In fixed point: at exactly 80 %, rounding would decide what the target is.
      long sum = 0;
      int known = 0;
      for (Server server : servers) {
        if (!server.utilization.isEmpty()) {
          sum += Math.round(server.utilization.mean() * 0x1p36);
          known++;
        }
      }
      if (known > 0) {
        double mean = (double) sum / known / 0x1p36;
        pidWeight += pid.adjustment((mean < 80 ? mean + 10 : mean) - percent);
      }
      int flying = queue.size() + processing.size();
      utilization.append(percent);
      rate.append(arrivals * 1000.0);
      inFlight.append(flying);
      queued.append(queue.size());
      if (finished > 0) {
        latency.append(latencySum / finished * 1e6);
        latencyWithRif.put((double) flying, latencySum / finished * 1e6);
      }
      double weight = settings.ewmaWeight();
      snapshot =
          new ServerReport(
              utilization.averages(weight),
              rate.averages(weight),
              inFlight.averages(weight),
              queued.averages(weight),
              latency.averages(weight),
              interpolate(inFlight.mean()),
              interpolate(flying),
              pidWeight,
              0,
              Map.of());
      arrivals = 0;
    }

    double interpolate(double x) {
      Map.Entry<Double, Double> below = latencyWithRif.floorEntry(x);
      Map.Entry<Double, Double> above = latencyWithRif.ceilingEntry(x);
      if (below == null) {
        return above == null ? Double.NaN : above.getValue();
      }
      if (above == null) {
        return below.getValue();
      }
      return below.getKey().equals(above.getKey())
          ? below.getValue()
          : below.getValue()
              + (above.getValue() - below.getValue())
                  * (x - below.getKey())
                  / (above.getKey() - below.getKey());
    }

    void reset() {
      threads = draws.threads();
      processingTime = draws.serverProcessing();
      rtt = draws.serverRtt();
      nextReset = draws.serverReset(now + 1);
      warm.clear();
      pid = new Pid(1, 1 / 50.0, 5);
      pidWeight = 0;
      snapshot = ServerReport.EMPTY;
      utilization = window();
      rate = window();
      inFlight = window();
      queued = window();
      latency = window();
      latencyWithRif.clear();
      while (processing.size() > threads) {
        Request request = processing.remove(threads);
        request.enter(PROCESSING, SERVER_QUEUE, 0);
        queue.addFirst(request);
      }
    }
  }

  private final class Channel {
    final int client;
    final Server server;
    final String name;
    final Endpoint endpoint;
    GammaTicks delay;
    int nextReset;
    final List<Request> sending = new ArrayList<>();
    final List<Request> receiving = new ArrayList<>();

    Channel(int client, int index, Server server) {
      this.client = client;
      this.server = server;
      this.name = client + " -> " + server.index;
      this.endpoint =
          new Endpoint(
              index,
              "server-" + server.index,
              settings.clientRequestsBuffer(),
              () -> server.snapshot);
      this.delay = draws.channelDelay(server.rtt);
      this.nextReset = draws.channelReset(0);
    }

    void send(Request request) {
      request.channel = this;
      endpoint.sent();
      request.enter(PICKING, SENDING, draws.sendingTicks(request.number, request.probe, delay));
      sending.add(request);
    }

    void receive(Request request, ServerReport snapshot) {
      endpoint.left();
      request.report = snapshot;
      request.enter(
          PROCESSING, RECEIVING, draws.receivingTicks(request.number, request.probe, delay));
      receiving.add(request);
    }

    void tick() {
      if (nextReset == now) {
        delay = draws.channelDelay(server.rtt);
        nextReset = draws.channelReset(now + 1);
      }
      for (Request request : ticked(sending)) {
        request.enter(SENDING, SERVER_QUEUE, 0);
        server.queue.addLast(request);
        server.arrivals++;
      }
      for (Request request : ticked(receiving)) {
        request.enter(RECEIVING, COMPLETED, 0);
        complete(request, this);
      }
    }

    List<Request> ticked(List<Request> requests) {
      List<Request> finished = new ArrayList<>();
      requests.removeIf(
          request -> {
            boolean done = request.tick();
            if (done) {
              finished.add(request);
            }
            return done;
          });
      return finished;
    }
  }

  private record Pending(Request request, Picker picker) {}

  private final TickSettings settings;
  private final TickDraws draws;
  private final List<Server> servers = new ArrayList<>();
  private final List<List<Channel>> channels = new ArrayList<>();
  private final List<Endpoints> endpoints = new ArrayList<>();
  private final List<Balancer> balancers = new ArrayList<>();
  private final List<List<Pending>> pendings = new ArrayList<>();
  private final List<TickRecord> records = new ArrayList<>();
  private TickStage stage = TickStage.WARMING;
  private int now;
  private int requests;
  private int probes;

  PlainModel(TickScenario scenario, TickDraws draws) {
    this.settings = scenario.settings();
    this.draws = draws;
    for (int i = 0; i < settings.servers(); i++) {
      servers.add(new Server(i));
    }
    for (int c = 0; c < settings.clients(); c++) {
      List<Channel> mine = new ArrayList<>();
      for (int i = 0; i < settings.channelsPerClient(); i++) {
        int server = settings.subsetSize().isPresent() ? draws.subsetServer() : i;
        mine.add(new Channel(c, i, servers.get(server)));
      }
      channels.add(mine);
      endpoints.add(Endpoints.of(mine.stream().map(channel -> channel.endpoint).toList()));
      pendings.add(new ArrayList<>());
      balancers.add(
          scenario
              .policy()
              .balancer(
                  new Client(
                      endpoints.get(c),
                      draws.policy(),
                      () -> now * TickRecord.NANOS_PER_TICK,
                      endpoint -> {
                        TickProbe answer = new TickProbe(endpoint);
                        mine.get(endpoint.index()).send(new Request(probes++, answer));
                        return answer;
                      })));
    }
  }

  /** Runs it all, and returns what completed, in that order. */
  List<TickRecord> run() {
    int[] arrivals = draws.arrivalsByTick();
    for (int count : arrivals) {
      stage = now > settings.warmUntilTick() ? TickStage.RUNNING : TickStage.WARMING;
      tick(count);
    }
    stage = TickStage.COOLING;
    for (int i = 0; i < settings.maxCooldown() && inFlight() > 0; i++) {
      tick(0);
    }
    return records;
  }

  int ticksRun() {
    return now;
  }

  int inFlight() {
    return channels.stream()
        .flatMap(List::stream)
        .mapToInt(channel -> channel.endpoint.inFlight())
        .sum();
  }

  private void tick(int arrivals) {
    for (int i = 0; i < arrivals; i++) {
      int client = draws.client();
      Request request = new Request(requests++, null);
      pendings
          .get(client)
          .add(new Pending(request, balancers.get(client).take(Call.PLAIN, endpoints.get(client))));
    }
    servers.forEach(Server::tick);
    for (int c = 0; c < channels.size(); c++) {
      for (Pending pending : List.copyOf(pendings.get(c))) {
        pending.request().tick();
        Choice choice = pending.picker().poll();
        if (choice instanceof Endpoint endpoint) {
          channels.get(c).get(endpoint.index()).send(pending.request());
          balancers.get(c).sent(Call.PLAIN, endpoint);
          pendings.get(c).remove(pending);
        }
      }
      channels.get(c).forEach(Channel::tick);
    }
    now++;
  }

  private void complete(Request request, Channel channel) {
    int[] ticks = request.ticksIn;
    int[] first = request.firstTick;
    TickRecord row =
        new TickRecord(
            stage,
            channel.client,
            channel.server.index,
            request.probe,
            request.number,
            request.started,
            first[1],
            first[2],
            first[3],
            first[4],
            now,
            ticks[0],
            ticks[1],
            ticks[2],
            ticks[3],
            ticks[4],
            request.report);
    if (now % settings.dataFrequency() == 0) {
      records.add(row);
    }
    double nanos = row.totalTicks() * 1e6;
    channel.endpoint.answered(nanos, request.report, now * TickRecord.NANOS_PER_TICK);
    Balancer balancer = balancers.get(channel.client);
    if (request.answer == null) {
      balancer.ended(Call.PLAIN, channel.endpoint, true, nanos);
    } else {
      request.answer.end(request.report);
      balancer.probed(request.answer);
    }
  }
}
