package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturationDetectorTest {
  private static final double LEVEL = .001;

  @Test
  void rise_isComparedWithWhatChanceExplains() {
    // 9 and 11 in turn: mean 10, and a deviation of 1.016, so 31 degrees of freedom at .001 allow
    // 3.375 * 1.016 / sqrt(32) = .606.
    double[] rises = new double[32];
    Arrays.setAll(rises, b -> b % 2 == 0 ? 9 : 11);
    SaturationDetector.Rise rise = SaturationDetector.sustained(rises, LEVEL).orElseThrow();
    assertThat(rise.perBlock()).isEqualTo(10);
    assertThat(rise.byChance()).isBetween(.60, .61);

    // Around the same mean, but by 30: 3.375 * 30.48 / sqrt(32) = 18.2.
    Arrays.setAll(rises, b -> b % 2 == 0 ? -20 : 40);
    assertThat(SaturationDetector.sustained(rises, LEVEL)).isEmpty();
  }

  @Test
  void rise_mustBeTypical() {
    // Nothing moves, but for 3 s of the 8 in which 25 more wait after each quarter of a second.
    double[] stall = new double[32];
    Arrays.fill(stall, 10, 22, 25);
    // The t statistic alone would be 4.3.
    assertThat(SaturationDetector.sustained(stall, LEVEL)).isEmpty();
  }

  @Test
  void rise_mustLastToTheEnd() {
    double[] drains = new double[32];
    Arrays.fill(drains, 0, 24, 10);
    Arrays.fill(drains, 24, 32, -1);
    assertThat(SaturationDetector.sustained(drains, LEVEL)).isEmpty();
    Arrays.fill(drains, 24, 32, 1);
    assertThat(SaturationDetector.sustained(drains, LEVEL)).isPresent();
  }

  @Test
  void targetThatKeepsUp_isNotStopped() {
    // 1000 runs at load .8. At load 1 at most 5 in 100 would be stopped by design, and at .8 the
    // backlog would have to rise against a drift: 1 in 100 is far off.
    int stopped = 0;
    for (SaturationTable.Queue queue : SaturationTable.QUEUES) {
      stopped += SaturationTable.stops("steady", queue, 5, .8, 60, 200).length;
    }
    assertThat(stopped).isLessThanOrEqualTo(10);
  }

  @Test
  void targetAtItsLimit_isStoppedAsSeldomAsDesigned() {
    // Load 1 is the worst that is promised: at most 5 in 100. 300 runs, of which Binomial(300, .05)
    // exceeds 30 with probability 2e-4.
    int stopped = 0;
    for (SaturationTable.Queue queue : SaturationTable.QUEUES) {
      stopped += SaturationTable.stops("steady", queue, 5, 1, 60, 60).length;
    }
    assertThat(stopped).isLessThanOrEqualTo(30);
  }

  @Test
  void overload_isFoundWithinTenSeconds() {
    // 2 ms of service on one server: over 8 s the backlog rises by 800 with a deviation of at most
    // 118 (lognormal service), 6.8 deviations; some 3 are asked at the first look.
    for (SaturationTable.Queue queue : SaturationTable.QUEUES) {
      double[] stops = SaturationTable.stops("steady", queue, 2, 1.2, 30, 50);
      assertThat(stops).as(queue.name()).hasSize(50);
      assertThat(Arrays.stream(stops).filter(at -> at > 10.01).count())
          .as(queue.name())
          .isLessThanOrEqualTo(2);
    }
  }

  @Test
  void overload_isFoundWhenItBeginsLater() {
    for (SaturationTable.Queue queue : SaturationTable.QUEUES) {
      double[] stops = SaturationTable.stops("overload-from-30s", queue, 2, 1.2, 60, 20);
      assertThat(stops).as(queue.name()).hasSize(20);
      assertThat(stops[0]).as(queue.name()).isGreaterThan(32);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stall-1s, .5",
    "stall-2s, .5",
    "stall-2s-early, .5",
    "slow-start, .5",
    "spike-x3-10s, .4",
    "ramp, .8",
    "deadline, .8",
    "timeout-5s, .8"
  })
  void passingTrouble_isNotSaturation(String kind, double load) {
    int stopped = 0;
    for (SaturationTable.Queue queue : SaturationTable.QUEUES) {
      stopped += SaturationTable.stops(kind, queue, 5, load, 60, 40).length;
    }
    assertThat(stopped).isLessThanOrEqualTo(2);
  }

  @Test
  void targetThatRefuses_isFoundByWhatItAchieves() {
    SaturationTable.Queue queue = SaturationTable.QUEUES.get(0);
    SimulatedQueue.Found found =
        SaturationTable.run("refuse", queue, 2, 1.5, 60).play(1, SaturationTable.ENFORCED);
    StopReason reason = found.stop().orElseThrow();
    assertThat(reason.limit()).isEqualTo("saturation_achieved");
    // Two thirds can be served.
    assertThat(reason.value()).isBetween(.6, .73);
    assertThat(reason.bound()).isEqualTo(.9);
    assertThat(reason.message()).startsWith("the target cannot keep up: over 8 s 7");
    assertThat(found.atSeconds()).isLessThanOrEqualTo(10.01);

    assertThat(SaturationTable.stops("refuse", queue, 2, .95, 60, 20)).isEmpty();
  }

  @Test
  void targetWhoseCallsTimeOut_isFoundAlthoughItsBacklogStopsRising() {
    for (SaturationTable.Queue queue : SaturationTable.QUEUES) {
      double[] stops = SaturationTable.stops("timeout-5s", queue, 5, 3, 60, 10);
      assertThat(stops).as(queue.name()).hasSize(10);
      assertThat(stops[9]).as(queue.name()).isLessThan(20);
    }
  }

  @Test
  void rise_countsOnlyAgainstTheBaseline() {
    // 100/s offered, 80/s ended: 20/s more wait, after 8 s 160, which is 2 s of waiting.
    StopReason reason = risingBacklog(5_000_000).orElseThrow();
    // Little against a call that takes 1 s; and 250 ms blocks say nothing of such calls.
    assertThat(risingBacklog(1_000_000_000)).isEmpty();
    assertThat(reason.limit()).isEqualTo("saturation_backlog");
    assertThat(reason.value()).isBetween(19.0, 21.0);
    assertThat(reason.unit()).isEqualTo("requests/s");
    assertThat(reason.message())
        .isEqualTo(
            "the target cannot keep up: the backlog rose by 20.0 requests/s over 8 s to 160, with"
                + " 100.0 requests/s offered and 80.0 ended; low-load response 5.000 ms");
  }

  /** 100 requests/s for 8.5 s, of which every fifth is never answered; the plan goes on. */
  private static Optional<StopReason> risingBacklog(long responseNanos) {
    SaturationDetector detector = hundredPerSecond();
    Optional<StopReason> found = Optional.empty();
    for (int i = 0; i < 850 && found.isEmpty(); i++) {
      found = detector.advance(i * 10_000_000L);
      detector.offered();
      if (i % 5 != 0) {
        detector.ended(true, responseNanos);
      }
    }
    return found;
  }

  private static SaturationDetector hundredPerSecond() {
    return new SaturationDetector(
        new PlannedLoad() {
          @Override
          public long dueBy(long atNanos) {
            return atNanos / 10_000_000;
          }

          @Override
          public long lastNanos() {
            return 60_000_000_000L;
          }
        },
        RunLimits.Scope.SWEEP);
  }

  @Test
  void requestsThatTheRunGivesUpOn_areNoShortfallOfTheTarget() {
    // Every fifth is cancelled, because that was asked for; all others are answered well.
    SaturationDetector asked = hundredPerSecond();
    // Every fifth is refused: 80 of 100, where 90 are wanted.
    SaturationDetector refused = hundredPerSecond();
    Optional<StopReason> found = Optional.empty();
    for (int i = 0; i < 3000; i++) {
      assertThat(asked.advance(i * 10_000_000L)).isEmpty();
      asked.offered();
      if (found.isEmpty()) {
        found = refused.advance(i * 10_000_000L);
        refused.offered();
      }
      if (i % 5 == 0) {
        asked.givenUp();
        refused.ended(false, 0);
      } else {
        asked.ended(true, 5_000_000);
        refused.ended(true, 5_000_000);
      }
    }
    assertThat(found.map(StopReason::limit)).contains("saturation_achieved");
  }

  @Test
  void silence_costsNoMoreThanItsBlocks() {
    SaturationDetector detector =
        new SaturationDetector(
            new PlannedLoad() {
              @Override
              public long dueBy(long atNanos) {
                return 0;
              }

              @Override
              public long lastNanos() {
                return Long.MAX_VALUE;
              }
            },
            RunLimits.Scope.POINT);
    assertThat(detector.advance(0)).isEmpty();
    // A day without a request.
    assertThat(detector.advance(86_400_000_000_000L)).isEmpty();
  }
}
