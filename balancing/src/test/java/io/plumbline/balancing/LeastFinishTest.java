package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeastFinishTest {
  private static final Call VIP = new Call(1, Call.NO_DEADLINE, "");
  private static final Call FREE = new Call(3, Call.NO_DEADLINE, "");

  private final FakeFleet fleet = new FakeFleet(3, 1);

  private void report(int index, ServerReport report) {
    fleet.get(index).reported(report, fleet.nowNanos());
  }

  private static Map<String, Double> tiers(double vip, double premium, double free) {
    return Map.of("queued.tier.1", vip, "queued.tier.2", premium, "queued.tier.3", free);
  }

  /** What a server tells that serves so many at once, in a mean of so long. */
  private static Map<String, Double> serving(
      double workers, double serviceMillis, Map<String, Double> more) {
    Map<String, Double> named = new HashMap<>(more);
    named.put(ServerReport.WORKERS, workers);
    named.put(ServerReport.SERVICE_MEAN, serviceMillis * 1e6);
    return named;
  }

  private static Map<String, Object> allCompared(String policy) {
    return Map.of(policy, Map.of("choices", 3));
  }

  @Test
  void expectedTime_isServiceAndWhatIsAhead() {
    // 4 workers, 20 ms each: a departure every 5 ms. Ahead of a VIP are 4 and 1, so it waits for 2.
    ServerReport report = FakeFleet.queues(10, 6, 50, serving(4, 20, tiers(1, 2, 3)));
    report(0, report);
    Backlog backlog = new Backlog(fleet.client, 3);
    assertThat(backlog.nanos(fleet.get(0), VIP, 20e6)).isEqualTo(30e6);
    assertThat(backlog.nanos(fleet.get(0), FREE, 20e6)).isEqualTo(55e6);
    // Own calls since the report are ahead, too, if they are as important.
    backlog.sent(FREE, fleet.get(0));
    assertThat(backlog.nanos(fleet.get(0), VIP, 20e6)).isEqualTo(30e6);
    assertThat(backlog.nanos(fleet.get(0), FREE, 20e6)).isEqualTo(60e6);
    // The next report knows of them.
    fleet.passMillis(1);
    report(0, report);
    assertThat(backlog.nanos(fleet.get(0), FREE, 20e6)).isEqualTo(55e6);
    // If none comes, one has been worked off after 5 ms, and in the end all but the own call.
    fleet.passMillis(5);
    assertThat(backlog.nanos(fleet.get(0), FREE, 20e6)).isEqualTo(50e6);
    fleet.passMillis(1000);
    assertThat(backlog.ahead(fleet.get(0), FREE, 20e6)).isEqualTo(1);
  }

  @Test
  void serversWithoutTiers_haveOneQueue_andAnIdleOneServesAtOnce() {
    report(0, FakeFleet.queues(10, 6, 50, serving(4, 20, Map.of())));
    report(1, FakeFleet.queues(0, 0, 30, Map.of()));
    Backlog backlog = new Backlog(fleet.client, 3);
    assertThat(backlog.nanos(fleet.get(0), VIP, 20e6)).isEqualTo(55e6);
    assertThat(backlog.nanos(fleet.get(1), VIP, 30e6)).isEqualTo(30e6);
    assertThat(backlog.nanos(fleet.get(2), VIP, 7)).isEqualTo(7);
  }

  @Test
  void service_isToldOrTheBusyShareOfTheLatency() {
    report(0, FakeFleet.queues(10, 6, 50, serving(4, 21, Map.of())));
    report(1, FakeFleet.queues(10, 6, 50, Map.of()));
    assertThat(Backlog.serviceNanos(fleet.get(0))).isEqualTo(21e6);
    assertThat(Backlog.serviceNanos(fleet.get(1))).isEqualTo(20e6);
    assertThat(Backlog.serviceNanos(fleet.get(2))).isNaN();
  }

  @Test
  void important_callsPassTheQueuesOfOthers() {
    Balancer balancer = fleet.start(allCompared("deadline-aware"));
    // A fast server with a long queue of free calls, and two slow ones without.
    report(0, FakeFleet.queues(20, 16, 100, tiers(0, 0, 16)));
    report(1, FakeFleet.queues(4, 0, 60, tiers(0, 0, 0)));
    report(2, FakeFleet.queues(4, 0, 70, tiers(0, 0, 0)));
    assertThat(balancer.take(VIP, fleet.all).poll()).isSameAs(fleet.get(0));
    assertThat(balancer.take(FREE, fleet.all).poll()).isSameAs(fleet.get(1));
  }

  @Test
  void ownCalls_spreadBetweenReports() {
    Balancer balancer = fleet.start(allCompared("deadline-aware"));
    for (int i = 0; i < 3; i++) {
      report(i, FakeFleet.queues(4, 0, 40, tiers(0, 0, 0)));
    }
    Set<Endpoint> chosen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      chosen.add(fleet.call(balancer, VIP));
    }
    assertThat(chosen).hasSize(3);
  }

  @Test
  void whileNoServiceIsKnown_queuesMatter() {
    Balancer balancer = fleet.start(allCompared("deadline-aware"));
    for (int i = 0; i < 3; i++) {
      report(i, FakeFleet.queues(i == 1 ? 4 : 10, i == 1 ? 0 : 6, Double.NaN, Map.of()));
    }
    fleet.passMillis(1);
    for (int i = 0; i < 20; i++) {
      assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
    }
  }

  @Test
  void wildReports_drawNobody() {
    Balancer balancer = fleet.start(allCompared("resident"));
    report(0, FakeFleet.queues(0, 0, 1, Map.of(ServerReport.WORKERS, Double.NaN)));
    report(1, FakeFleet.queues(4, 0, 50, serving(4, 50, Map.of())));
    report(2, FakeFleet.queues(8, 4, 50, serving(4, 50, Map.of())));
    for (int i = 0; i < 20; i++) {
      assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
    }
  }

  @Test
  void callsThatCanWait_leaveTheFastServerToThoseThatCannot() {
    // Done in 20, 30 and 90 ms; only the first server has something to do.
    report(0, FakeFleet.queues(1, 0, 10, serving(1, 10, Map.of())));
    report(1, FakeFleet.queues(0, 0, 30, serving(1, 30, Map.of())));
    report(2, FakeFleet.queues(0, 0, 90, serving(1, 90, Map.of())));
    Balancer heeding = fleet.start(allCompared("deadline-aware"));
    Balancer heedless = fleet.start(allCompared("resident"));
    Call canWait = new Call(1, 100_000_000, "");
    Call urgent = new Call(1, 50_000_000, "");
    Call late = new Call(1, 5_000_000, "");

    assertThat(heedless.take(canWait, fleet.all).poll()).isSameAs(fleet.get(0));
    assertThat(heeding.take(canWait, fleet.all).poll()).isSameAs(fleet.get(1));
    assertThat(heeding.take(urgent, fleet.all).poll()).isSameAs(fleet.get(0));
    assertThat(heeding.take(late, fleet.all).poll()).isSameAs(fleet.get(0));
  }

  @Test
  void resident_modelsDrawCalls_untilTheirWaitIsLongerThanLoading() {
    Balancer balancer = fleet.start(Map.of("resident", Map.of("loading-ms", 100, "choices", 3)));
    Call vit = new Call(1, Call.NO_DEADLINE, "vit");
    // A departure every 10 ms: done in 50 and loading, in 140, in 60 and loading; then in 160.
    report(0, FakeFleet.queues(4, 0, 40, Map.of("resident.vit", 0.0, "queued.tier.1", 0.0)));
    report(1, FakeFleet.queues(4, 0, 40, Map.of("resident.vit", 1.0, "queued.tier.1", 9.0)));
    report(2, FakeFleet.queues(4, 0, 40, Map.of("resident.vit", 0.0, "queued.tier.1", 1.0)));
    assertThat(balancer.take(vit, fleet.all).poll()).isSameAs(fleet.get(1));
    assertThat(balancer.take(VIP, fleet.all).poll()).isSameAs(fleet.get(0));
    report(1, FakeFleet.queues(4, 0, 40, Map.of("resident.vit", 1.0, "queued.tier.1", 11.0)));
    assertThat(balancer.take(vit, fleet.all).poll()).isSameAs(fleet.get(0));
  }

  @Test
  void failingFast_isNotBeingFast() {
    Balancer balancer = fleet.start(allCompared("deadline-aware"));
    Balancer heedless =
        fleet.start(Map.of("deadline-aware", Map.of("error-aversion", false, "choices", 3)));
    for (Balancer each : List.of(balancer, heedless)) {
      for (int i = 0; i < 10; i++) {
        fleet.exchange(each, fleet.get(0), false, 1, FakeFleet.load(0, 1));
        fleet.exchange(each, fleet.get(1), true, 50, FakeFleet.load(1, 50));
        fleet.exchange(each, fleet.get(2), true, 60, FakeFleet.load(1, 60));
      }
    }
    assertThat(fleet.pick(balancer)).isSameAs(fleet.get(1));
    assertThat(fleet.pick(heedless)).isSameAs(fleet.get(0));
  }
}
