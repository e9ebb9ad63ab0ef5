package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.grpc.WatchedPolicyProvider.Watch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The servers of a real channel change while it is used. */
@Timeout(120)
class AddressChangeTest {
  private static final Attributes.Key<String> WHATEVER = Attributes.Key.create("whatever");

  private static Map<String, ?> watched(String label, Object policy) {
    return Map.of("watched", Map.of("label", label, "policy", policy));
  }

  /** Servers, a channel to those of them that its test names, and the policy watched. */
  private static final class Changing implements AutoCloseable {
    final Loopback loopback;
    final ChangingName name = new ChangingName();
    final BalancedTargets targets;
    final Watch watch;
    final ManagedChannel channel;

    Changing(String label, Object policy, double... serviceMs) {
      loopback = new Loopback(serviceMs);
      targets = BalancedTargets.of(loopback.addresses(), watched(label, policy), 1);
      watch = WatchedPolicyProvider.watch(label);
      channel = loopback.channel(ChangingName.target(), targets::prepare);
      channel.getState(true);
    }

    EquivalentAddressGroup server(int index) {
      return new EquivalentAddressGroup(loopback.addresses().get(index));
    }

    Status servers(int... indices) {
      return name.tell(Arrays.stream(indices).mapToObj(this::server).toList());
    }

    long sentTo(int index) {
      return List.copyOf(targets.sentByTarget().values()).get(index);
    }

    void sendOneByOne(int count) {
      for (int i = 0; i < count; i++) {
        assertThat(Loopback.infer(channel).status().getCode()).isEqualTo(Status.Code.OK);
      }
    }

    void untilAnsweredBy(int... indices) {
      Loopback.until(
          "each has had a request",
          () -> {
            Loopback.infer(channel).status();
            return Arrays.stream(indices).allMatch(index -> sentTo(index) > 0);
          });
    }

    void requireNothingLeft() {
      Loopback.until("nothing is in flight", () -> watch.inFlight() == 0);
    }

    @Override
    public void close() {
      loopback.close();
      name.close();
    }
  }

  /** The first one never answers, so it never costs least again: that has to be remembered. */
  @Test
  void whatIsInFlight_stillCountsWhenAServerIsAdded() {
    try (Changing changing = new Changing("added", "least-cost", 60_000, 0.1)) {
      changing.servers(0);
      Loopback.infer(changing.channel);
      Loopback.until("it is on its way", () -> changing.sentTo(0) == 1);
      changing.servers(0, 1);
      Loopback.until(
          "the new one has had a request",
          () -> {
            Loopback.infer(changing.channel);
            return changing.sentTo(1) > 0;
          });
      Loopback.until(
          "the new one has answered", () -> changing.watch.inFlight() == changing.sentTo(0));
      long before = changing.sentTo(0);
      changing.sendOneByOne(20);
      assertThat(changing.sentTo(0)).isEqualTo(before);
    }
  }

