package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client with endpoints that a test can set, and probes that it can end. */
final class TestClient {
  final Endpoint[] endpoints;
  final Endpoints all;
  final RandomGenerator random;
  final List<TestProbe> probes = new ArrayList<>();
  private final ServerReport[] direct;

  /** A probe that ends when the test says so. */
  static final class TestProbe implements Probe {
    private final Endpoint endpoint;
    private boolean ended;
    private @Nullable ServerReport report;

    TestProbe(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    void end(@Nullable ServerReport report) {
      this.ended = true;
      this.report = report;
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

  TestClient(RandomGenerator random, String... names) {
    this.random = random;
    this.endpoints = new Endpoint[names.length];
    this.direct = new ServerReport[names.length];
    Arrays.fill(direct, ServerReport.EMPTY);
    for (int i = 0; i < names.length; i++) {
      int index = i;
      endpoints[i] = new Endpoint(i, names[i], 100, () -> direct[index]);
    }
    this.all = Endpoints.of(endpoints);
  }

  TestClient(long seed, String... names) {
    this(new SplittableRandom(seed), names);
  }

  /** Always draws {@code u}, between 0 and 1, when a double is drawn. */
  static RandomGenerator always(double u) {
    return () -> (long) (u * 0x1p53) << 11;
  }

  Client client() {
    return new Client(
        all,
        random,
        () -> 0,
        endpoint -> {
          TestProbe probe = new TestProbe(endpoint);
          probes.add(probe);
          return probe;
        });
  }

  Balancer start(String name) {
    return Policies.create(name).balancer(client());
  }

  Balancer start(String name, Map<String, ?> settings) {
    return Policies.create(Map.of(name, settings)).balancer(client());
  }

  TestClient inFlight(int... counts) {
    for (int i = 0; i < counts.length; i++) {
      while (endpoints[i].inFlight() < counts[i]) {
        endpoints[i].sent();
      }
      while (endpoints[i].inFlight() > counts[i]) {
        endpoints[i].left();
      }
    }
    return this;
  }

  TestClient reported(ServerReport... reports) {
    for (int i = 0; i < reports.length; i++) {
      endpoints[i].reported(reports[i], 0);
    }
    return this;
  }

  void isNow(int endpoint, ServerReport report) {
    direct[endpoint] = report;
  }

  Endpoint pick(Balancer balancer) {
    return pick(balancer, all);
  }

  static Endpoint pick(Balancer balancer, Endpoints among) {
    return (Endpoint) balancer.take(Call.PLAIN, among).poll();
  }

  /** How often each endpoint is picked, by index. */
  int[] count(Balancer balancer, int picks) {
    int[] counts = new int[endpoints.length];
    for (int i = 0; i < picks; i++) {
      counts[pick(balancer).index()]++;
    }
    return counts;
  }

  /** Each count is within five standard deviations of its binomial distribution. */
  static void assertShares(int[] counts, double... shares) {
    assertThat(counts).hasSameSizeAs(shares);
    int total = Arrays.stream(counts).sum();
    for (int i = 0; i < shares.length; i++) {
      assertThat((double) counts[i])
          .as("%d of %s should be %s", i, Arrays.toString(counts), shares[i])
          .isBetween(
              total * shares[i] - 5 * Math.sqrt(total * shares[i] * (1 - shares[i])),
              total * shares[i] + 5 * Math.sqrt(total * shares[i] * (1 - shares[i])));
    }
  }

  /** A server at this utilization. */
  static ServerReport busy(double percent) {
    return report(Windowed.of(percent), Windowed.EMPTY, Windowed.EMPTY, 0, 0);
  }

  /** A server with so many in flight, and a latency it expects. */
  static ServerReport expecting(double inFlight, double latencyNanos) {
    return report(Windowed.EMPTY, Windowed.EMPTY, Windowed.of(inFlight), latencyNanos, 0);
  }

  /** A server whose controller is at this weight. */
  static ServerReport pid(double weight) {
    return report(Windowed.EMPTY, Windowed.EMPTY, Windowed.EMPTY, Double.NaN, weight);
  }

  /** A server where so many wait. */
  static ServerReport queueing(double queued) {
    return new ServerReport(
        Windowed.EMPTY,
        Windowed.EMPTY,
        Windowed.EMPTY,
        Windowed.of(queued),
        Windowed.EMPTY,
        Double.NaN,
        Double.NaN,
        0,
        Double.NaN,
        Map.of());
  }

  static ServerReport report(
      Windowed percent,
      Windowed perSecond,
      Windowed inFlight,
      double expectedLatencyNanos,
      double pidWeight) {
    return new ServerReport(
        percent,
        perSecond,
        inFlight,
        new Windowed(11, 12, 13),
        new Windowed(21, 22, 23),
        expectedLatencyNanos,
        Double.NaN,
        pidWeight,
        Double.NaN,
        Map.of());
  }
}
