package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void expectedTime_isServiceAndWhatIsAhead() {
    // 10 in flight, 6 of them queued, 50 ms each: service 50 x 4/10 = 20, a departure every 5 ms.
    report(0, FakeFleet.queues(10, 6, 50, tiers(1, 2, 3)));
    Backlog backlog = new Backlog(fleet.client, 3);
    double service = Backlog.serviceNanos(fleet.get(0));
    assertThat(service).isEqualTo(20e6);
    // Of 4 served and 1 ahead in the queue, 2 must leave first; of 4 and 6, 7.
    assertThat(backlog.nanos(fleet.get(0), VIP, service)).isEqualTo(30e6);
    assertThat(backlog.nanos(fleet.get(0), FREE, service)).isEqualTo(55e6);
    // Own calls since the report are ahead, too, if they are as important.
    backlog.sent(FREE, fleet.get(0));
    assertThat(backlog.nanos(fleet.get(0), VIP, service)).isEqualTo(30e6);
    assertThat(backlog.nanos(fleet.get(0), FREE, service)).isEqualTo(60e6);
    // The next report knows of them.
    fleet.passMillis(1);
    report(0, FakeFleet.queues(10, 6, 50, tiers(1, 2, 3)));
    assertThat(backlog.nanos(fleet.get(0), FREE, service)).isEqualTo(55e6);
  }

  @Test
  void serversWithoutTiers_haveOneQueue_andAnIdleOneServesAtOnce() {
    report(0, FakeFleet.queues(10, 6, 50, Map.of()));
    report(1, FakeFleet.queues(0, 0, 30, Map.of()));
    Backlog backlog = new Backlog(fleet.client, 3);
    assertThat(backlog.nanos(fleet.get(0), VIP, Backlog.serviceNanos(fleet.get(0))))
        .isEqualTo(55e6);
    assertThat(backlog.nanos(fleet.get(1), VIP, Backlog.serviceNanos(fleet.get(1))))
        .isEqualTo(30e6);
    // Nothing is known of the third.
    assertThat(Backlog.serviceNanos(fleet.get(2))).isNaN();
    assertThat(backlog.nanos(fleet.get(2), VIP, 7)).isEqualTo(7);
  }

  @Test
  void important_callsPassTheQueuesOfOthers() {
    Balancer balancer = fleet.start(Map.of("deadline-aware", Map.of("choices", 3)));
    // A fast server with a long queue of free calls, and two slow ones without.
    report(0, FakeFleet.queues(20, 16, 100, tiers(0, 0, 16)));
    report(1, FakeFleet.queues(4, 0, 60, tiers(0, 0, 0)));
    report(2, FakeFleet.queues(4, 0, 70, tiers(0, 0, 0)));
    assertThat(balancer.take(VIP, fleet.all).poll()).isSameAs(fleet.get(0));
    assertThat(balancer.take(FREE, fleet.all).poll()).isSameAs(fleet.get(1));
  }

  @Test
  void ownCalls_spreadBetweenReports() {
    Balancer balancer = fleet.start(Map.of("deadline-aware", Map.of("choices", 3)));
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
  void choices_areDrawnFromThoseInTime() {
    Balancer balancer = fleet.start(Map.of("deadline-aware", Map.of("choices", 1)));
    report(0, FakeFleet.queues(1, 0, 10, Map.of()));
    report(1, FakeFleet.queues(1, 0, 20, Map.of()));
    report(2, FakeFleet.queues(1, 0, 30, Map.of()));
    // 20, 40 and 60 ms; in good time is twice as early.
    Set<Endpoint> inTime = new HashSet<>();
    Set<Endpoint> anyway = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      inTime.add((Endpoint) balancer.take(new Call(1, 80_000_000, ""), fleet.all).poll());
      anyway.add((Endpoint) balancer.take(new Call(1, 5_000_000, ""), fleet.all).poll());
    }
    assertThat(inTime).containsExactlyInAnyOrder(fleet.get(0), fleet.get(1));
    assertThat(anyway).hasSize(3);
  }

  @Test
  void resident_modelsDrawCalls_untilTheirWaitIsLongerThanLoading() {
    Balancer balancer = fleet.start(Map.of("resident", Map.of("loading-ms", 100, "choices", 3)));
    Call vit = new Call(1, Call.NO_DEADLINE, "vit");
    // A departure every 10 ms: 9 queued are 140 ms in all, 11 are 160; loading elsewhere is 150.
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
    Balancer balancer = fleet.start(Map.of("deadline-aware", Map.of("choices", 3)));
    Balancer heedless =
        fleet.start(Map.of("deadline-aware", Map.of("choices", 3, "error-aversion", false)));
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
