package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real server tells of its services and workers is what a policy decides by. */
@Timeout(120)
class ReportedServicesTest {

  private static Map<String, ?> allCompared(String policy) {
    return Map.of(policy, Map.of("choices", 10));
  }

  private static long sentTo(BalancedTargets targets, int index) {
    return List.copyOf(targets.sentByTarget().values()).get(index);
  }

  /**
   * Of 160 that come at once to a slow server one is served, and the others give up waiting. Its
   * latency, and how much of what is there waits on average, would make it a server of some 600 /
   * 80 = 8 ms. It tells 600 ms, so the other one, of 50 ms, is expected to be done first.
   */
  @ParameterizedTest
  @ValueSource(strings = {"deadline-aware", "resident"})
  void theServiceThatIsTold_decides(String policy) {
    try (Loopback loopback = new Loopback(600, 50)) {
      ManagedChannel blocker =
          loopback.channel(BalancedTargets.of(loopback.addresses().subList(0, 1), "random", 1));
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        calls.add(Loopback.infer(blocker));
      }
      Loopback.until("the others wait", () -> loopback.stats(0).getQueueDepth() == 159);
      Loopback.until("one is served", () -> loopback.stats(0).getServed() == 1);
      calls.forEach(call -> call.call().cancel("as the test wants it", null));
      Loopback.until("the others are gone", () -> loopback.stats(0).getCancelled() == 159);

      BalancedTargets targets = BalancedTargets.of(loopback.addresses(), allCompared(policy), 1);
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      long before = sentTo(targets, 0);
      for (int i = 0; i < 5; i++) {
        CallOptions call = targets.tell(CallOptions.DEFAULT, 1, 150_000_000, "resnet50");
        assertThat(Loopback.infer(channel, call).status().getCode()).isEqualTo(Status.Code.OK);
      }
      assertThat(sentTo(targets, 0)).isEqualTo(before);
    }
  }

  /**
   * 24 calls at once, to eight workers of 60 ms or one of 1000 ms. An idle server whose workers are
   * not known is taken for one of one: the 17th call would be done at 1020 ms there.
   */
  @ParameterizedTest
  @ValueSource(strings = {"deadline-aware", "resident"})
  void theWorkersThatAreTold_decide(String policy) {
    try (Loopback loopback =
        new Loopback(List.of(Loopback.server(8, 100, 60), Loopback.server(1, 100, 1000)))) {
      BalancedTargets targets = BalancedTargets.of(loopback.addresses(), allCompared(policy), 1);
      ManagedChannel channel = loopback.channel(targets);
      Loopback.connectAll(channel, targets);
      long before = sentTo(targets, 1);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        calls.add(Loopback.infer(channel));
      }
      assertThat(calls).allMatch(call -> call.status().isOk());
      assertThat(sentTo(targets, 1)).isEqualTo(before);
    }
  }
}
