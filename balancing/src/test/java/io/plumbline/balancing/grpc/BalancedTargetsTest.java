package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Policy;
import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.grpc.WatchedPolicyProvider.Watch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies over real channels to reference schedulers on loopback. */
@Timeout(120)
class BalancedTargetsTest {

  private static Map<String, ?> watched(String label, Object policy) {
    return Map.of("watched", Map.of("label", label, "policy", policy));
  }

  private static List<Long> counts(BalancedTargets targets) {
    return List.copyOf(targets.sentByTarget().values());
  }

  private static void sendOneByOne(ManagedChannel channel, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(Loopback.infer(channel).status().getCode()).isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void roundRobin_sendsEveryServerAsMany() {
    try (Loopback loopback = new Loopback(0.1, 0.1, 0.1)) {
      BalancedTargets targets = BalancedTargets.of(loopback.addresses(), "round-robin", 1);
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      List<Long> before = counts(targets);
      sendOneByOne(channel, 30);
      List<Long> after = counts(targets);
      for (int i = 0; i < 3; i++) {
        assertThat(after.get(i) - before.get(i)).isEqualTo(10);
      }
    }
  }

  /** Once the slow one has a request in flight, it never costs least again. */
  @Test
  void leastCost_keepsAwayFromWhoDoesNotAnswer() {
    try (Loopback loopback = new Loopback(60_000, 0.1)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("stuck", "least-cost"), 1);
      Watch watch = WatchedPolicyProvider.watch("stuck");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.until(
          "both are connected, and the slow one has a request",
          () -> {
            Loopback.infer(channel);
            return counts(targets).stream().allMatch(count -> count > 0);
          });
      Loopback.until("no call waits", () -> watch.sent.get() == watch.taken.size());
      Loopback.until("the fast one has answered", () -> watch.inFlight() == counts(targets).get(0));
      long before = counts(targets).get(0);
      sendOneByOne(channel, 50);
      assertThat(counts(targets).get(0)).isEqualTo(before);
    }
  }

