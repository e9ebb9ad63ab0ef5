package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Servers of one client, a clock and a prober, all moved by hand. */
final class FakeFleet {

  /** A probe that ends when the test says so. */
  static final class FakeProbe implements Probe {
    private final Endpoint endpoint;
    private boolean ended;
    private @Nullable ServerReport report;

    private FakeProbe(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    @Override
    public boolean ended() {
      return ended;
    }

    @Override
    public @Nullable ServerReport report() {
      return report;
    }
  }

  /** What was asked and not yet answered or failed, in order. */
  final List<FakeProbe> asked = new ArrayList<>();

  final List<Endpoint> list;
  final Endpoints all;
  final Client client;
  private long nowNanos;

  FakeFleet(int endpoints, long seed) {
    list =
        IntStream.range(0, endpoints).mapToObj(i -> new Endpoint(i, "s" + i, 100, null)).toList();
    all = Endpoints.of(list);
    client =
        new Client(
            all,
            new SplittableRandom(seed),
            () -> nowNanos,
            endpoint -> {
              FakeProbe probe = new FakeProbe(endpoint);
              asked.add(probe);
              return probe;
            });
  }

  Endpoint get(int index) {
    return list.get(index);
  }

  long nowNanos() {
    return nowNanos;
  }

  void passMillis(double millis) {
    nowNanos += (long) (millis * 1e6);
  }

  Balancer start(Object written) {
    return Policies.create(written).balancer(client);
  }

  /** Takes up a call, has it chosen at once, and sends it. */
  Endpoint call(Balancer balancer) {
    return call(balancer, Call.PLAIN);
  }

  Endpoint call(Balancer balancer, Call call) {
    Endpoint chosen = (Endpoint) balancer.take(call, all).poll();
    send(balancer, call, chosen);
    return chosen;
  }

  /** Chooses, and sends nothing. */
  Endpoint pick(Balancer balancer) {
    return (Endpoint) balancer.take(Call.PLAIN, all).poll();
  }

  void send(Balancer balancer, Call call, Endpoint endpoint) {
    endpoint.sent();
    balancer.sent(call, endpoint);
  }

  /** A call ends, and its answer says nothing of the server. */
  void end(Balancer balancer, Endpoint endpoint, boolean ok, double latencyMillis) {
    end(balancer, endpoint, ok, latencyMillis, null);
  }

  void end(
      Balancer balancer,
      Endpoint endpoint,
      boolean ok,
      double latencyMillis,
      @Nullable ServerReport report) {
    endpoint.left();
    endpoint.answered(latencyMillis * 1e6, report, nowNanos);
    balancer.ended(Call.PLAIN, endpoint, ok, latencyMillis * 1e6);
  }

  /** Sends a call and ends it at once. */
  void exchange(
      Balancer balancer,
      Endpoint endpoint,
      boolean ok,
      double latencyMillis,
      @Nullable ServerReport report) {
    send(balancer, Call.PLAIN, endpoint);
    end(balancer, endpoint, ok, latencyMillis, report);
  }

  void answer(Balancer balancer, FakeProbe probe, double rif, double latencyMillis) {
    asked.remove(probe);
    probe.report = load(rif, latencyMillis);
    probe.ended = true;
    balancer.probed(probe);
  }

  void fail(Balancer balancer, FakeProbe probe) {
    asked.remove(probe);
    probe.ended = true;
    balancer.probed(probe);
  }

  /** A probe of that server, whoever was asked, is answered. */
  void tell(Balancer balancer, int index, double rif, double latencyMillis) {
    answer(balancer, new FakeProbe(get(index)), rif, latencyMillis);
  }

  static ServerReport load(double rif, double latencyMillis) {
    return queues(rif, 0, latencyMillis, Map.of());
  }

  static ServerReport queues(
      double rif, double queued, double latencyMillis, Map<String, Double> named) {
    return new ServerReport(
        Windowed.EMPTY,
        Windowed.EMPTY,
        Windowed.of(rif),
        Windowed.of(queued),
        Windowed.of(latencyMillis * 1e6),
        Double.NaN,
        latencyMillis * 1e6,
        0,
        Double.NaN,
        named);
  }

  static ServerReport work(double perSecond, double utilizationPercent, double errorsPerSecond) {
    return new ServerReport(
        Windowed.of(utilizationPercent),
        Windowed.of(perSecond),
        Windowed.EMPTY,
        Windowed.EMPTY,
        Windowed.EMPTY,
        Double.NaN,
        Double.NaN,
        0,
        errorsPerSecond,
        Map.of());
  }
}
