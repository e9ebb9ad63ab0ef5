package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedRoundRobinTest {
  private static final int PICKS = 100_000;

  private static int[] turns(StrideScheduler scheduler, int positions, int picks) {
    int[] turns = new int[positions];
    long step = 0;
    for (int i = 0; i < picks; i++) {
      step = scheduler.next(step);
      turns[(int) (step % positions)]++;
      step++;
    }
    return turns;
  }

  private static int[] picks(FakeFleet fleet, Balancer balancer, int picks) {
    int[] counts = new int[fleet.list.size()];
    for (int i = 0; i < picks; i++) {
      counts[fleet.pick(balancer).index()]++;
    }
    return counts;
  }

  @Test
  void weight_isRequestsByUtilization_errorsCountedIn() {
    assertThat(WeightedRoundRobin.weight(FakeFleet.work(100, 50, 0), 1)).isEqualTo(200);
    // 100 / (0.5 + 10/100 x 5) = 100
    assertThat(WeightedRoundRobin.weight(FakeFleet.work(100, 50, 10), 5)).isEqualTo(100);
    assertThat(WeightedRoundRobin.weight(FakeFleet.work(100, 0, 0), 1)).isZero();
    assertThat(WeightedRoundRobin.weight(FakeFleet.work(0, 50, 0), 1)).isZero();
    assertThat(WeightedRoundRobin.weight(ServerReport.EMPTY, 1)).isZero();
    assertThat(WeightedRoundRobin.weight(FakeFleet.work(Double.POSITIVE_INFINITY, 50, 0), 1))
        .isZero();
    assertThat(WeightedRoundRobin.weight(FakeFleet.work(1e300, 1e-300, 0), 1)).isZero();
  }

  @Test
  void scheduler_scalesTheGreatestTo65535_andClampsByTheMean() {
    StrideScheduler plain = new StrideScheduler(new double[] {1, 2, 0});
    // The unknown has the mean, 1.5.
    assertThat(IntStream.range(0, 3).map(plain::weight)).containsExactly(32_768, 65_535, 49_151);
    // 12 of 1 and one of 0.05: mean 12.05/13 = 0.9269; a tenth of it is 6075 of 65535.
    double[] small = DoubleStream.generate(() -> 1).limit(13).toArray();
    small[5] = 0.05;
    assertThat(new StrideScheduler(small).weight(5)).isEqualTo(6_075);
    // 19 of 1 and one of 1000: mean 50.95; ten times it is the greatest, all others a tenth of it.
    double[] great = DoubleStream.generate(() -> 1).limit(20).toArray();
    great[0] = 1_000;
    StrideScheduler clamped = new StrideScheduler(great);
    assertThat(clamped.weight(0)).isEqualTo(65_535);
    assertThat(clamped.weight(1)).isEqualTo(656);
  }

  @Test
  void scheduler_sharesMatchWeightsWithin1Percent() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = 2 + random.nextInt(20);
      double[] weights = random.doubles(n, 1, 5).toArray();
      double sum = DoubleStream.of(weights).sum();
      int[] turns = turns(new StrideScheduler(weights), n, PICKS);
      for (int i = 0; i < n; i++) {
        assertThat(turns[i] / (double) PICKS / (weights[i] / sum)).isCloseTo(1, within(0.01));
      }
    }
  }

  @Test
  void scheduler_withFewerThanTwoWeightsGoesAround() {
    StrideScheduler scheduler = new StrideScheduler(new double[] {0, 7, 0});
    assertThat(turns(scheduler, 3, 9)).containsExactly(3, 3, 3);
    assertThat(scheduler.next(4)).isEqualTo(4);
  }

  @Test
  void weightsAreUsedAfterTheBlackout_untilTheyExpire() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer balancer = fleet.start("weighted-round-robin");
    fleet.passMillis(5_000);
    fleet.exchange(balancer, fleet.get(0), true, 1, FakeFleet.work(300, 50, 0));
    fleet.exchange(balancer, fleet.get(1), true, 1, FakeFleet.work(100, 50, 0));
    assertThat(picks(fleet, balancer, 400)).containsExactly(200, 200);
    fleet.passMillis(9_999);
    assertThat(picks(fleet, balancer, 400)).containsExactly(200, 200);
    // The blackout is over, but the next look is due a second after the last.
    fleet.passMillis(1);
    assertThat(picks(fleet, balancer, 400)).containsExactly(200, 200);
    fleet.passMillis(999);
    assertThat(picks(fleet, balancer, 40_000)[0]).isCloseTo(30_000, within(300));
    // Reports are 180 s old at 185 s.
    fleet.passMillis(168_999);
    assertThat(fleet.nowNanos()).isEqualTo(184_998_000_000L);
    assertThat(picks(fleet, balancer, 40_000)[0]).isCloseTo(30_000, within(300));
    fleet.passMillis(1_000);
    assertThat(picks(fleet, balancer, 400)).containsExactly(200, 200);
    // New ones begin a new blackout.
    fleet.exchange(balancer, fleet.get(0), true, 1, FakeFleet.work(300, 50, 0));
    fleet.exchange(balancer, fleet.get(1), true, 1, FakeFleet.work(100, 50, 0));
    fleet.passMillis(9_000);
    assertThat(picks(fleet, balancer, 400)).containsExactly(200, 200);
    fleet.passMillis(1_000);
    assertThat(picks(fleet, balancer, 40_000)[0]).isCloseTo(30_000, within(300));
  }

  @Test
  void theBlackoutBeginsAnew_whoeverNoticesThatWeightsHaveExpired() {
    FakeFleet fleet = new FakeFleet(2, 1);
    Balancer unwatched = fleet.start("weighted-round-robin");
    Balancer failing = fleet.start("weighted-round-robin");
    for (Balancer each : List.of(unwatched, failing)) {
      fleet.exchange(each, fleet.get(0), true, 1, FakeFleet.work(300, 50, 0));
      fleet.exchange(each, fleet.get(1), true, 1, FakeFleet.work(100, 50, 0));
    }
    fleet.passMillis(200_000);
    fleet.pick(failing);
    for (Balancer each : List.of(failing, unwatched)) {
      // Ends without a report, so that the old one is read again.
      fleet.exchange(each, fleet.get(0), false, 1, null);
      fleet.exchange(each, fleet.get(0), true, 1, FakeFleet.work(300, 50, 0));
      fleet.exchange(each, fleet.get(1), true, 1, FakeFleet.work(100, 50, 0));
    }
    fleet.passMillis(1_000);
    assertThat(picks(fleet, unwatched, 400)).containsExactly(200, 200);
    assertThat(picks(fleet, failing, 400)).containsExactly(200, 200);
    fleet.passMillis(9_000);
    assertThat(picks(fleet, unwatched, 40_000)[0]).isCloseTo(30_000, within(300));
    assertThat(picks(fleet, failing, 40_000)[0]).isCloseTo(30_000, within(300));
  }

  @Test
  void periodsCanBeSet() {
    FakeFleet fleet = new FakeFleet(3, 1);
    Balancer balancer =
        fleet.start(
            Map.of(
                "weighted-round-robin",
                Map.of("blackout-ms", 0, "update-ms", 10, "expiration-ms", 50)));
    fleet.exchange(balancer, fleet.get(0), true, 1, FakeFleet.work(100, 25, 0));
    fleet.exchange(balancer, fleet.get(1), true, 1, FakeFleet.work(100, 100, 0));
    // 400, 100, and the mean for the third: 250.
    int[] counts = picks(fleet, balancer, 7_500);
    assertThat(counts[0]).isCloseTo(4_000, within(40));
    assertThat(counts[1]).isCloseTo(1_000, within(10));
    assertThat(counts[2]).isCloseTo(2_500, within(25));
    fleet.passMillis(50);
    assertThat(picks(fleet, balancer, 300)).containsExactly(100, 100, 100);
  }

  @Test
  void followsWhatIsConnected() {
    FakeFleet fleet = new FakeFleet(3, 1);
    Balancer balancer = fleet.start("weighted-round-robin");
    Endpoints two = Endpoints.of(fleet.get(2), fleet.get(0));
    int[] counts = new int[3];
    for (int i = 0; i < 300; i++) {
      counts[((Endpoint) balancer.take(Call.PLAIN, two).poll()).index()]++;
    }
    assertThat(counts).containsExactly(150, 0, 150);
    assertThat(picks(fleet, balancer, 300)).containsExactly(100, 100, 100);
  }
}
