package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Policies;
import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Windowed;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC's own policies in a time that a test sets. */
class GrpcPolicyTest {
  private static final long SECOND = 1_000_000_000;

  private final Endpoint[] endpoints =
      IntStream.range(0, 5)
          .mapToObj(i -> new Endpoint(i, "s" + i, 10, null))
          .toArray(Endpoint[]::new);
  private final Endpoints all = Endpoints.of(endpoints);

  private long nowNanos;

  private Balancer start(Map<String, ?> settings) {
    return start((Object) Map.of("grpc", settings));
  }

  private Balancer start(Object written) {
    return Policies.create(written)
        .balancer(
            new Client(
                all,
                new SplittableRandom(1),
                () -> nowNanos,
                endpoint -> {
                  throw new AssertionError("nobody of gRPC's probes");
                }));
  }

  private static Endpoint pick(Balancer balancer, Endpoints among) {
    Choice choice = balancer.take(Call.PLAIN, among).poll();
    assertThat(choice).isInstanceOf(Endpoint.class);
    return (Endpoint) choice;
  }

  private static void send(Balancer balancer, Endpoint endpoint) {
    endpoint.sent();
    balancer.sent(Call.PLAIN, endpoint);
  }

  private void end(Balancer balancer, Endpoint endpoint, ServerReport report) {
    endpoint.left();
    endpoint.answered(1, report, nowNanos);
    balancer.ended(Call.PLAIN, endpoint, true, 1);
  }

  /** How many of so many calls, which end at once, went to each endpoint. */
  private int[] sharesOf(Balancer balancer, Endpoints among, int calls, ServerReport... reports) {
    int[] counts = new int[endpoints.length];
    for (int i = 0; i < calls; i++) {
      Endpoint endpoint = pick(balancer, among);
      counts[endpoint.index()]++;
      send(balancer, endpoint);
      end(balancer, endpoint, reports.length == 0 ? ServerReport.EMPTY : reports[endpoint.index()]);
    }
    return counts;
  }

  @Test
  void roundRobin_isEven() {
    assertThat(sharesOf(start(Map.of("policy", "round_robin")), all, 1_000)).containsOnly(200);
  }

  @Test
  void roundRobin_leavesOutWhatMayNotBeChosen() {
    Balancer balancer = start(Map.of("policy", "round_robin"));
    Endpoints some = Endpoints.of(endpoints[1], endpoints[3]);
    assertThat(sharesOf(balancer, some, 100)).containsExactly(0, 50, 0, 50, 0);
    assertThat(sharesOf(balancer, all, 1_000)).containsOnly(200);
  }

  @Test
  void pickFirst_staysWithTheFirst() {
    assertThat(sharesOf(start(Map.of("policy", "pick_first")), all, 100))
        .containsExactly(100, 0, 0, 0, 0);
  }

  /**
   * It walks its addresses to the first that is up, and stays there when an earlier one is back.
   */
  @Test
  void pickFirst_goesOnFromAServerThatIsDown() {
    Balancer balancer = start(Map.of("policy", "pick_first"));
    Endpoints without = Endpoints.of(endpoints[1], endpoints[2], endpoints[3], endpoints[4]);
    assertThat(sharesOf(balancer, all, 10)).containsExactly(10, 0, 0, 0, 0);
    assertThat(sharesOf(balancer, without, 100)).containsExactly(0, 100, 0, 0, 0);
    assertThat(sharesOf(balancer, all, 100)).containsExactly(0, 100, 0, 0, 0);
  }

  @Test
  void pickFirst_startsWithAServerThatIsUp() {
    Balancer balancer = start(Map.of("policy", "pick_first"));
    Endpoints last = Endpoints.of(endpoints[4]);
    assertThat(sharesOf(balancer, last, 100)).containsExactly(0, 0, 0, 0, 100);
  }

  @Test
  void abandonedCalls_areNoLongerOutstanding() {
    Balancer balancer = start(Map.of("policy", "least_request_experimental", "choices", 10));
    for (int i = 0; i < 1_000; i++) {
      Endpoint endpoint = pick(balancer, all);
      send(balancer, endpoint);
      if (endpoint.index() == 0) {
        endpoint.left();
        balancer.abandoned(Call.PLAIN, endpoint);
      }
    }
    assertThat(Arrays.stream(endpoints).skip(1)).allMatch(endpoint -> endpoint.inFlight() < 50);
  }

  /**
   * With 0, 1, 2, 3 and 4 in flight, two drawn with replacement, the k-th best wins with
   * probability (9, 7, 5, 3, 1) / 25. Of 25,000 each count is within 5 standard deviations.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leastRequest_choosesTheBetterOfTwo_andSoDoesOurs(boolean ours) {
    Balancer balancer =
        ours
            ? start("least-request")
            : start(Map.of("policy", "least_request_experimental", "choices", 2));
    while (Arrays.stream(endpoints).anyMatch(e -> e.inFlight() < e.index())) {
      send(balancer, pick(balancer, all));
    }
    for (Endpoint endpoint : endpoints) {
      while (endpoint.inFlight() > endpoint.index()) {
        end(balancer, endpoint, ServerReport.EMPTY);
      }
    }
    int[] counts = new int[5];
    for (int i = 0; i < 25_000; i++) {
      counts[pick(balancer, all).index()]++;
    }
    for (int k = 0; k < 5; k++) {
      double p = (9 - 2 * k) / 25.0;
      assertThat((double) counts[k])
          .isCloseTo(25_000 * p, within(5 * Math.sqrt(25_000 * p * (1 - p))));
    }
  }

  /** Five servers with 100 a second each, of which they are 10, 20, 20, 40 and 40 % busy. */
  @Test
  void weightedRoundRobin_weighsByRateAndUtilization_onceItsTimerHasRun() {
    ServerReport[] reports =
        Arrays.stream(new double[] {10, 20, 20, 40, 40})
            .mapToObj(GrpcPolicyTest::busy)
            .toArray(ServerReport[]::new);
    Balancer balancer = start(Map.of("policy", "weighted_round_robin"));
    assertThat(sharesOf(balancer, all, 1_000, reports)).as("before").containsOnly(200);
    nowNanos += SECOND;
    int[] after = sharesOf(balancer, all, 1_000, reports);
    double[] weights = {4, 2, 2, 1, 1};
    for (int i = 0; i < 5; i++) {
      assertThat(after[i] / 1_000.0).isCloseTo(weights[i] / 10, within(0.02));
    }
  }

  private static ServerReport busy(double percent) {
    return new ServerReport(
        Windowed.of(percent),
        Windowed.of(100),
        Windowed.of(1),
        Windowed.of(0),
        Windowed.of(1),
        1,
        1,
        0,
        0,
        Map.of());
  }

  @Test
  void wrongSettings_areRefusedInALine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("policy", "nonsense")))
        .withMessageStartingWith("policy grpc: unknown policy of gRPC's \"nonsense\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("policy", "round_robin", "choices", 2)))
        .withMessage("policy grpc: unknown setting \"choices\"; it has policy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("policy", "plumbline")))
        .withMessage("policy grpc: plumbline is not one of gRPC's own");
  }
}