  /** On their way, waiting, served: wherever a call is when it is cancelled, it is taken back. */
  @Test
  void cancellation_leaksNothing() {
    try (Loopback loopback = new Loopback(5, 5)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("cancelled", "least-cost"), 1);
      Watch watch = WatchedPolicyProvider.watch("cancelled");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(Loopback.infer(channel));
        if (i % 4 != 0) {
          calls.get(i / 2).call().cancel("as the test wants it", null);
        }
      }
      calls.forEach(call -> call.call().cancel("as the test wants it", null));
      calls.forEach(Loopback.Pending::status);
      sendOneByOne(channel, 1);
      Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
      Loopback.until(
          "all that was sent has ended",
          () -> watch.sent.get() == watch.endedWell.get() + watch.abandoned.get());
      assertThat(watch.abandoned.get()).isPositive();
    }
  }

  /** Where every call waits in gRPC's buffer first, deadlines strike as it leaves there, too. */
  @Test
  void shortDeadlines_leakNothing() {
    try (Loopback loopback = new Loopback(0.1, 0.1)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("short", "fastest-probe"), 1);
      Watch watch = WatchedPolicyProvider.watch("short");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        calls.add(
            Loopback.infer(
                channel,
                CallOptions.DEFAULT.withDeadlineAfter(Duration.ofNanos(200_000 + 1_000 * i))));
        if (i % 20 == 19) {
          calls.get(i).status();
        }
      }
      calls.forEach(Loopback.Pending::status);
      Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
      Loopback.until(
          "all that was sent has ended",
          () ->
              watch.sent.get()
                  == watch.endedWell.get() + watch.endedBadly.get() + watch.abandoned.get());
    }
  }

  /** It needs what no server tells here: its choices are random, and that must not go unsaid. */
  @Test
  void newsThatNeverComes_isMissed() {
    try (Loopback silent = Loopback.silent(0.1, 0.1);
        Loopback telling = new Loopback(0.1, 0.1)) {
      assertThat(missing(silent, "prequal").orElse(""))
          .startsWith("the policy needs load reports, and none came with ")
          .endsWith(" answered probes: start the targets with `serve --load-reports`");
      assertThat(missing(silent, "c3").orElse(""))
          .isEqualTo(
              "the policy needs load reports, and none came with 40 answers: start the targets with `serve --load-reports`");
      assertThat(missing(silent, "grpc:weighted_round_robin")).isPresent();
      assertThat(missing(silent, "round-robin")).isEmpty();
      assertThat(missing(silent, "fastest-probe")).isEmpty();
      assertThat(missing(telling, "prequal")).isEmpty();
      assertThat(missing(telling, "c3")).isEmpty();
      assertThat(missing(telling, "grpc:weighted_round_robin")).isEmpty();
    }
  }

  private static Optional<String> missing(Loopback loopback, String policy) {
    BalancedTargets targets = BalancedTargets.of(loopback.addresses(), policy, 1);
    sendOneByOne(loopback.channel(targets), 40);
    return targets.news().missing();
  }

  @Test
  void probesThatNobodyAnswers_areMissed() {
    BalancedTargets.News news =
        new BalancedTargets.News(
            Set.of(Policy.Need.PROBES, Policy.Need.REPORTS), 1_000, 1_000, 0, 0);
    assertThat(news.missing().orElse(""))
        .startsWith("the policy needs probes, and no probe was answered: ");
  }

  @Test
  void awaitConnected_isForAllServers() throws IOException, InterruptedException {
    try (Loopback loopback = new Loopback(0.1, 0.1, 0.1)) {
      BalancedTargets targets = BalancedTargets.of(loopback.addresses(), "round-robin", 1);
      ManagedChannel channel = loopback.channel(targets);
      channel.getState(true);
      targets.awaitConnected(Duration.ofSeconds(30).toNanos());
      loopback.kill(1);
      BalancedTargets two = BalancedTargets.of(loopback.addresses(), "round-robin", 1);
      loopback.channel(two).getState(true);
      assertThatThrownBy(() -> two.awaitConnected(Duration.ofMillis(300).toNanos()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "scheduler %s:%d is unreachable: not every channel got a connection to it within 300 ms",
              loopback.addresses().get(1).getHostString(), loopback.addresses().get(1).getPort());
    }
  }

  @Test
  void rpcDeadline_isAnEndLikeAnyOther() {
    try (Loopback loopback = new Loopback(60_000)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("deadline", "random"), 1);
      Watch watch = WatchedPolicyProvider.watch("deadline");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.until("connected", () -> channel.getState(true) == ConnectivityState.READY);
      CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(Duration.ofMillis(500));
      assertThat(Loopback.infer(channel, soon).status().getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      Loopback.until("it has ended", () -> watch.endedBadly.get() == 1 && watch.inFlight() == 0);
    }
  }

  /** Each call waits for its probes, one to each server, and then goes where one came back from. */
  @Test
  void fastestProbe_waitsForItsProbes() {
    try (Loopback loopback = new Loopback(0.1, 0.1)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("probes", "fastest-probe"), 1);
      Watch watch = WatchedPolicyProvider.watch("probes");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      int probedBefore = watch.probed.get();
      int takenBefore = watch.taken.size();
      sendOneByOne(channel, 20);
      assertThat(watch.taken.size() - takenBefore).as("each is taken up once").isEqualTo(20);
      assertThat(watch.waited.get()).isGreaterThanOrEqualTo(20);
      Loopback.until("all probes are back", () -> watch.probed.get() >= probedBefore + 40);
      Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
    }
  }

  /** Where no queue is empty, no probe is good enough until one is. */
  @Test
  void emptyQueues_areFoundByProbes() {
    try (Loopback loopback = new Loopback(60_000, 0.1)) {
      ManagedChannel blocker =
          loopback.channel(BalancedTargets.of(loopback.addresses().subList(0, 1), "pick-first", 1));
      Loopback.infer(blocker);
      Loopback.infer(blocker);
      Loopback.until("one waits there", () -> loopback.stats(0).getQueueDepth() == 1);
      BalancedTargets targets =
          BalancedTargets.of(
              loopback.addresses(),
              watched("empty", Map.of("fastest-probe", Map.of("validate", "empty-queue"))),
              1);
      Watch watch = WatchedPolicyProvider.watch("empty");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.until(
          "the other server is connected, and has a request",
          () -> {
            Loopback.infer(channel);
            return counts(targets).get(1) > 0;
          });
      // Those that came when the first server was the only one are on their way to it.
      Loopback.until("no call waits", () -> watch.sent.get() == watch.taken.size());
      // Where both queues have something in them, chance decides.
      Loopback.until("the other has answered", () -> watch.inFlight() == counts(targets).get(0));
      long before = counts(targets).get(0);
      sendOneByOne(channel, 20);
      assertThat(counts(targets).get(0)).isEqualTo(before);
    }
  }

  /** Whatever they count, probe and wait for: every call is answered, and nothing is left over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "c3",
        "client-pid",
        "deadline-aware",
        "els",
        "fastest-probe",
        "hcl",
        "least-request",
        "peak-ewma",
        "prequal",
        "prequal-sync",
        "weighted",
        "weighted-round-robin"
      })
  void anyPolicy_runsOverRealChannels(String policy) {
    try (Loopback loopback = new Loopback(0.5, 1, 2)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("any-" + policy, policy), 1);
      Watch watch = WatchedPolicyProvider.watch("any-" + policy);
      ManagedChannel channel = loopback.channel(targets);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        calls.add(Loopback.infer(channel));
        if (i % 5 == 4) {
          sendOneByOne(channel, 1);
        }
      }
      assertThat(calls).allMatch(call -> call.status().isOk());
      Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
      assertThat(watch.sent.get()).isEqualTo(120);
    }
  }

  @Test
  void aServerThatDies_isLeftOutUntilItIsBack() {
    try (Loopback loopback = new Loopback(0.1, 0.1)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("dying", "round-robin"), 1);
      Watch watch = WatchedPolicyProvider.watch("dying");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      loopback.kill(0);
      Loopback.until(
          "ten in a row are answered",
          () -> {
            for (int i = 0; i < 10; i++) {
              if (!Loopback.infer(channel).status().isOk()) {
                return false;
              }
            }
            return true;
          });
      long without = counts(targets).get(0);
      sendOneByOne(channel, 10);
      assertThat(counts(targets).get(0)).isEqualTo(without);
      loopback.restart(0);
      Loopback.until(
          "it gets requests again",
          () -> {
            Loopback.infer(channel).status();
            return counts(targets).get(0) > without;
          });
      Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
    }
  }

  @Test
  void nobodyThere_isAFailureAtOnce() {
    Loopback loopback = new Loopback(1);
    BalancedTargets targets = BalancedTargets.of(loopback.addresses(), "random", 1);
    loopback.kill(0);
    try (loopback) {
      assertThat(Loopback.infer(loopback.channel(targets)).status().getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void reports_comeWithAnswers() {
    try (Loopback loopback = new Loopback(2)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("reports", "random"), 1);
      sendOneByOne(loopback.channel(targets), 3);
      Watch watch = WatchedPolicyProvider.watch("reports");
      Loopback.until("all have ended", () -> watch.endedWell.get() == 3);
      Endpoint endpoint = watch.endpoints().get(0);
      ServerReport report = endpoint.report();
      assertThat(report).isNotNull();
      assertThat(report.inFlight().latest()).isZero();
      assertThat(report.queued().latest()).isZero();
      assertThat(report.utilizationPercent().mean()).isBetween(1.0, 100.0);
      assertThat(report.arrivalsPerSecond().mean()).isPositive();
      assertThat(report.latencyNanos().latest()).isBetween(2e6, 2e9);
      assertThat(report.latencyInFlightNanos()).isBetween(2e6, 2e9);
      assertThat(report.named())
          .containsEntry(ServerReport.RESIDENT_PREFIX + "resnet50", 1.0)
          .containsEntry(ServerReport.WORKERS, 1.0)
          .hasEntrySatisfying(
              ServerReport.SERVICE_MEAN, nanos -> assertThat(nanos).isBetween(2e6, 2e9));
      assertThat(endpoint.latenciesNanos().latest()).isGreaterThan(report.latencyNanos().latest());
    }
  }

  @Test
  void whatACallIsFor_getsToThePolicy() {
    try (Loopback loopback = new Loopback(0.1)) {
      BalancedTargets targets =
          BalancedTargets.of(loopback.addresses(), watched("calls", "random"), 1);
      ManagedChannel channel = loopback.channel(targets);
      long nowNanos = System.nanoTime();
      Loopback.infer(channel, targets.tell(CallOptions.DEFAULT, 3, 500_000_000, "vit")).status();
      Loopback.infer(channel).status();
      List<Call> taken = List.copyOf(WatchedPolicyProvider.watch("calls").taken);
      assertThat(taken.get(0).tier()).isEqualTo(3);
      assertThat(taken.get(0).model()).isEqualTo("vit");
      assertThat(taken.get(0).deadlineNanos() - nowNanos).isBetween(500_000_000L, 30_500_000_000L);
      assertThat(taken.get(1)).isEqualTo(Call.PLAIN);
    }
  }

  /** The module with these policies is here in tests only; it reads our trailers. */
  @Test
  void weightedRoundRobin_ofGrpcs_readsOurReports() {
    try (Loopback loopback = new Loopback(2, 20)) {
      BalancedTargets targets =
          BalancedTargets.of(
              loopback.addresses(),
              Map.of(
                  "grpc:weighted_round_robin",
                  Map.of("blackoutPeriod", "0s", "weightUpdatePeriod", "0.1s")),
              1);
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      Loopback.until(
          "of the latest 20 requests the fast server has had at least 14",
          () -> {
            List<Long> before = counts(targets);
            sendOneByOne(channel, 20);
            return counts(targets).get(0) - before.get(0) >= 14;
          });
    }
  }

  /**
   * With one request in flight the stuck server is chosen only if nothing else is drawn: of ten
   * draws once in 1,024, of the usual two once in four.
   */
  @Test
  void leastRequest_ofGrpcs_takesItsSettings() throws IOException, InterruptedException {
    try (Loopback loopback = new Loopback(60_000, 0.1)) {
      BalancedTargets targets =
          BalancedTargets.of(
              loopback.addresses(),
              Map.of("grpc:least_request_experimental", Map.of("choiceCount", 10)),
              1);
      ManagedChannel channel = loopback.channel(targets);
      channel.getState(true);
      targets.awaitConnected(Duration.ofSeconds(30).toNanos());
      Loopback.until(
          "both are connected, and the stuck one has a request",
          () -> {
            sendToOne(channel, targets);
            return counts(targets).stream().allMatch(count -> count > 0);
          });
      long before = counts(targets).get(0);
      for (int i = 0; i < 100; i++) {
        sendToOne(channel, targets);
      }
      assertThat(counts(targets).get(0) - before).isLessThan(8);
    }
  }

  /** Sends a request to the stuck first server, or has the other one answer it. */
  private static void sendToOne(ManagedChannel channel, BalancedTargets targets) {
    List<Long> before = counts(targets);
    Loopback.Pending call = Loopback.infer(channel);
    Loopback.until("it has gone to one of them", () -> !counts(targets).equals(before));
    if (counts(targets).get(1) > before.get(1)) {
      call.status();
    }
  }

  @Test
  void wrongPolicies_areRefusedInALine() {
    List<InetSocketAddress> one =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BalancedTargets.of(
                    one, Map.of("least-cost", Map.of("cost", "direct-in-flight")), 1))
        .withMessage(
            "policy {least-cost={cost=direct-in-flight}} looks into servers directly, which only a simulation can");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedTargets.of(one, "grpc:nonsense", 1))
        .withMessageStartingWith("unknown policy of gRPC's \"nonsense\"; there are round_robin");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BalancedTargets.of(one, Map.of("grpc", Map.of("policy", "round_robin")), 1))
        .withMessage(
            "policy {grpc={policy=round_robin}}: \"grpc\" is gRPC's own in a simulation; real servers take it by its name, such as grpc:round_robin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedTargets.of(one, Map.of("subset", Map.of("policy", "grpc")), 1))
        .withMessageEndingWith("such as grpc:round_robin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedTargets.of(one, "nonsense", 1))
        .withMessageStartingWith("unknown policy \"nonsense\"; known: ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> BalancedTargets.of(one, Map.of("grpc:plumbline", Map.of("policy", "prequal")), 1))
        .withMessage("grpc:plumbline is not one of gRPC's own");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BalancedTargets.of(
                    one, Map.of("grpc:least_request_experimental", Map.of("choiceCount", 1)), 1))
        .withMessageStartingWith("grpc:least_request_experimental: ");
  }

  @Test
  void wrongTargets_areRefusedInALine() {
    InetSocketAddress one = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedTargets.of(List.of(one, one), "random", 1))
        .withMessageStartingWith("a server can be a target once: ");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                BalancedTargets.of(
                    List.of(InetSocketAddress.createUnresolved("nowhere.invalid", 1)), "random", 1))
        .withMessage("unknown host: nowhere.invalid:1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BalancedTargets.of(List.of(), "random", 1))
        .withMessage("there must be at least one target");
  }
}