  @Test
  void aServerThatIsRemoved_answersWhatItHas_andGetsNothingMore() {
    try (Changing changing = new Changing("removed", "round-robin", 200, 0.1)) {
      changing.servers(0, 1);
      changing.untilAnsweredBy(0, 1);
      long before = changing.sentTo(0);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(Loopback.infer(changing.channel));
      }
      Loopback.until("they are on their way", () -> changing.sentTo(0) == before + 2);
      assertThat(changing.servers(1).isOk()).isTrue();
      changing.sendOneByOne(10);
      assertThat(calls).allMatch(call -> call.status().isOk());
      assertThat(changing.sentTo(0)).isEqualTo(before + 2);
      changing.requireNothingLeft();
    }
  }

  /** Neither is news: what the policy knows stays, and so do the connections. */
  @Test
  void anotherOrder_andOtherAttributes_changeNothing() {
    try (Changing changing = new Changing("reordered", "round-robin", 0.1, 0.1)) {
      changing.servers(0, 1);
      changing.untilAnsweredBy(0, 1);
      Client before = changing.watch.client;
      assertThat(changing.servers(1, 0).isOk()).isTrue();
      EquivalentAddressGroup told =
          new EquivalentAddressGroup(
              changing.loopback.addresses().get(0),
              Attributes.newBuilder().set(WHATEVER, "else").build());
      assertThat(changing.name.tell(List.of(told, changing.server(1))).isOk()).isTrue();
      changing.sendOneByOne(4);
      assertThat(changing.watch.client).isSameAs(before);
      assertThat(changing.watch.endedBadly.get()).isZero();
    }
  }

  @Test
  void aServerThatIsToldTwice_isOne() {
    try (Changing changing = new Changing("twice", "round-robin", 0.1, 0.1)) {
      EquivalentAddressGroup again =
          new EquivalentAddressGroup(
              changing.loopback.addresses().get(0),
              Attributes.newBuilder().set(WHATEVER, "again").build());
      changing.name.tell(
          List.of(changing.server(0), changing.server(1), changing.server(0), again));
      changing.untilAnsweredBy(0, 1);
      assertThat(changing.watch.endpoints().size()).isEqualTo(2);
      long before = changing.sentTo(0);
      changing.sendOneByOne(20);
      assertThat(changing.sentTo(0)).isEqualTo(before + 10);
    }
  }

  /** It is refused, so that gRPC looks again; meanwhile those that were there still are. */
  @Test
  void anEmptyList_isNoList() {
    try (Changing changing = new Changing("empty-list", "round-robin", 0.1)) {
      assertThat(changing.servers().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      Status none = Loopback.infer(changing.channel).status();
      assertThat(none.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(none.getDescription()).contains("there is no server to balance among");
      assertThat(changing.servers(0).isOk()).isTrue();
      changing.sendOneByOne(1);
      assertThat(changing.servers().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      changing.name.fail(Status.UNAVAILABLE.withDescription("the name service is down"));
      changing.sendOneByOne(2);
    }
  }

  /** They wait for a connection, and the server that they wait for is replaced. */
  @Test
  void callsThatWait_goToTheNewServers() {
    try (Changing changing = new Changing("replaced", "round-robin", 0.1, 0.1)) {
      changing.loopback.kill(0);
      changing.servers(0);
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        calls.add(Loopback.infer(changing.channel, CallOptions.DEFAULT.withWaitForReady()));
      }
      changing.servers(1);
      assertThat(calls).allMatch(call -> call.status().isOk());
      assertThat(changing.sentTo(1)).isEqualTo(10);
      changing.requireNothingLeft();
    }
  }

  /** Again and again, with calls everywhere: none is lost, and nothing is left over. */
  @Test
  void churn_losesNothing() {
    try (Changing changing = new Changing("churn", "fastest-probe", 0.1, 0.2, 0.3)) {
      changing.servers(0, 1, 2);
      changing.untilAnsweredBy(0, 1, 2);
      int[][] lists = {{0}, {0, 1}, {2, 1}, {1}, {1, 0, 2}, {2, 0}, {0, 1, 2}};
      List<Loopback.Pending> calls = new ArrayList<>();
      for (int i = 0; i < 70; i++) {
        for (int call = 0; call < 10; call++) {
          calls.add(Loopback.infer(changing.channel));
        }
        changing.servers(lists[i % lists.length]);
      }
      assertThat(calls).allMatch(call -> call.status().isOk());
      changing.requireNothingLeft();
    }
  }

  @Test
  void anotherPolicyInTheServiceConfig_takesOver() {
    try (Loopback loopback = new Loopback(0.1, 0.1);
        ChangingName name = new ChangingName()) {
      ManagedChannel channel =
          loopback.channel(
              ChangingName.target(),
              builder -> builder.intercept(new RememberingInterceptor(new ProbeCounts())));
      channel.getState(true);
      List<EquivalentAddressGroup> servers =
          loopback.addresses().stream().map(EquivalentAddressGroup::new).toList();
      name.tell(servers, config("first"));
      assertThat(Loopback.infer(channel).status().isOk()).isTrue();
      Client first = WatchedPolicyProvider.watch("first").client;
      name.tell(servers, config("first"));
      assertThat(WatchedPolicyProvider.watch("first").client).isSameAs(first);
      name.tell(servers, config("second"));
      assertThat(Loopback.infer(channel).status().isOk()).isTrue();
      assertThat(WatchedPolicyProvider.watch("first").taken).hasSize(1);
      assertThat(WatchedPolicyProvider.watch("second").taken).hasSize(1);
    }
  }

  private static Map<String, ?> config(String label) {
    return Map.of(
        "loadBalancingConfig",
        List.of(Map.of("plumbline", Map.of("policy", watched(label, "random")))));
  }
}
