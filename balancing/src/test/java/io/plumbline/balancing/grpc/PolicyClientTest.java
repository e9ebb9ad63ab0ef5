package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.grpc.PolicyClient.Chosen;
import io.plumbline.balancing.grpc.PolicyClient.Connected;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A policy that does as it is told, and the order of events that gRPC's threads may come to. */
class PolicyClientTest {

  /** Nothing goes through it. */
  private static final Channel CHANNEL =
      new Channel() {
        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
          throw new AssertionError("nothing is sent here");
        }

        @Override
        public String authority() {
          return "test";
        }
      };

  /** What the policy hears, in order. */
  private final List<String> heard = new ArrayList<>();

  /** Whether it answers or has calls wait. */
  private boolean answers = true;

  private final PolicyClient client = client();
  private final List<Server> servers = List.of(server(1), server(2));
  private final PendingCall pending = new PendingCall(Call.PLAIN, CHANNEL, new ProbeCounts());

  PolicyClientTest() {
    restart(client, heard, servers);
  }

  private PolicyClient client() {
    return new PolicyClient(
        () -> 0,
        task -> {
          throw new AssertionError("nobody probes here");
        },
        new PolicyClient.Waker() {
          @Override
          public void wake() {}

          @Override
          public void wakeLater(Runnable task) {}
        });
  }

  private void restart(PolicyClient one, List<String> told, List<Server> now) {
    one.restart(any -> new FirstOf(told), new SplittableRandom(1), now);
  }

  /** Takes the first endpoint of those that there were when the call came. */
  private final class FirstOf implements Balancer {
    private final List<String> heard;

    FirstOf(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      heard.add("take");
      return () -> answers ? among.get(0) : Choice.WAIT;
    }

    @Override
    public void sent(Call call, Endpoint endpoint) {
      heard.add("sent");
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      heard.add(ok ? "ended well" : "ended badly");
    }

    @Override
    public void abandoned(Call call, Endpoint endpoint) {
      heard.add("abandoned");
    }
  }

  private static Server server(int port) {
    EquivalentAddressGroup address =
        new EquivalentAddressGroup(InetSocketAddress.createUnresolved("test", port));
    Server server =
        new Server(
            address,
            new Subchannel() {
              @Override
              public void shutdown() {}

              @Override
              public void requestConnection() {}

              @Override
              public Attributes getAttributes() {
                return Attributes.EMPTY;
              }
            },
            PolicyClient.endpoint(0, "test:" + port));
    server.is(ConnectivityState.READY, Status.OK);
    return server;
  }

  private Connected connected() {
    return connected(client, servers);
  }

  private static Connected connected(PolicyClient client, List<Server> servers) {
    Connected connected = client.endpointsOf(servers.stream().filter(Server::isReady).toList());
    assertThat(connected).isNotNull();
    return connected;
  }

  private Chosen choose() {
    return choose(client, servers);
  }

  private Chosen choose(PolicyClient by, List<Server> among) {
    Chosen chosen = by.choose(pending, connected(by, among));
    assertThat(chosen).isNotNull();
    return chosen;
  }

  private int inFlight() {
    return servers.stream().mapToInt(server -> server.endpoint.inFlight()).sum();
  }

  private static ClientStreamTracer onItsWay(ClientStreamTracer tracer) {
    tracer.streamCreated(Attributes.EMPTY, new Metadata());
    return tracer;
  }

  @Test
  void aCall_countsFromItsStreamToItsEnd() {
    Chosen chosen = choose();
    assertThat(inFlight()).isZero();
    ClientStreamTracer tracer = onItsWay(client.follow(pending, chosen));
    assertThat(inFlight()).isEqualTo(1);
    tracer.streamClosed(Status.OK);
    pending.close();
    assertThat(inFlight()).isZero();
    assertThat(heard).containsExactly("take", "sent", "ended well");
  }

  /** gRPC has closed the tracers that it knew of, and then makes the stream all the same. */
  @Test
  void aStreamWhoseEndIsNeverTold_endsWithItsCall() {
    Chosen chosen = choose();
    client.follow(pending, chosen);
    pending.close();
    assertThat(inFlight()).isZero();
    assertThat(heard).containsExactly("take", "sent", "abandoned");
  }

  @Test
  void aStreamThatIsMadeAfterItsCallHasEnded_doesNotCount() {
    Chosen chosen = choose();
    pending.close();
    client.follow(pending, chosen).streamClosed(Status.CANCELLED);
    assertThat(inFlight()).isZero();
    assertThat(heard).containsExactly("take");
    assertThat(client.choose(pending, connected())).as("nor is it chosen for").isNull();
  }

  @Test
  void anEndThatIsToldTwice_countsOnce() {
    ClientStreamTracer tracer = onItsWay(client.follow(pending, choose()));
    pending.close();
    tracer.streamClosed(Status.DEADLINE_EXCEEDED);
    assertThat(inFlight()).isZero();
    assertThat(heard).containsExactly("take", "sent", "ended badly");
  }

  @Test
  void cancelled_isNoFailureIfItsCallerDidIt() {
    ClientStreamTracer tracer = onItsWay(client.follow(pending, choose()));
    pending.giveUp();
    tracer.streamClosed(Status.CANCELLED);
    assertThat(heard).endsWith("abandoned");
  }

  @Test
  void cancelled_isAFailureIfTheServerDidIt() {
    onItsWay(client.follow(pending, choose())).streamClosed(Status.CANCELLED);
    assertThat(heard).endsWith("ended badly");
  }

  /** The picker knows only those that were connected when its call came. */
  @Test
  void aServerLostWhileACallWaits_isNotChosen() {
    answers = false;
    assertThat(client.choose(pending, connected())).isNull();
    servers.get(0).is(ConnectivityState.IDLE, Status.OK);
    answers = true;
    assertThat(client.choose(pending, connected())).as("it chose the lost one").isNull();
    assertThat(choose().server()).isSameAs(servers.get(1));
    assertThat(heard).containsExactly("take", "take");
  }

  @Test
  void aPickerFromBeforeARestart_choosesNothing() {
    Connected before = connected();
    restart(client, heard, servers);
    assertThat(client.choose(pending, before)).isNull();
    assertThat(heard).isEmpty();
    assertThat(choose().server()).isSameAs(servers.get(0));
  }

  @Test
  void aCallThatWaits_isTakenUpAnewAfterARestart() {
    answers = false;
    assertThat(client.choose(pending, connected())).isNull();
    restart(client, heard, List.of(servers.get(1)));
    answers = true;
    assertThat(choose(client, List.of(servers.get(1))).server()).isSameAs(servers.get(1));
    assertThat(heard).containsExactly("take", "take");
  }

  /** A channel that was idle in between, or was given another policy, has another balancer. */
  @Test
  void aCallThatWaitedForAnotherBalancer_isTakenUpAnew() {
    answers = false;
    assertThat(client.choose(pending, connected())).isNull();
    List<String> otherHeard = new ArrayList<>();
    PolicyClient other = client();
    List<Server> others = List.of(server(3));
    restart(other, otherHeard, others);
    answers = true;
    assertThat(choose(other, others).server()).isSameAs(others.get(0));
    assertThat(otherHeard).containsExactly("take");
  }

  /** Tried again after the channel got another balancer: each hears of its own attempt. */
  @Test
  void anAttempt_endsWhereItBegan() {
    client.follow(pending, choose());
    List<String> otherHeard = new ArrayList<>();
    PolicyClient other = client();
    List<Server> others = List.of(server(3));
    restart(other, otherHeard, others);
    choose(other, others);
    pending.close();
    assertThat(inFlight()).isZero();
    assertThat(heard).containsExactly("take", "sent", "abandoned");
    assertThat(otherHeard).containsExactly("take");
  }
}
