package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.plumbline.balancing.grpc.WatchedPolicyProvider.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever gRPC does to a call over a real channel: what was sent ends once, and as what it is. */
@Timeout(120)
class CallEndsTest {

  private static Map<String, ?> watched(String label, Object policy) {
    return Map.of("watched", Map.of("label", label, "policy", policy));
  }

  private static BalancedTargets targets(Loopback loopback, String label, Object policy) {
    return BalancedTargets.of(loopback.addresses(), watched(label, policy), 1);
  }

  /** A channel that tries calls again in a way that service configs know. */
  private static ManagedChannel retrying(
      Loopback loopback, BalancedTargets targets, Object policy, Map<String, ?> how) {
    Map<String, Object> method = new LinkedHashMap<>(how);
    method.put("name", List.of(Map.of()));
    Map<String, Object> config =
        Map.of(
            "loadBalancingConfig",
            List.of(Map.of("plumbline", Map.of("policy", policy))),
            "methodConfig",
            List.of(method));
    return loopback.channel(
        targets.target(),
        builder -> {
          targets.prepare(builder);
          builder.defaultServiceConfig(config);
        });
  }

  private static void requireAllEnded(Watch watch) {
    Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
    Loopback.until(
        "all that was sent has ended",
        () ->
            watch.sent.get()
                == watch.endedWell.get() + watch.endedBadly.get() + watch.abandoned.get());
  }

  /** One server is full and refuses; what it refused is tried at the other one. */
  @Test
  void aRefusedAttempt_isAFailure_andTheNextOneCountsAnew() {
    try (Loopback loopback =
        new Loopback(List.of(Loopback.server(1, 0, 60_000), Loopback.server(1, 100, 0.1)))) {
      ManagedChannel blocker =
          loopback.channel(BalancedTargets.of(loopback.addresses().subList(0, 1), "random", 1));
      Loopback.infer(blocker);
      Loopback.until("its worker is busy", () -> loopback.stats(0).getInService() == 1);
      Object policy = watched("retries", "round-robin");
      BalancedTargets targets = BalancedTargets.of(loopback.addresses(), policy, 1);
      Watch watch = WatchedPolicyProvider.watch("retries");
      ManagedChannel channel =
          retrying(
              loopback,
              targets,
              policy,
              Map.of(
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.01s",
                      "maxBackoff",
                      "0.01s",
                      "backoffMultiplier",
                      1.0,
                      "retryableStatusCodes",
                      List.of("RESOURCE_EXHAUSTED"))));
      Loopback.until(
          "the full one has been asked, and the other one has answered",
          () ->
              Loopback.infer(channel).status().isOk()
                  && watch.endedBadly.get() > 0
                  && watch.endedWell.get() > 0);
      requireAllEnded(watch);
      assertThat(watch.taken).as("each attempt is chosen for").hasSize(watch.sent.get());
      assertThat(watch.abandoned).hasValue(0);
    }
  }

  /** The slow one is given up because the other one answers: that is not its failure. */
  @Test
  void aHedgeThatIsNotNeeded_isAbandoned() {
    try (Loopback loopback = new Loopback(60_000, 0.1)) {
      Object policy = watched("hedges", "round-robin");
      BalancedTargets targets = BalancedTargets.of(loopback.addresses(), policy, 1);
      Watch watch = WatchedPolicyProvider.watch("hedges");
      ManagedChannel channel =
          retrying(
              loopback,
              targets,
              policy,
              Map.of("hedgingPolicy", Map.of("maxAttempts", 5.0, "hedgingDelay", "0.05s")));
      Loopback.until(
          "the slow one has been given up",
          () -> Loopback.infer(channel).status().isOk() && watch.abandoned.get() > 0);
      requireAllEnded(watch);
      assertThat(watch.endedBadly).hasValue(0);
    }
  }

  /** Being served, queued there, and waiting for probes here. */
  @Test
  void shutdown_endsEverything() {
    try (Loopback loopback = new Loopback(60_000, 60_000)) {
      BalancedTargets targets = targets(loopback, "shutdown", "fastest-probe");
      Watch watch = WatchedPolicyProvider.watch("shutdown");
      ManagedChannel channel = loopback.channel(targets);
      List<Loopback.Pending> calls = new ArrayList<>();
      Loopback.until(
          "some are on their way",
          () -> {
            calls.add(Loopback.infer(channel));
            return watch.sent.get() > 10;
          });
      for (int i = 0; i < 100; i++) {
        calls.add(Loopback.infer(channel));
      }
      channel.shutdownNow();
      assertThat(calls).allMatch(call -> call.status().getCode() == Status.Code.UNAVAILABLE);
      requireAllEnded(watch);
    }
  }

  /** Where nobody is connected, nobody is chosen: there is nothing to take back. */
  @Test
  void aCallThatEndsBeforeThereIsAConnection_wasNeverTaken() {
    try (Loopback loopback = new Loopback(0.1)) {
      loopback.kill(0);
      BalancedTargets targets = targets(loopback, "unconnected", "random");
      ManagedChannel channel = loopback.channel(targets);
      CallOptions waits = CallOptions.DEFAULT.withWaitForReady();
      Loopback.Pending cancelled = Loopback.infer(channel, waits);
      Loopback.Pending late =
          Loopback.infer(channel, waits.withDeadlineAfter(Duration.ofMillis(50)));
      cancelled.call().cancel("as the test wants it", null);
      assertThat(cancelled.status().getCode()).isEqualTo(Status.Code.CANCELLED);
      assertThat(late.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(WatchedPolicyProvider.watch("unconnected").taken).isEmpty();
    }
  }

  /** Its policy is another one from now on, whatever its calls are doing. */
  @Test
  void aChannelThatGoesIdle_leaksNothing() {
    try (Loopback loopback = new Loopback(5, 5)) {
      BalancedTargets targets = targets(loopback, "idle", "fastest-probe");
      Watch watch = WatchedPolicyProvider.watch("idle");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(Loopback.infer(channel));
        if (i % 10 == 9) {
          channel.enterIdle();
        }
      }
      calls.forEach(call -> assertThat(call.status().getCode()).isEqualTo(Status.Code.OK));
      requireAllEnded(watch);
    }
  }

  /** Cancelled, late or left alone: four threads call at the same time, in all three ways. */
  @Test
  void manyThreads_leakNothing() {
    try (Loopback loopback = new Loopback(0.1, 0.2, 0.3)) {
      BalancedTargets targets = targets(loopback, "threads", "prequal-sync");
      Watch watch = WatchedPolicyProvider.watch("threads");
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        threads.add(CompletableFuture.runAsync(() -> callInAllWays(channel)));
      }
      threads.forEach(CompletableFuture::join);
      requireAllEnded(watch);
      assertThat(watch.endedWell.get()).isPositive();
    }
  }

  private static void callInAllWays(ManagedChannel channel) {
    List<Loopback.Pending> calls = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CallOptions options = CallOptions.DEFAULT;
      if (i % 3 == 1) {
        options = options.withDeadlineAfter(Duration.ofNanos(10_000L * i));
      }
      calls.add(Loopback.infer(channel, options));
      if (i % 3 == 2) {
        calls.get(i / 2).call().cancel("as the test wants it", null);
      }
      if (i % 30 == 29) {
        calls.get(i).status();
      }
    }
    calls.forEach(Loopback.Pending::status);
  }
}
